"""Case: the good pack with one file replaced by a broken one, and a model of four small blocks that fits it."""

from __future__ import annotations

import shutil
from pathlib import Path

from finmodel.inputs import Inputs, load_structure, resolve
from finmodel.model.block import Block
from finmodel.model.item import Kind
from finmodel.model.model import Model
from finmodel.model.vocabulary import day, scalar, series

HERE = Path(__file__).parent


class Timing(Block):
    last_actual_quarter = day()


class Price(Block):
    unit_price = scalar("USD/chip", at_least=0)


class Spares(Block):
    spare_share = scalar("share")


class Orders(Block):
    deliveries = series(Kind.FLOW, "chip", over="chip", fill="hold", at_least=0)


def lay_over_good(case: str, target: Path) -> Path:
    """Copy the good pack to a folder and the files of a case over it."""
    shutil.copytree(HERE / "good", target)
    if case:
        shutil.copytree(HERE / case, target, dirs_exist_ok=True)
    return target


def resolve_case(folder: Path, scenario: str = "base", *sets: str) -> Inputs:
    pack = load_structure(folder)
    return resolve(pack, Model([Timing, Price, Spares, Orders], pack.dimensions, pack.timeline), scenario, sets)
