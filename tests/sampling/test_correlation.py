"""Correlation: groups have their rank correlation, members turned round have its negative, paths fade with time."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import spearmanr

from finmodel.errors import InputErrors
from finmodel.inputs import load_structure, resolve
from finmodel.inputs.comovement import least_rank
from finmodel.inputs.correlations import Rank
from finmodel.project import Case
from finmodel.sampling.copula import together, wandering_along
from finmodel.sampling.draws import Draws
from finmodel.sampling.points import Points
from tests.inputs.tiny import build_model, write_pack
from tests.packs import META, opened
from tests.sampling.drawn import Drawn

NEAR = 0.03
RANK = """
[build]
rank = 0.6
source = "house-view"
as_of = 2026-01-31
confidence = "judgement"
"""


def rank_of(one: float) -> Rank:
    return Rank("build", one, "house-view", date(2026, 1, 31), "judgement", "")


@pytest.fixture(scope="module")
def case() -> Case:
    return opened(META).case()


@pytest.fixture(scope="module")
def drawn(case: Case) -> Drawn:
    return Drawn(case, Draws(case.inputs, case.model), samples=8192)


def test_every_group_of_the_pack_has_its_rank_correlation(case: Case, drawn: Drawn) -> None:
    members = defaultdict(list)
    for one in drawn.draws.uncertain:
        if one.correlation:
            members[one.correlation].append(one.path)
    groups = case.project.pack.correlations.groups
    assert set(members) == set(groups)
    tied = "sites.unnamed_leased.first_energised"  # its value is its low: half of the draws are one day
    for name, several in members.items():
        paths = [path for path in several if path != tied]
        found = [spearmanr(drawn.row(first), drawn.row(second)).statistic for first, second in combinations(paths, 2)]
        np.testing.assert_allclose(found, groups[name].rank, atol=NEAR, err_msg=name)


def test_inputs_of_other_groups_do_not_move_together(drawn: Drawn) -> None:
    for pair in (("sites.gas_price", "fleet.h100.price_decline"), ("sites.average_draw", "people.star.grant")):
        assert abs(spearmanr(*(drawn.row(path) for path in pair)).statistic) < NEAR


def test_points_of_a_path_a_year_apart_have_its_persistence(case: Case, drawn: Drawn) -> None:
    rows, columns = drawn.lines["research_share"], case.model.timeline.columns_of
    first = rows[columns("2025Q1").start]
    for years, later in ((0.25, "2025Q2"), (1, "2026Q1"), (2, "2027Q1")):
        found = spearmanr(first, rows[columns(later).start]).statistic
        pearson = (2 * np.sin(np.pi * 0.8 / 6)) ** years
        assert found == pytest.approx(6 / np.pi * np.arcsin(pearson / 2), abs=NEAR)
    assert spearmanr(first, rows[columns("2026Q1").start]).statistic == pytest.approx(0.8, abs=NEAR)


def test_a_minus_turns_a_member_round(tmp_path: Path) -> None:
    folder = write_pack(tmp_path / "pack")
    text = (folder / "fleet.toml").read_text()
    text = text.replace("high = 3\n", 'high = 3\ncorrelation = "build"\n').replace("high = 1.5\n", 'high = 1.5\ncorrelation = "-build"\n')
    (folder / "fleet.toml").write_text(text.replace("high = 2027-03-31\n", 'high = 2027-03-31\ncorrelation = "build"\n'))
    (folder / "correlations.toml").write_text(RANK)
    pack = load_structure(folder)
    model = build_model(pack)
    draws = Draws(resolve(pack, model), model, ["install_lag", "power", "first_light"])
    into = draws.buffers(8192)
    draws.fill(Points("sobol", draws.dims, 8192).rows(0, 8192), into)
    lag, power, light = into["install_lag"].ravel(), into["power"].ravel(), into["first_light"].ravel()
    assert spearmanr(lag, light).statistic == pytest.approx(0.6, abs=NEAR)
    assert spearmanr(lag, power).statistic == pytest.approx(-0.6, abs=NEAR)


def test_a_group_of_one_and_a_member_without_a_range_are_warned_of(tmp_path: Path) -> None:
    folder = write_pack(tmp_path / "pack")
    text = (folder / "fleet.toml").read_text().replace("high = 3\n", 'high = 3\ncorrelation = "build"\n')
    (folder / "fleet.toml").write_text(text.replace("value = 3\n", 'value = 3\ncorrelation = "build"\n'))
    (folder / "correlations.toml").write_text(RANK)
    pack = load_structure(folder)
    assert resolve(pack, build_model(pack)).warnings == (
        "fleet.spare_share names the correlation group 'build', but has no range: it does not move.",
        "correlations.toml: build has one member, fleet.install_lag: there is nothing to correlate.",
    )


@pytest.mark.parametrize("count", [2, 3, 7])
def test_the_least_rank_is_where_the_matrix_stops_being_positive_definite(count: int) -> None:
    least = least_rank(count)
    assert together(rank_of(least + 1e-6), range(count), [1] * count)
    if count > 2:
        with pytest.raises(InputErrors, match=rf"between each two of {count} members; wanted a rank above {least:.3g}"):
            together(rank_of(least - 1e-6), range(count), [1] * count)


def test_mixing_is_the_product_with_the_cholesky_factor() -> None:
    group, scores = rank_of(0.4), np.random.default_rng(0).standard_normal((4, 50))
    matrix = np.full((4, 4), group.pearson) + np.eye(4) * (1 - group.pearson)
    wanted = np.diag([1, -1, 1, 1]) @ np.linalg.cholesky(matrix) @ scores
    together(group, range(4), [1, -1, 1, 1]).mix(scores)
    np.testing.assert_allclose(scores, wanted, rtol=1e-12)


def test_a_path_is_a_first_order_autoregression() -> None:
    rank, scores = rank_of(0.8), np.eye(3)
    wandering_along(rank, range(3), [0, 1, 3]).mix(scores)
    np.testing.assert_allclose((scores @ scores.T)[np.tril_indices(3, -1)], [rank.pearson, rank.pearson**3, rank.pearson**2], rtol=1e-12)


def test_ranks_count_in_the_fingerprint(tmp_path: Path) -> None:
    folder = write_pack(tmp_path / "pack")
    found = set()
    for text in (RANK, RANK.replace("0.6", "0.5")):
        (folder / "correlations.toml").write_text(text)
        pack = load_structure(folder)
        found.add(resolve(pack, build_model(pack)).hash)
    assert len(found) == 2
