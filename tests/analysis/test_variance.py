"""Variance: shares of functions with published answers, plainly and as packs; and what makes them fail."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from finmodel.analysis.sensitivity import Sensitivity, sensitivity
from finmodel.analysis.sensitivity_words import sentences
from finmodel.analysis.spot import read_spot
from finmodel.analysis.tornado import tornado
from finmodel.analysis.variance import VarianceError, power_of_two, sobol_shares
from finmodel.project import Project
from tests.packs import copied, opened

PACKS = Path(__file__).parent / "packs"

# Ishigami and Homma (1990) with a = 7, b = 0.1, on (-pi, pi):
#   V1 = (1 + b pi^4 / 5)^2 / 2 = (1 + 19.4818 / 10)^2 ... = 4.3459, V2 = a^2 / 8 = 6.125, V13 = b^2 pi^8 (1/18 - 1/50) = 3.3737
#   V = 13.8446, so S1 = 0.3139, S2 = 0.4424, S3 = 0; ST1 = (4.3459 + 3.3737) / V = 0.5576, ST2 = 0.4424, ST3 = 3.3737 / V = 0.2437
ISHIGAMI = {"x1": (0.3139, 0.5576), "x2": (0.4424, 0.4424), "x3": (0.0, 0.2437)}

# Saltelli and Sobol (1995): V_i = 1 / (3 (1 + a_i)^2), V = prod(1 + V_i) - 1; S_i = V_i / V, ST_i = V_i prod_{j != i}(1 + V_j) / V
#   a = 0: V_1 = 1/3; a = 1: V_2 = 1/12; a = 4.5: 1/90.75; a = 9: 1/300; a = 99: 1/30000 four times
#   V = (4/3) (13/12) (91.75/90.75) (301/300) (1 + 1/30000)^4 - 1 = 0.46542, so S_1 = 0.7162, ST_1 = 0.7871, S_2 = 0.1790, ST_2 = 0.2422
A = (0, 1, 4.5, 9, 99, 99, 99, 99)
PARTS = [1 / (3 * (1 + a) ** 2) for a in A]
WHOLE = math.prod(1 + part for part in PARTS) - 1
SOBOL_G = {
    f"x{place}": (part / WHOLE, part * math.prod(1 + one for one in PARTS) / (1 + part) / WHOLE)
    for place, part in enumerate(PARTS, start=1)
}
N = 4096


def ishigami(points: np.ndarray) -> np.ndarray:
    one, two, three = ((2 * points - 1) * math.pi).T
    return np.sin(one) + 7 * np.sin(two) ** 2 + 0.1 * three**4 * np.sin(one)


def sobol_g(points: np.ndarray) -> np.ndarray:
    return np.prod([(np.abs(4 * x - 2) + a) / (1 + a) for x, a in zip(points.T, A, strict=True)], axis=0)


def test_the_closed_forms_are_the_published_numbers() -> None:
    assert SOBOL_G["x1"] == pytest.approx((0.7162, 0.7871), abs=1e-4)
    assert SOBOL_G["x2"] == pytest.approx((0.1790, 0.2422), abs=1e-4)
    fourth, eighth = math.pi**4, math.pi**8
    one, two, both = (1 + 0.1 * fourth / 5) ** 2 / 2, 49 / 8, 0.01 * eighth * (1 / 18 - 1 / 50)
    assert ISHIGAMI["x1"] == pytest.approx((one / (one + two + both), (one + both) / (one + two + both)), abs=1e-4)
    assert ISHIGAMI["x2"][0] == pytest.approx(two / (one + two + both), abs=1e-4)
    assert ISHIGAMI["x3"][1] == pytest.approx(both / (one + two + both), abs=1e-4)


@pytest.mark.parametrize(("function", "published"), [(ishigami, ISHIGAMI), (sobol_g, SOBOL_G)], ids=["ishigami", "sobol_g"])
def test_a_function_has_its_published_shares(function: object, published: dict[str, tuple[float, float]]) -> None:
    found = sobol_shares(lambda: function, list(published), N)  # type: ignore[arg-type] # functions of any numbers stand in for one of arrays
    assert found.evaluations == N * (len(published) + 2)
    assert found.defined == 1
    for share in found.shares:
        assert (share.first, share.total) == pytest.approx(published[share.name], abs=0.02)
        first, total = published[share.name]
        assert abs(share.first - first) <= 2 * share.first_error + 1e-3  # 90% intervals: twice their width holds nearly always
        assert abs(share.total - total) <= 2 * share.total_error + 1e-3


def of_pack(name: str, line: str, n: int = N, inputs: int | None = None, seed: int = 0) -> Sensitivity:
    case = opened(PACKS / name).case()
    return sensitivity(tornado(case, read_spot(case.model, line, "FY2026")), n, inputs=inputs, seed=seed)


@pytest.mark.parametrize(("name", "line", "published"), [("ishigami", "f", ISHIGAMI), ("sobol_g", "g", SOBOL_G)])
def test_a_pack_of_own_lines_has_the_published_shares_of_its_function(
    name: str, line: str, published: dict[str, tuple[float, float]]
) -> None:
    found = of_pack(name, line)
    shares = {next(one for one in part.swing.input.path.split(".") if one in published): part.share for part in found.parts}
    for own, share in shares.items():
        assert (share.first, share.total) == pytest.approx(published[own], abs=0.02)
    assert found.parts[0].share.total == max(share.total for share in shares.values())


class TestFunctions:
    def test_columns_of_one_input_are_moved_together(self) -> None:
        # x + 2 y + z of uniform numbers: variances 1, 4, 1 twelfths; x and z together 2 of 6
        found = sobol_shares(lambda: lambda p: p[:, 0] + 2 * p[:, 1] + p[:, 2], ["a", "b", "a"], 1024)
        assert [(share.name, round(share.first, 2)) for share in found.shares] == [("a", 0.33), ("b", 0.67)]

    @pytest.mark.parametrize("columns", [["a"], ["a", "a"]])
    def test_a_lone_input_has_all_of_the_variance(self, columns: list[str]) -> None:
        found = sobol_shares(lambda: lambda p: p.sum(axis=1), columns, 1024)
        assert [share.name for share in found.shares] == ["a"]
        assert (found.shares[0].first, found.shares[0].total) == pytest.approx((1, 1), abs=0.02)

    def test_the_same_question_has_the_same_answer_and_another_seed_another(self) -> None:
        names = ["x1", "x2", "x3"]
        one, two, other = (sobol_shares(lambda: ishigami, names, 64, seed=seed) for seed in (0, 0, 1))
        assert one == two
        assert one != other

    def test_workers_share_the_points_and_change_nothing(self) -> None:
        names = ["x1", "x2", "x3"]
        assert sobol_shares(lambda: ishigami, names, N, workers=3) == sobol_shares(lambda: ishigami, names, N)

    def test_points_are_asked_for_in_chunks(self) -> None:
        sizes: list[int] = []

        def counted(points: np.ndarray) -> np.ndarray:
            sizes.append(len(points))
            return ishigami(points)

        done: list[tuple[int, int]] = []
        found = sobol_shares(lambda: counted, ["x1", "x2", "x3"], N, progress=lambda now, of: done.append((now, of)))
        assert max(sizes) <= 2048 < sum(sizes) == found.evaluations
        assert done[-1] == (found.evaluations, found.evaluations)

    def test_numbers_of_base_points_become_powers_of_two(self) -> None:
        assert [power_of_two(n) for n in (1, 2, 3, 1000, 1024, 1025)] == [2, 2, 4, 1024, 1024, 2048]

    def test_a_few_points_without_an_outcome_are_left_out_and_counted(self) -> None:
        found = sobol_shares(lambda: lambda p: np.where(p[:, 0] > 0.95, np.nan, p[:, 1]), ["a", "b"], 1024)
        assert 0.85 < found.defined < 0.95
        assert found.shares[1].first == pytest.approx(1, abs=0.05)

    def test_too_many_points_without_an_outcome_are_refused(self) -> None:
        with pytest.raises(VarianceError, match="at 75% of the points"):
            sobol_shares(lambda: lambda p: np.where(p[:, 0] > 0.5, np.nan, p[:, 0]), ["a"], 1024)

    def test_an_outcome_that_does_not_vary_has_no_shares(self) -> None:
        with pytest.raises(VarianceError, match="the same at every point"):
            sobol_shares(lambda: lambda p: np.full(len(p), 7.0), ["a"], 64)


class TestRest:
    def test_what_is_left_out_is_measured(self) -> None:
        # of Sobol G only the first input: the others have a part in 1 - S_1 of the variance
        found = of_pack("sobol_g", "g", inputs=1)
        assert [part.swing.input.path for part in found.parts] == ["own.x1.x"]
        assert (found.others, found.rest is None) == (7, False)
        assert found.rest is not None
        assert found.rest.total == pytest.approx(1 - SOBOL_G["x1"][0], abs=0.05)

    def test_nothing_is_left_out_of_all(self) -> None:
        found = of_pack("ishigami", "f", n=64)
        assert (found.others, found.rest, found.rest_evaluations) == (0, None, 0)


def test_points_at_which_the_model_cannot_be_evaluated_are_left_out_and_told(tmp_path: Path) -> None:
    lines = """
