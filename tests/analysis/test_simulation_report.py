"""Simulation report: which lines vary, what stands beside published ranges, and the sentences that keep a reader honest."""

from __future__ import annotations

import json

import numpy as np
import pytest

from finmodel.analysis.asked_lines import asked_lines, asked_periods
from finmodel.analysis.simulation_record import COLUMNS, record, rows
from finmodel.analysis.simulation_report import Report, report, wanted_spots
from finmodel.analysis.simulation_words import sentences
from finmodel.project import Case
from tests.simulated import Draws, Simulation, simulated


def made(case: Case, *lines: str, **changes: object) -> tuple[Simulation, Report]:
    asked, periods = asked_lines(case.model, lines), asked_periods(case.model)
    simulation = simulated(case, wanted_spots(case, asked, periods))
    for name, change in changes.items():
        setattr(simulation, name, change)
    return simulation, report(simulation, asked, periods)


@pytest.fixture(scope="module")
def capex(case: Case) -> Report:
    return made(case, "capex", "period_years")[1]


class TestLines:
    def test_each_spot_is_sampled_once(self, case: Case) -> None:
        spots = wanted_spots(case, asked_lines(case.model), asked_periods(case.model))
        assert len(spots) == len(set(spots))

    def test_known_years_are_told_from_those_that_vary(self, capex: Report) -> None:
        fan = capex.fans[0]
        assert [(point.head, point.known) for point in fan.shown[:3]] == [("FY2024A", True), ("FY2025A", True), ("FY2026E", False)]
        assert (fan.title, fan.of(capex.lines[0].ranges[3].base)) == ("Capex, USD billion", "72.2")

    def test_what_varies_nowhere_is_set_apart(self, capex: Report) -> None:
        assert [line.line for line in capex.varying] == ["capex"]
        assert [line.line for line in capex.fixed] == ["period_years"]

    def test_a_line_asked_for_by_name_is_told_whether_or_not_it_varies(self, case: Case) -> None:
        simulation, _ = made(case, "capex", "period_years")
        found = report(simulation, asked_lines(case.model, ["capex", "period_years"]), asked_periods(case.model), named=True)
        assert ([line.line for line in found.told], found.fixed) == (["capex", "period_years"], ())
        assert [line.line for line in found.varying] == ["capex"]

    def test_odds_are_of_the_years_named_and_of_the_quarters_named(self, case: Case) -> None:
        simulation, every = made(case, "capex")
        assert len({one.period for one in every.odds}) > 2
        lines, periods = asked_lines(case.model, ["capex"]), ("FY2027",)
        assert {one.period for one in report(simulation, lines, periods, chosen=True).odds} == {"FY2027"}


class TestPublished:
    def test_the_models_range_stands_beside_the_published_one(self, case: Case) -> None:
        simulation, _ = made(case, "capex")
        place = next(k for k, spot in enumerate(simulation.spots) if (spot.line, spot.period) == ("research_h100e", "2025Q4"))
        simulation.columns[place] *= np.exp(0.3 * np.random.default_rng(3).standard_normal(simulation.n))
        found = {one.row.name: one for one in report(simulation, asked_lines(case.model, ["capex"]), ("FY2026",)).published}
        assert set(found) == {"capex_fy2026", "research_2025"}  # rows that do not vary here are left out
        record = found["research_2025"].record()
        assert (record["low"], record["reported"], record["high"]) == (606.301, 996.228, 1637.713)
        assert record["p5"] < record["base"] < record["p95"]
        assert record["overlap"] == "reported value inside model's range"

    def test_it_is_for_base_as_the_pack_has_it(self, case: Case) -> None:
        bull = case.project.case("bull")
        assert not any(spot.line == "research_h100e" for spot in wanted_spots(bull, (("capex", ()),), ("FY2026",)))
        assert made(bull, "capex")[1].published == ()


