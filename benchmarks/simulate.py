"""Benchmarks of simulation: the command, the engine beside hand-written NumPy, and beside packages that loop over scenarios.

python benchmarks/simulate.py [--million] [--no-command] [--no-by-hand] [--no-others] [--write]
"""

from __future__ import annotations

import one_thread  # noqa: F401  comes before NumPy

# isort: split
import argparse
import os
import platform
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import hand_written_people
import numpy as np
import other_packages
import processes
import small_company
from chunks import ByHand, by_hand, by_program
from hand_written_company import small_company as company_by_hand
from in_turn import least_seconds
from people_alone import people_alone

from finmodel.analysis.spot import Spot
from finmodel.engine.chunk import chunk_for
from finmodel.engine.evaluate import Array, Engine
from finmodel.engine.program import Program
from finmodel.engine.tolerance import equal_in_row
from finmodel.project import Project

README = Path(__file__).parent / "README.md"
BEGIN, END = "<!-- simulate.py --write: from here -->", "<!-- simulate.py --write: to here -->"
PACK = Path(__file__).parent.parent / "assumptions" / "meta"
BY_HAND_CHUNKS = (500, 1_000)
"""Samples at a time that the hand-written are tried with, besides ours and all of them; powers of two cost them more."""

COUNTS = {10_000: 10.0, 100_000: 15.0}
"""Samples -> seconds that the ways of evaluating them are timed for, in turn, three times at the least."""

SCENARIOS = {"with_modelx.py": 200, "with_pyproforma.py": 100, "with_monaco.py": 500, "with_squigglepy.py": 500}
"""How many scenarios each package is given, few because it takes long; the figures are for one."""

WHOLE_AT_MOST = 4e9
"""Bytes of results above which the hand-written block is not evaluated for all samples at once."""

COMMAND_LIMIT = 3_600
"""Seconds after which a command is stopped."""


@dataclass
class Table:
    """Rows of label, figure and note, printed as they are found."""

    width: int = 62
    rows: list[tuple[str, str, str]] = field(default_factory=list)

    def add(self, label: str, figure: str, note: str = "") -> None:
        self.rows.append((label, figure, note))
        print(f"{label:<{self.width}}{figure:>14}   {note}".rstrip(), flush=True)


def write(table: Table, machine: str) -> None:
    """Put the table of this run into the README, in place of the one that stands there."""
    text = README.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    after = rest.split(END)[1]
    rows = "\n".join(f"| {label} | {figure} | {note} |" for label, figure, note in table.rows)
    body = f"{BEGIN}\nMeasured in one run on {machine}:\n\n| what | measured | |\n|---|---|---|\n{rows}\n{END}"
    README.write_text(before + body + after, encoding="utf-8")


@dataclass(frozen=True)
class Contest:
    """One model in the engine and by hand, over the same draws."""

    title: str
    engine: Engine
    values: Mapping[str, Array]
    spots: Sequence[Spot]
    write: ByHand
    cells: int
    """Numbers in the lines that the hand-written one returns, for one sample."""


def command(table: Table, count: int) -> None:
    """`finmodel simulate` in a new process."""
    finmodel = [sys.executable, "-m", "finmodel", "simulate"]
    label = f"finmodel simulate base -n {count:,}"
    if processes.run([*finmodel, "--help"], COMMAND_LIMIT).code:
        table.add(label, "skipped", "this finmodel has no command `simulate`")
        return
    with tempfile.TemporaryDirectory(prefix="finmodel-benchmarks-") as folder:
        words = [*finmodel, "base", "-n", str(count), "--seed", "1", "--quiet", "--force", "--pack", str(PACK), "--out", folder]
        runs = [processes.run(words, COMMAND_LIMIT) for _ in range(3 if count <= 10_000 else 1)]
    failed = next((ran for ran in runs if ran.code), None)
    if failed is not None:
        sys.exit(f"{' '.join(words)} ended with {failed.code}:\n{failed.said.strip()[-2000:]}")
    seconds, peak = min(ran.seconds for ran in runs), max(ran.peak for ran in runs)
    table.add(f"{label}, new process", f"{seconds:,.2f} s", f"{count / seconds:,.0f} samples a second")
    table.add(f"{label}, peak memory", f"{peak:,.0f} MB", "the process and its children, shared pages once")


