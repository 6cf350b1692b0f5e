"""People alone: the people block with the little it needs from others given, so that it can be run by itself."""

from __future__ import annotations

from finmodel.blocks import People, Timing
from finmodel.blocks.dimensions import TEAM, TIER
from finmodel.engine.evaluate import Array, Engine
from finmodel.model.block import Block
from finmodel.model.item import Kind
from finmodel.model.model import Model
from finmodel.model.vocabulary import balance, series, total
from finmodel.project import Case


class Surroundings(Block):
    """What the people block asks of the rest of the model: compute by team is given, people are counted."""

    team_h100e = series(Kind.BALANCE, "H100e", "research compute of the team", over=TEAM)
    team_headcount = balance("person", total(People.headcount, TIER), "people of the team")
    heads = balance("person", total(team_headcount, TEAM), "everyone in the effort")


def people_alone(case: Case) -> tuple[Engine, dict[str, Array]]:
    """An engine of the block and its inputs, those of a case; the compute of each team is what the case makes of it."""
    model = Model((Timing, People, Surroundings), tuple(case.model.dimensions.values()), case.model.timeline)
    known = {**case.values, **case.inputs.values}
    return Engine(model), {given.name: known[given.name] for given in model.givens}