class TestSentences:
    def test_percentiles_do_not_add_up_and_ranges_are_those_declared(self, capex: Report) -> None:
        said = " ".join(sentences(capex))
        assert "the P95 of a total is not the sum of the P95s" in said
        assert "8 inputs vary, " in said
        assert "drawn independently but for correlated groups: prices (3)" in said

    def test_one_input_is_told_as_one(self, case: Case) -> None:
        simulation, _ = made(case, "capex")
        simulation.draws = Draws(simulation.draws.uncertain[:1])
        found = report(simulation, asked_lines(case.model, ["capex"]), asked_periods(case.model))
        assert found.counts.startswith("1 input varies, ")
        assert found.counts.endswith("a judgement")

    def test_reported_years_that_vary_are_said_to_rest_on_estimates(self, case: Case) -> None:
        simulation, found = made(case, "capex")
        assert not any("rest on estimates" in said for said in sentences(found))
        simulation.columns[3] *= np.linspace(0.9, 1.1, simulation.n)  # capex FY2025
        again = report(simulation, asked_lines(case.model, ["capex"]), asked_periods(case.model))
        assert any(said.startswith("Reported years (A) that vary rest on estimates") for said in sentences(again))

    def test_samples_at_the_floor_are_told_beside_those_below(self, case: Case) -> None:
        simulation, _ = made(case, "capex")
        simulation.columns[6] = np.where(np.arange(simulation.n) < 100, simulation.base[6], simulation.base[6] * 1.5)
        said = sentences(report(simulation, asked_lines(case.model, ["capex"]), asked_periods(case.model)))[-1]
        assert "Capex FY2028 0% (10% equal to it)" in said

    def test_a_case_off_the_middle_of_its_samples_is_named(self, case: Case) -> None:
        simulation, _ = made(case, "capex")
        simulation.columns[6] *= 1.4  # capex FY2028
        said = sentences(report(simulation, asked_lines(case.model, ["capex"]), asked_periods(case.model)))[-1]
        assert "share of samples below it: Capex FY2028" in said

    def test_inputs_that_lost_their_range_are_named(self, case: Case) -> None:
        simulation, found = made(case, "capex")
        simulation.draws = Draws((), ("a.one", "b.two", "c.three", "d.four", "e.five"))
        said = " ".join(sentences(found))
        assert "The case sets a.one, b.two, c.three, d.four and 1 more outside the range that the pack has for base" in said
        assert record(found)["inputs"]["lost_range"] == ["a.one", "b.two", "c.three", "d.four", "e.five"]

    def test_checks_that_samples_break_are_named_the_most_frequent_first(self, case: Case) -> None:
        names = ("value_kept_within_amount", "no_capex_shortfall", "headcount_not_negative")
        _, found = made(case, "capex", checks=names, broken={"no_capex_shortfall": 1, "value_kept_within_amount": 40})
        assert sentences(found)[-1] == (
            f"Samples that break a check of the model, inputs being drawn apart: value_kept_within_amount {40 / found.simulation.n:.1%} "
            "(no more is kept than was paid); no_capex_shortfall 0.1% (the plan covers what is claimed from it). "
            "Every sample keeps the other 1."
        )
        assert sentences(made(case, "capex", checks=names)[1])[-1] == "Every sample keeps all 3 checks of the model."
        assert not any("check" in said for said in sentences(made(case, "capex")[1]))

    def test_samples_without_a_value_are_counted(self, case: Case) -> None:
        simulation, _ = made(case, "capex")
        simulation.columns[6, ::4] = np.nan
        said = " ".join(sentences(report(simulation, asked_lines(case.model, ["capex"]), asked_periods(case.model))))
        assert "capex FY2028 is defined in 75.0% of the samples; percentiles are over those." in said


class TestRecord:
    def test_it_has_its_documented_keys_and_no_nan(self, capex: Report) -> None:
        found = record(capex)
        assert list(found) == ["schema", "pack", "scenario", "set", "as_of", "inputs_hash", "n", "method", "seed", "only", "fixed", "inputs", "ranges",
                               "probabilities", "reconciliation", "checks", "notes"]  # fmt: skip
        json.dumps(found, allow_nan=False)
        assert {one["status"] for one in found["ranges"]} == {"varies", "reported", "fixed"}

    def test_rows_have_every_column(self, capex: Report) -> None:
        table = [dict(zip(COLUMNS, row, strict=True)) for row in rows(capex)]
        assert len(table) == 18
        assert (table[4]["line"], table[4]["period"], table[4]["n"], table[4]["method"]) == ("capex", "FY2026", 1000, "sobol")
        assert table[0]["share_below_base"] is None
        assert table[4]["share_below_base"] + table[4]["share_equal_base"] <= 1
        inputs = capex.case.inputs
        assert all((row["scenario"], row["as_of"], row["inputs_hash"], row["only"]) == ("base", inputs.as_of.isoformat(), inputs.hash, None) for row in table)

    def test_a_part_of_the_inputs_is_told(self, case: Case) -> None:
        simulation, _ = made(case, "capex")
        simulation.only, simulation.fixed = ("guidance.*", "fleet"), ("fleet.h100.*",)
        found = report(simulation, asked_lines(case.model, ["capex"]), asked_periods(case.model))
        assert record(found)["fixed"] == ["fleet.h100.*"]
        assert record(found)["only"] == ["guidance.*", "fleet"]
        assert {row[COLUMNS.index("only")] for row in rows(found)} == {"guidance.*;fleet"}
