"""explain: a tree that adds up, down to inputs with sources."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.commands.ran import finmodel

NODE = {"line", "members", "period", "value", "unit", "formula", "precedents"}


def explained(*arguments: str) -> dict[str, Any]:
    ran = finmodel("explain", *arguments, "--json")
    assert ran.code == 0, ran.err
    assert ran.err == ""
    tree: dict[str, Any] = ran.json
    return tree


def nodes(tree: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield tree
    for precedent in tree["precedents"]:
        yield from nodes(precedent)


def leaves(tree: dict[str, Any]) -> Iterator[dict[str, Any]]:
    return (node for node in nodes(tree) if not node["precedents"] and not node.get("repeated"))


@pytest.fixture(scope="module")
def tree() -> dict[str, Any]:
    return explained("cost_per_researcher", "FY2026")


class TestTree:
    def test_every_node_has_its_documented_keys(self, tree: dict[str, Any]) -> None:
        for node in nodes(tree):
            assert set(node) >= NODE
            assert node["unit"]
            assert node["formula"]

    def test_every_leaf_is_an_input_with_a_registered_source_or_a_universal_constant(
        self, tree: dict[str, Any]
    ) -> None:
        registered = {source["id"] for source in finmodel("sources", "--json").json}
        found = 0
        for leaf in leaves(tree):
            if leaf["formula"] == "input":
                found += 1
                assert leaf["source"]["id"] in registered
                assert leaf["source"]["title"]
                assert leaf["source"]["publisher"]
                assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", leaf["as_of"])
                assert leaf["confidence"] in ("official", "reported", "estimate", "judgement")
                assert leaf["path"].endswith((leaf["line"], f"{leaf['line']}@{leaf['period']}"))
            elif leaf["formula"].startswith(("no point in the pack", "running(")):  # nothing happened, or none ranks before
                assert leaf["value"] == 0
            else:
                assert leaf["formula"] in ("0", "1", "-1", "2"), leaf
                assert leaf["value"] == float(leaf["formula"])
        assert found > 100

    def test_the_sum_of_a_dimension_is_the_sum_of_its_members(self, tree: dict[str, Any]) -> None:
        sums = [
            node
            for node in nodes(tree)
            if re.fullmatch(r"total\(\w+, over=\w+\)", node["formula"]) and node["precedents"]
        ]
        assert sums
        for node in sums:
            added = sum(precedent["value"] for precedent in node["precedents"])
            assert added == pytest.approx(node["value"], rel=1e-9, abs=1e-9)

    def test_the_year_of_a_flow_is_the_sum_of_its_quarters(self, tree: dict[str, Any]) -> None:
        years = [node for node in nodes(tree) if node["formula"] == "sum of the quarters"]
        assert years
        for node in years:
            assert [child["period"] for child in node["precedents"]] == [
                f"{node['period'][2:]}Q{q}" for q in (1, 2, 3, 4)
            ]
            assert sum(child["value"] for child in node["precedents"]) == pytest.approx(node["value"], rel=1e-12)

    def test_the_year_of_a_ratio_divides_the_years_of_its_parts(self, tree: dict[str, Any]) -> None:
        above, below = tree["precedents"]
        assert tree["value"] == pytest.approx(above["value"] / below["value"], rel=1e-12)
        assert (above["period"], below["period"]) == ("FY2026", "FY2026")

    def test_plain_sums_differences_and_products_recompute(self, tree: dict[str, Any]) -> None:
        """Any formula of names, + - * / and brackets is worked out again from the values of its precedents."""
        tried = 0
        for node in nodes(tree):
            text = re.sub(r"previous\((\w+)\)", r"\1__before", node["formula"])
            if not node["precedents"] or re.search(r"\w\(|>|<|year|quarter|input", text):
                continue
            own = {p["line"]: p["value"] for p in node["precedents"] if p["period"] in (node["period"], "all periods")}
            before = {f"{p['line']}__before": p["value"] for p in node["precedents"] if p["period"] != node["period"]}
            names = set(re.findall(r"[a-z]\w*", text))
            if names <= set(own) | set(before):
                tried += 1
                again = eval(text, {"__builtins__": {}}, {**before, **own})
                size = max(abs(value) for value in (*own.values(), *before.values()))
                assert again == pytest.approx(node["value"], rel=1e-9, abs=1e-12 * size), node["formula"]
        assert tried > 500

    def test_a_number_is_explained_once(self, tree: dict[str, Any]) -> None:
        opened = [
            (n["line"], str(n["members"]), n["period"])
            for n in nodes(tree)
            if n["precedents"] and "FY" not in n["period"]
        ]
        assert len(opened) == len(set(opened))
        repeated = {(n["line"], str(n["members"]), n["period"]) for n in nodes(tree) if n.get("repeated")}
        assert repeated - {(leaf["line"], str(leaf["members"]), leaf["period"]) for leaf in leaves(tree)} <= set(opened)


class TestPeriodsAndMembers:
    def test_the_value_explained_is_the_value_reported(self) -> None:
        ran = finmodel("run", "--json", "--no-workbook")
        reported = {
            (row["line"], row["period"]): row["value"]
            for row in ran.json["scenarios"][0]["outcomes"]
            if not row["members"]
        }
        for line, period in (
            ("capex", "FY2026"),
            ("capex", "2026Q3"),
            ("owned_h100e", "FY2025"),
            ("compute_per_head", "FY2027"),
        ):
            assert explained(line, period, "--depth", "0")["value"] == reported[line, period]

    def test_a_member_is_picked_by_dimension(self) -> None:
        node = explained("headcount", "2025Q4", "--member", "team=fair", "--member", "tier=core")
        assert node["members"] == {"team": "fair", "tier": "core"}
        others = {n["line"] for n in nodes(node) if n["members"].get("team", "fair") != "fair"}
        assert others == {"compute_share"}, "each team's share of compute is one of the sum of all"

    def test_without_a_member_the_choice_is_spelt_out(self) -> None:
        ran = finmodel("explain", "headcount", "2025Q4", "--member", "team=fair")
        assert ran.code == 2
        assert "--member tier=one of star, " in ran.err

    def test_a_value_that_is_not_available_is_null_and_says_so_in_text(self) -> None:
        assert explained("guidance_position", "FY2030", "--depth", "0")["value"] is None
        assert "guidance_position FY2030 = n/a" in finmodel("explain", "guidance_position", "FY2030").out

    def test_the_opening_column_is_explained_by_its_opening_value(self) -> None:
        tree = explained("owned_units", "2022Q1", "--member", "chip=h100")
        opening = [node for node in nodes(tree) if node["line"] == "owned_units" and node["period"] == "opening"]
        assert [node["formula"] for node in opening] == ["opening_units"]

    def test_a_set_shows_as_its_own_layer(self) -> None:
        tree = explained("capex", "FY2026", "--set", "guidance.plan_position=0.6")
        changed = [n for n in nodes(tree) if n["line"] == "plan_position" and n["formula"] == "input"]
        assert changed
        assert {(n["layer"], n["source"]["id"]) for n in changed} == {("--set", "--set")}
        assert "--set" in finmodel("explain", "guided_capex", "2026Q4", "--set", "guidance.plan_position=0.6").out

    def test_a_date_is_written_as_a_date(self) -> None:
        assert "= 2026-09-30" in finmodel("explain", "period_end", "2026Q3", "--depth", "0").out


class TestText:
    def test_depth_limits_the_tree_and_says_what_was_left_out(self) -> None:
        ran = finmodel("explain", "cost_per_researcher", "FY2026", "--depth", "1")
        assert ran.code == 0
        assert max(len(line) - len(line.lstrip()) for line in ran.out.splitlines()) <= 2 + 4
        assert "--depth" in ran.err

    def test_a_whole_tree_says_nothing_of_depth(self) -> None:
        assert finmodel("explain", "reported_capex", "2026Q2").err == ""

    def test_an_input_shows_its_source(self) -> None:
        out = finmodel("explain", "reported_capex", "2026Q2").out
        assert "guidance.reported_capex@2026Q2" in out
        assert "as of 2026-07-29" in out


class TestMistakes:
    @pytest.mark.parametrize(
        ("arguments", "hint"),
        [
            (("cost_per_reseacher", "FY2026"), "cost_per_researcher"),
            (("capex", "FY2050"), "2022Q1 and 2030Q4"),
            (("capex", "26"), "FY2026"),
            (("headcount", "2025Q4", "--member", "team=fare", "--member", "tier=star"), "'fair'"),
            (("headcount", "2025Q4", "--member", "chip=h100"), "dimension"),
            (("headcount", "2025Q4", "--member", "team"), "team"),
            (("capex",), "PERIOD"),
        ],
    )
    def test_a_name_that_is_not_there_is_a_usage_error_with_a_hint(self, arguments: tuple[str, ...], hint: str) -> None:
        ran = finmodel("explain", *arguments)
        assert ran.code == 2
        assert ran.out == ""
        assert hint in ran.err


def test_a_bare_year_is_a_fiscal_year() -> None:
    assert finmodel("explain", "capex", "2026", "--depth", "0").out == finmodel("explain", "capex", "FY2026", "--depth", "0").out
