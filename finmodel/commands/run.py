"""run: project scenarios; print the outcome table; write workbook and tidy files."""

from __future__ import annotations

import time
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from finmodel.commands.carried import carried_lines, carried_record
from finmodel.commands.options import (
    as_typed,
    case_options,
    check_quoting,
    echo_json,
    json_option,
    quiet_option,
    reader_may_leave,
    safe,
    warn_outside,
)

if TYPE_CHECKING:
    from finmodel.edits.carry import Carried
    from finmodel.engine.results import Results
    from finmodel.output import OutputFolder
    from finmodel.project import Case, Project

SCHEMA = 1
DEFAULT_PACK = "meta"
WORKBOOK, LINES, OUTCOMES, RECONCILIATION = "model.xlsx", "lines", "outcomes", "reconciliation"


@click.command()
@click.argument("scenarios", nargs=-1, metavar="[SCENARIO]...")
@case_options
@click.option("--out", type=click.Path(path_type=Path), default=Path("outputs"), metavar="DIR", show_default=True,
              help="Folder to write to; each scenario, and each what-if, has its own folder in it.")  # fmt: skip
@click.option("--no-workbook", is_flag=True, help="Skip the Excel workbook.")
@click.option("--carry", type=click.Path(path_type=Path), metavar="OLD.xlsx",
              help="Take over the overrides and the added sheets of an edited workbook; it is only read.")  # fmt: skip
@click.option("--force", is_flag=True, help="Replace files that finmodel did not write, or that changed since.")
@json_option
@quiet_option
def run(
    scenarios: tuple[str, ...], pack: str | None, sets: tuple[str, ...], as_of: date | None, strict: bool, out: Path,
    no_workbook: bool, carry: Path | None, force: bool, as_json: bool, quiet: bool,
) -> None:  # fmt: skip
    """Project each SCENARIO (base if none is named) and write its files.

    \b
    Example:
      finmodel run
      finmodel run base --set fleet.install_lag="2 quarters" --no-workbook
      finmodel run --as-of 2026-04-30 --json --out /tmp/april
      finmodel run --carry outputs/base/model.xlsx --no-workbook
    """
    from finmodel.output import OutputFolder
    from finmodel.project import Project

    project = Project.open(pack)
    check_quoting(scenarios, sets, project.pack.scenarios)
    names = list(dict.fromkeys(scenarios)) or ["base"]
    check_names(names, project)
    carried = None if carry is None else _read_carried(carry, names, project, pack)
    if carried is None:
        cases = [project.case(name, sets, as_of, strict) for name in names]
    else:
        cases = [carried.case(project, name, sets, as_of, strict) for name in names]
    if not quiet:
        warn_outside(*cases)
    wanted = [f"{stem}.{kind}" for stem in (LINES, OUTCOMES) for kind in ("parquet", "csv")]
    wanted += [f"{RECONCILIATION}.csv"]
    wanted += [] if no_workbook else [WORKBOOK]
    owner = str(project.pack.folder.resolve())
    folders = [OutputFolder(out / folder_name(case), force=force, owner=owner) for case in cases]
    for folder in folders:
        folder.check(*wanted)
    reports = []
    for case, folder in zip(cases, folders, strict=True):
        started = time.perf_counter()
        report, formulas = _project(case, folder, not no_workbook, carried)
        reports.append(report)
        if not as_json and not quiet:
            with reader_may_leave():
                _print(case, report, formulas, time.perf_counter() - started)
                click.echo(_next(case, report, pack, sets, as_of))
                for line in carried_lines(carried, case.inputs.scenario, workbook=not no_workbook) if carried else ():
                    click.echo(line)
    if as_json:
        head = {"schema": SCHEMA, "pack": project.pack.name, "as_of": cases[0].inputs.as_of.isoformat()}
        echo_json({**head, "scenarios": reports})
    _stop_at_failures(reports, names, pack, sets, as_of)


def check_names(names: list[str], project: Project) -> None:
    """A file called as a scenario of the pack would be written into that scenario's folder. Raises UsageError."""
    from finmodel.errors import UsageError

    for name in names:
        if name.endswith(".toml") and Path(name).stem in project.pack.scenarios:
            raise UsageError(f"{name} is called as the scenario '{Path(name).stem}' of the pack is. Give the file a name of its own.")


def _read_carried(file: Path, names: list[str], project: Project, pack: str | None) -> Carried:
    from finmodel.edits.carry import read_carried
    from finmodel.errors import UsageError
    from finmodel.workbook.screen import screened

    if len(names) > 1:
        raise UsageError(f"--carry takes one workbook over into one; {len(names)} scenarios are named. Run them one by one.")
    return read_carried(screened(file), str(file), project, pack)


def folder_name(case: Case) -> str:
    """The scenario; another pack or a what-if has a folder of its own, so that nothing is mixed."""
    inputs = case.inputs
    pack = "" if inputs.pack.name == DEFAULT_PACK else f"{inputs.pack.name}-"
    unchanged = not case.sets and case.under is None and inputs.as_of == inputs.pack.as_of
    return f"{pack}{inputs.scenario}" + ("" if unchanged else f"-{inputs.hash[:8]}")


