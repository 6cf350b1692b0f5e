"""Benchmarks: what a case, a command and a workbook cost, each beside a plain alternative measured in the same run.

python benchmarks/run.py
"""

from __future__ import annotations

import pickle
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import workbooks
import xlsxwriter
from hand_written_people import LINES, people
from people_alone import people_alone

from finmodel.engine.evaluate import Array
from finmodel.engine.tolerance import equal_in_row
from finmodel.project import Case, Project

PACK = Path(__file__).parent.parent / "assumptions" / "meta"
CASE_RUNS, COMMAND_RUNS, WORKBOOK_RUNS = 20, 5, 3
SAMPLES = 1_000
PER = 25_000


def median(work: Callable[[], object], runs: int) -> float:
    """Median seconds of several runs, after one to warm up."""
    work()
    return statistics.median(seconds(work) for _ in range(runs))


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def shown(label: str, amount: float, note: str = "") -> None:
    written = f"{amount * 1e3:,.1f} ms" if amount < 1 else f"{amount:,.2f} s"
    print(f"{label:<58}{written:>12}   {note}", flush=True)


def engine_and_hand(case: Case) -> None:
    engine, inputs = case.project.engine, case.inputs.values
    rows = sum(len(case.model.members(name)) for name in case.model.lines)
    shown(
        "Engine, one case, every line",
        median(lambda: engine.run(inputs), CASE_RUNS),
        f"{len(case.model.lines)} lines, {rows:,} rows",
    )
    ends = case.values["period_end"][:, 0]
    alone, given = people_alone(case)
    for count in (1, SAMPLES):
        drawn = sampled(given, count)
        agree(alone.run(drawn, LINES), people(drawn, ends))
        runs = CASE_RUNS if count == 1 else COMMAND_RUNS
        by_engine = median(lambda drawn=drawn: alone.run(drawn, LINES), runs)
        by_hand = median(lambda drawn=drawn: people(drawn, ends), runs)
        what = "one case" if count == 1 else f"{count:,} samples"
        lines = len(alone.model.needed_for(LINES))
        shown(f"Engine, the people block alone, {what}", by_engine, f"{lines} lines, timing and inputs included")
        shown(
            f"Hand-written NumPy, the same block, {what}", by_hand, f"engine / hand-written = {by_engine / by_hand:.2f}"
        )


def sampled(inputs: dict[str, Array], count: int) -> dict[str, Array]:
    """The inputs, with offers and attrition varied from sample to sample where there are several."""
    if count == 1:
        return inputs
    numbers = np.random.default_rng(7)
    varied = {
        line: inputs[line] * numbers.uniform(0.8, 1.2, (*inputs[line].shape[:-1], count))
        for line in ("offers", "attrition_hazard")
    }
    return {**inputs, **varied}


def agree(ours: dict[str, Array], theirs: dict[str, Array]) -> None:
    """Stop unless the two give the same numbers, to 1e-9 of each row."""
    for line in LINES:
        rows = ours[line][..., 1:, :] if ours[line].shape[-2] > 1 else ours[line]
        mine = np.moveaxis(rows, -1, 0)
        yours = np.moveaxis(np.broadcast_to(theirs[line], rows.shape), -1, 0)
        assert equal_in_row(mine, yours).all(), f"{line} differs between the engine and the hand-written block"


def commands(folder: Path) -> None:
    python = [sys.executable]
    finmodel = [*python, "-m", "finmodel"]
    run = [*finmodel, "run", "--quiet", "--force", "--pack", str(PACK), "--out", str(folder)]
    for label, words in (
        ("python -c pass", [*python, "-c", "pass"]),
        ("finmodel --help", [*finmodel, "--help"]),
        ("finmodel run --no-workbook", [*run, "--no-workbook"]),
        ("finmodel run", run),
    ):
        taken = median(lambda words=words: subprocess.run(words, check=True, stdout=subprocess.DEVNULL), COMMAND_RUNS)
        shown(f"{label}, cold start", taken)


def workbook(case: Case, folder: Path) -> None:
    """Writing the workbook, each writer in processes of its own: the median time, and the greatest peak memory."""
    path, cells = folder / "model.xlsx", folder / "cells.pickle"
    count = case.write_workbook(path)
    cells.write_bytes(pickle.dumps(workbooks.all_cells(path)))
    taken = {}
    for writer in workbooks.WRITERS:
        runs = [workbooks.measured(writer, cells, folder / "written.xlsx") for _ in range(WORKBOOK_RUNS)]
        taken[writer] = statistics.median(run["seconds"] for run in runs)
        peak = max(run["peak"] for run in runs)
        said = f"{count:,} formulas, {path.stat().st_size / 1e6:.1f} MB on disk, peak memory {peak:,.0f} MB"
        if writer != "finmodel":
            said = f"the same cells, no formats; finmodel / {writer} = {taken['finmodel'] / taken[writer]:.2f}"
        shown(f"Workbook by {writer}, per {PER:,} formulas", taken[writer] * PER / count, said)


def main() -> None:
    print(
        f"Python {platform.python_version()}, NumPy {np.__version__}, XlsxWriter {xlsxwriter.__version__}, {platform.machine()}"
    )
    print(f"Medians: {CASE_RUNS} runs of a case, {COMMAND_RUNS} of a command, {WORKBOOK_RUNS} of a workbook.\n")
    case = Project.open(str(PACK)).case()
    folder = Path(tempfile.mkdtemp(prefix="finmodel-benchmarks-"))
    try:
        engine_and_hand(case)
        commands(folder)
        workbook(case, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