[x]
kind = "input"
unit = "ratio"

[y]
kind = "input"
unit = "ratio"

[f]
unit = "ratio"
kind = "constant"
formula = "log(x - 1) + y"
"""
    # uniform with 90% between 1.04 and 1.94 is uniform on 0.99 to 1.99: less 1, one point in a hundred has no logarithm
    rest = 'unit = "ratio"\ndistribution = "uniform"\nsource = "definitions"\nas_of = 2025-12-31\nconfidence = "official"\n'
    own = f"[x]\nvalue = 1.5\nlow = 1.04\nhigh = 1.94\n{rest}\n[y]\nvalue = 2\nlow = 0\nhigh = 4\n{rest}"
    case = Project.open(str(copied(PACKS / "ishigami", tmp_path / "logs", {"lines.toml": lines, "own.toml": own}))).case()
    found = sensitivity(tornado(case, read_spot(case.model, "f", "FY2026")), 1024, workers=1)
    assert 0.97 < found.shares.defined < 0.99  # each base point has two draws of x
    assert any(said.startswith("n/a, or not to be evaluated, at ") for said in sentences(found, 5))
    # the variance of y is (4 / 0.9)^2 / 12 = 1.646, that of the logarithm of a uniform number close to 1
    assert found.parts[0].swing.input.path == "own.y"
    assert found.parts[0].share.first == pytest.approx(1.646 / 2.646, abs=0.1)