def _project(case: Case, folder: OutputFolder, workbook: bool, carried: Carried | None) -> tuple[dict[str, Any], int]:
    """Evaluate, write, and report one case; returns the report and the number of formulas written."""
    from finmodel.engine.results import reconciliation_frame
    from finmodel.headlines import OUTCOMES as HEADLINES

    results, failures = case.results, case.failures
    made = case.write_workbook if carried is None else partial(carried.write_workbook, case)
    formulas = folder.write(WORKBOOK, made) if workbook else 0
    _write_tables(results, folder)
    if case.verdicts:
        folder.write(f"{RECONCILIATION}.csv", reconciliation_frame(case.verdicts).write_csv)
    files: dict[str, str | None] = {
        "workbook": str(folder.folder / WORKBOOK) if workbook else None,
        "lines": str(folder.folder / f"{LINES}.parquet"),
        "outcomes": str(folder.folder / f"{OUTCOMES}.csv"),
    }
    failed = len({failure["line"] for failure in failures})
    return {
        "name": case.inputs.scenario,
        "inputs_hash": case.inputs.hash,
        "outcomes": results.records(name for name in HEADLINES if name in case.model.lines),
        "checks": {"passed": len(case.model.checks) - failed, "failed": failed, "failures": failures},
        "files": files,
        "reconciliation": [verdict.record() for verdict in case.verdicts],
        "changed": list(case.changes),
        "warnings": [*case.inputs.outside, *case.inputs.warnings],
        "carried": None if carried is None else carried_record(carried),
    }, formulas


def _write_tables(results: Results, folder: OutputFolder) -> None:
    from finmodel.headlines import OUTCOMES as HEADLINES
    from finmodel.model.item import Given

    calculated = [name for name, item in results.model.lines.items() if not isinstance(item, Given)]
    outcomes = [name for name in HEADLINES if name in results.model.lines]
    tables = ((LINES, results.frame(calculated, with_years=False)), (OUTCOMES, results.frame(outcomes)))
    for stem, table in tables:
        folder.write(f"{stem}.parquet", table.write_parquet)
        folder.write(f"{stem}.csv", table.write_csv)


def _print(case: Case, report: dict[str, Any], formulas: int, seconds: float) -> None:
    from finmodel.commands.table import outcome_table, reconciliation_table

    inputs = case.inputs
    counts = inputs.counts
    click.echo(
        f"{safe(inputs.pack.title)}, {inputs.scenario} case, as known on {inputs.as_of}    "
        f"{counts.inputs:,} inputs, {counts.sourced:,} sourced, {counts.judgements:,} judgements"
    )
    for change in case.changes:
        click.echo(f"  changed: {safe(change)}")
    if inputs.hindsight:
        click.echo(f"{len(inputs.hindsight)} inputs were first known later and are used with hindsight (--strict refuses).")
    click.echo()
    for line in outcome_table(case):
        click.echo(line)
    checks = report["checks"]
    warned = f" {len(inputs.warnings)} warnings on inputs: see finmodel check." if inputs.warnings else ""
    click.echo(f"\nChecks: {checks['passed']} passed, {checks['failed']} failed.{warned}")
    for line in reconciliation_table(case.verdicts):
        click.echo(line)
    files = report["files"]
    made = f"{files['workbook']} ({formulas:,} live formulas), " if files["workbook"] else ""
    click.echo(f"Wrote {made}{files['lines']}, {files['outcomes']} in {seconds:.1f} s.")


def _next(case: Case, report: dict[str, Any], pack: str | None, sets: tuple[str, ...], as_of: date | None) -> str:
    """What to do with it: look further, or, where overrides are typed in the workbook, make a scenario of them."""
    from finmodel.headlines import TABLE

    workbook = report["files"]["workbook"]
    if case.under is not None:
        return f"Next: finmodel edits {workbook}{as_typed(pack)} -o my_view.toml" if workbook else ""
    headlines = [row.line for row in TABLE if row.line in case.model.lines] or [[*case.model.lines][-1]]
    asked = "cost_per_researcher" if "cost_per_researcher" in headlines else headlines[0]
    year = "FY2026" if 2026 in case.model.timeline.years else f"FY{case.model.timeline.years[-1]}"
    typed = as_typed(pack, case.scenario, sets, as_of)
    return f"Next: finmodel explain {asked} {year}{typed} | type in the Override column of Inputs, then finmodel edits"


def _stop_at_failures(
    reports: list[dict[str, Any]], names: list[str], pack: str | None, sets: tuple[str, ...], as_of: date | None
) -> None:
    from finmodel.errors import CheckError

    broken = [(name, report) for name, report in zip(names, reports, strict=True) if report["checks"]["failed"]]
    unmet = [row for report in reports for row in report["reconciliation"] if row["verdict"] == "BROKEN"]
    if unmet:
        raise CheckError("\n".join(f"reconciliation row '{row['name']}' is outside its tolerance and has no reason" for row in unmet))
    if broken:
        texts = [failure_text(report["name"], report["checks"]["failures"], as_typed(pack, name, sets, as_of)) for name, report in broken]
        raise CheckError("\n".join(texts))


def failure_text(scenario: str, failures: list[dict[str, Any]], typed: str = "") -> str:
    """One line a failed check: where it fails first, how often, what must hold, and how to look further."""
    from finmodel.engine.results import LEAVE_ACTUALS

    lines = []
    for failure in _first_each(failures):
        count = sum(other["line"] == failure["line"] for other in failures)
        more = f" and {count - 1} more places" if count > 1 else ""
        members = "".join(f" --member {key}={member}" for key, member in failure["members"].items())
        of = f" for {', '.join(failure['members'].values())}" if failure["members"] else ""
        lines.append(
            f"check '{failure['line']}' fails in {failure['period']}{of}{more} (scenario {scenario}): {failure['note']}."
            + ("" if failure["line"] == LEAVE_ACTUALS else f" See `finmodel explain {failure['line']} {failure['period']}{members}{typed}`.")
        )
    return "\n".join(lines)


def _first_each(failures: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The first failure of every check."""
    return list({failure["line"]: failure for failure in reversed(failures)}.values())[::-1]