def beside_by_hand(table: Table, contest: Contest, drawn: Mapping[str, Array], budget: float) -> float:
    """Seconds a sample of ours; stops where the two disagree."""
    count = next(iter(drawn.values())).shape[-1]
    own = chunk_for(contest.engine.model, drawn, [spot.line for spot in contest.spots])
    programs = {size: Program(contest.engine, contest.values, drawn, contest.spots, size) for size in sorted({own, 256})}
    ours = {("finmodel", size): partial(by_program, program, drawn, len(contest.spots)) for size, program in programs.items()}
    hand = partial(by_hand, contest.write, contest.engine.model, contest.values, drawn, contest.spots)
    most = WHOLE_AT_MOST / (contest.cells * 8)
    sizes = sorted({own, *BY_HAND_CHUNKS, count})
    ways = {**ours, **{("by hand", size): partial(hand, size) for size in sizes if size <= most}}
    agree(contest.title, ways["finmodel", own](), ways["by hand", own]())
    seconds = least_seconds(ways, budget)
    label = f"{contest.title}, {count:,} samples"
    for (who, size), taken in seconds.items():
        how = "all at once" if size == count else f"{size:,} at a time"
        table.add(f"{label}: {who}, {how}", f"{taken:.3f} s", f"{taken / count * 1e6:.2f} us a sample")
    if count > most:
        table.add(f"{label}: by hand, all at once", "skipped", "needs too much memory")
    best = min(taken for (who, _), taken in seconds.items() if who == "by hand")
    for size in programs:
        note = "as the product does it; the best of those by hand" if size == own else ""
        figure = f"{seconds['finmodel', size] / best:.2f}"
        table.add(f"{label}: finmodel / by hand, {size:,} at a time", figure, note)
    return seconds["finmodel", own] / count


def agree(title: str, ours: Array, theirs: Array) -> None:
    """Stop unless two tables of (spots, samples) are equal to 1e-9 of each row."""
    if not equal_in_row(ours, theirs).all():
        sys.exit(f"{title}: the numbers differ from the engine's")


def company() -> Contest:
    engine, values = Engine(small_company.MODEL), small_company.base_inputs()
    hours = engine.run(values, ["period_hours"])["period_hours"][1:]
    cells = len(small_company.LINES) * len(hours)
    return Contest(
        "Company", engine, values, small_company.SPOTS, lambda given: company_by_hand(given, hours), cells
    )  # fmt: skip


def people() -> Contest:
    case = Project.open(str(PACK)).case()
    engine, values = people_alone(case)
    ends = case.values["period_end"][:, 0]
    model = engine.model
    last = model.timeline.names[-1]
    spots = [Spot(line, model.members(line)[0], last) for line in hand_written_people.LINES]
    cells = sum(len(model.members(line)) * len(model.timeline) for line in hand_written_people.LINES)
    return Contest(
        "People block", engine, values, spots, lambda given: hand_written_people.people(given, ends), cells
    )  # fmt: skip


def drawn_people(values: Mapping[str, Array], count: int) -> dict[str, Array]:
    """Offers, quarter by quarter, and attrition, pay and vesting of each tier."""
    numbers = np.random.default_rng(7)
    lines = ("offers", "attrition_hazard", "salary", "grant", "vesting_time")
    return {line: values[line] * numbers.uniform(0.8, 1.2, (*values[line].shape[:-1], count)) for line in lines}


def others(table: Table, contest: Contest, ours: float) -> None:
    """The company in other packages, beside the seconds a sample that ours takes."""
    try:
        python = other_packages.python_with_them()
    except other_packages.NotInstalledError as error:
        table.add("Company in other packages", "skipped", str(error))
        return
    count = max(SCENARIOS.values())
    drawn = small_company.drawn_inputs(count)
    program = Program(contest.engine, contest.values, drawn, contest.spots, count)
    reference = by_program(program, drawn, len(contest.spots))
    hours = contest.engine.run(contest.values, ["period_hours"])["period_hours"]
    given = {**{name: row[0] for name, row in drawn.items()}, "hours": hours[1:, 0]}
    given["hiring_plan"] = contest.values["hiring_plan"][1:, 0]
    most = min(COUNTS)
    drawing = least_seconds({"drawing": partial(small_company.drawn_inputs, most)}, 0.5)["drawing"] / most
    for way, (outcomes, seconds) in other_packages.evaluated(python, SCENARIOS, given).items():
        if not way.draws:
            agree(way.what, reference[:, : len(outcomes)], outcomes.T)
        note = f"a scenario, {len(outcomes)} of them; it / finmodel = {seconds / (ours + drawing * way.draws):,.0f}"
        note += "; no loop over scenarios" * (not way.loops) + ", drawn by NumPy" * way.draws
        table.add(f"Company: {way.what}", f"{seconds * 1e6:,.0f} us", note)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--million", action="store_true", help="also a million samples through the command (minutes)")
    parser.add_argument("--no-command", action="store_true", help="leave out the command")
    parser.add_argument("--no-by-hand", action="store_true", help="leave out the people block, which takes the longest")
    parser.add_argument("--no-others", action="store_true", help="leave out the other packages, which are installed when asked for")
    parser.add_argument("--write", action="store_true", help="put the table of this run into benchmarks/README.md")
    asked = parser.parse_args()
    machine = f"{os.cpu_count()} processors ({platform.machine()}), Python {platform.python_version()}, NumPy {np.__version__}"
    print(f"{machine}\n")
    table = Table()
    if not asked.no_command:
        for count in (10_000, *([1_000_000] if asked.million else [])):
            command(table, count)
    contest = company()
    each = {count: beside_by_hand(table, contest, small_company.drawn_inputs(count), budget) for count, budget in COUNTS.items()}
    if not asked.no_others:
        others(table, contest, each[min(each)])
    if not asked.no_by_hand:
        block = people()
        for count, budget in COUNTS.items():
            beside_by_hand(table, block, drawn_people(block.values, count), budget)
    if asked.write:
        write(table, machine)


if __name__ == "__main__":
    main()
