"""A simulation is the case evaluated for each draw: the same numbers however the work is cut up, and none held in memory."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from finmodel.analysis import workers
from finmodel.analysis.simulate import Simulation, simulate
from finmodel.analysis.spot import Spot
from finmodel.errors import OutputError, SampleError, UnknownNameError, UsageError, WorkerLostError
from finmodel.project import Case, Project
from finmodel.sampling.draws import Draws
from finmodel.sampling.points import Points

ROOT = Path(__file__).parent.parent.parent
SPOTS = (
    Spot("cost_per_researcher", (), "FY2027"), Spot("funding_gap", (), "FY2028"), Spot("research_h100e", (), "2025Q4"),
    Spot("guidance_position", (), "FY2026"), Spot("headcount", ("fair", "core"), "FY2026"),
)  # fmt: skip


@pytest.fixture(scope="module")
def case() -> Case:
    return Project.open().case()


def columns(simulation: Simulation) -> np.ndarray:
    with simulation:
        return np.stack([simulation.column(place) for place in range(len(simulation.spots))])


def test_each_sample_is_the_case_with_its_draws(case: Case) -> None:
    found = columns(simulate(case, SPOTS, 20, seed=4, workers=1))
    draws = Draws(case.inputs, case.model)
    points = Points("sobol", draws.cube, 20, 4).rows(0, 20)[:, draws.cube_columns]
    for sample in (0, 7, 19):
        inputs = draws.buffers(1)
        draws.fill(points[sample : sample + 1], inputs)
        values = case.project.engine.run({**case.inputs.values, **inputs}, [spot.line for spot in SPOTS])
        alone = [float(spot.of(case.model, values)[0]) for spot in SPOTS]
        np.testing.assert_allclose(found[:, sample], alone, rtol=1e-12)


def test_base_is_the_case_itself(case: Case) -> None:
    with simulate(case, SPOTS, 4, workers=1) as simulation:
        assert simulation.base.tolist() == [float(spot.of(case.model, case.values)[0]) for spot in SPOTS]
        assert (simulation.n, simulation.seed, simulation.method) == (4, 0, "sobol")


@pytest.mark.parametrize(("crew", "chunk"), [(1, 2), (1, 37), (1, 300), (2, 16), (2, 64), (3, 25)])
def test_chunks_and_workers_leave_every_bit_alone(case: Case, crew: int, chunk: int) -> None:
    one = columns(simulate(case, SPOTS, 150, seed=9, workers=1))
    np.testing.assert_array_equal(columns(simulate(case, SPOTS, 150, seed=9, workers=crew, chunk=chunk)), one)


def test_threads_give_what_processes_give(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    forked = columns(simulate(case, SPOTS, 100, seed=2, workers=2, chunk=16))
    monkeypatch.setattr(workers.sys, "platform", "darwin")
    np.testing.assert_array_equal(columns(simulate(case, SPOTS, 100, seed=2, workers=2, chunk=16)), forked)


@pytest.mark.parametrize("method", ["sobol", "random"])
def test_twice_as_many_samples_keep_the_first_half(case: Case, method: str) -> None:
    few = columns(simulate(case, SPOTS, 100, seed=3, method=method))
    np.testing.assert_array_equal(columns(simulate(case, SPOTS, 200, seed=3, method=method))[:, :100], few)


def test_seeds_and_methods_differ(case: Case) -> None:
    runs = [columns(simulate(case, SPOTS[:1], 50, seed=seed, method=method, workers=1))
            for seed, method in ((1, "sobol"), (2, "sobol"), (1, "random"), (1, "lhs"))]  # fmt: skip
    assert len({run.tobytes() for run in runs}) == 4


def test_only_what_is_asked_for_varies(case: Case) -> None:
    found = columns(simulate(case, SPOTS, 40, only=["people.fair.core.opening_staff"], workers=1))
    assert [len(np.unique(row)) > 1 for row in found] == [True, False, False, False, True]
    assert found[1, 0] == pytest.approx(float(SPOTS[1].of(case.model, case.values)[0]), rel=1e-12)


def test_an_input_has_the_same_draws_whichever_others_vary(case: Case) -> None:
    spot = Spot("other_cost_share", (), "2027Q1")
    whole, alone, without = (
        columns(simulate(case, [spot], 50, seed=6, workers=1, only=only, fixed=fixed))
        for only, fixed in (((), ()), (("group.other_cost_share",), ()), ((), ("people.*", "sites.*")))
    )
    np.testing.assert_array_equal(whole, alone)
    np.testing.assert_array_equal(whole, without)


def test_a_scenario_that_takes_ranges_away_leaves_the_other_draws_alone(case: Case) -> None:
    bear = Project.open().case("bear")
    spots = [Spot("debt_rate", (), "FY2027"), Spot("research_share", (), "2026Q4"), Spot("capex_growth", (), "FY2029")]
    base, theirs = columns(simulate(case, spots, 50, workers=1)), columns(simulate(bear, spots, 50, workers=1))
    np.testing.assert_array_equal(base[:2], theirs[:2])
    assert len(np.unique(base[2])) > 1 == len(np.unique(theirs[2]))
    assert "guidance.capex_growth" in Draws(bear.inputs, bear.model).lost
    assert Draws(case.inputs, case.model).lost == ()


def test_what_is_fixed_stays_as_the_case_has_it(case: Case) -> None:
    found = columns(simulate(case, SPOTS[4:], 40, fixed=["people"], workers=1))
    assert len(np.unique(found)) == 1
    with pytest.raises(UsageError, match="nothing is left to draw"):
        simulate(case, SPOTS, 10, only=["people"], fixed=["*"])


def test_checks_are_judged_in_every_sample(case: Case) -> None:
    names = ("other_capex_not_negative", "headcount_not_negative", "compute_shares_add_up")
    with simulate(case, SPOTS[:1], 200, seed=1, method="random", workers=1, chunk=64, checks=names) as simulation:
        broken = simulation.broken
    draws = Draws(case.inputs, case.model)
    inputs = draws.buffers(200)
    draws.fill(Points("random", draws.cube, 200, 1).rows(0, 200)[:, draws.cube_columns], inputs)
    values = case.project.engine.run({**case.inputs.values, **inputs}, names)
    wrong = (values["other_capex_not_negative"] < 1).any(axis=tuple(range(values["other_capex_not_negative"].ndim - 1)))
    assert 0 < wrong.sum() == broken["other_capex_not_negative"] < 200
    assert broken["compute_shares_add_up"] == 200
    assert "headcount_not_negative" not in broken


def test_progress_counts_every_sample(case: Case) -> None:
    told: list[int] = []
    simulate(case, SPOTS[:1], 130, workers=1, chunk=32, progress=told.append).close()
    assert sum(told) == 130


def test_a_sample_without_an_answer_is_named(case: Case) -> None:
    wild = Project.open().case(sets=["rented.nebius.hourly_price=1.34"])
    def broken(self: Draws, points: np.ndarray, into: dict[str, np.ndarray]) -> None:
        into["facility_life"][...] = np.where(points[:, 0] > 0.9, np.nan, 20.0)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Draws, "fill", broken)
        messages = []
        for crew in (1, 2):
            with pytest.raises(SampleError) as caught:
                simulate(wild, SPOTS[:1], 200, seed=5, method="random", workers=crew, chunk=16)
            messages.append(str(caught.value))
    draws = Draws(wild.inputs, wild.model)
    first = int(np.argmax(Points("random", draws.cube, 200, 5).rows(0, 200)[:, draws.cube_columns[0]] > 0.9)) + 1
    assert messages[0] == messages[1]
    assert messages[0].startswith(f"Sample {first} of 200 (random, seed 5) cannot be evaluated. Line 'facility_life' is nan")
    assert caught.value.exit_code == 3


def test_what_cannot_be_is_refused(case: Case) -> None:
    with pytest.raises(UnknownNameError, match="sobol"):
        simulate(case, SPOTS, 10, method="sobel")
    with pytest.raises(UsageError, match="at least 2"):
        simulate(case, SPOTS, 10, chunk=1)
    with pytest.raises(UsageError, match="0 samples"):
        simulate(case, SPOTS, 0)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere workers are threads")
def test_workers_end_with_their_parent(tmp_path: Path) -> None:
    script = (
        "import time\nfrom finmodel.analysis import workers\n"
        "def task(start, stop):\n    open(f'{start}', 'w').write(str(__import__('os').getpid()))\n    time.sleep(60)\n"
        "for _ in workers.shared_out(lambda: task, [(0, 1), (1, 2)], 2): pass\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)})
    deadline = time.monotonic() + 30
    while not all((tmp_path / name).exists() and (tmp_path / name).read_text() for name in "01"):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    parent.kill()
    parent.wait()
    pids = [int((tmp_path / name).read_text()) for name in "01"]
    while any(Path(f"/proc/{pid}").exists() and "Z" not in Path(f"/proc/{pid}/stat").read_text().split()[2] for pid in pids):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_worker_that_dies_is_told(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    parent = os.getpid()
    monkeypatch.setattr(Draws, "fill", lambda *_: os._exit(9) if os.getpid() != parent else None)
    with pytest.raises(WorkerLostError, match="memory"):
        simulate(case, SPOTS[:1], 100, workers=2, chunk=16)


def test_an_interrupt_stops_the_workers_and_leaves_no_file(case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    def interrupted(done: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        simulate(case, SPOTS[:1], 2000, workers=2, chunk=16, progress=interrupted)
    assert not list(tmp_path.iterdir())


def test_a_full_disk_is_told(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.pwrite", full)
    with pytest.raises(OutputError, match=r"No space left on device\. Make room there"):
        simulate(case, SPOTS[:1], 20, workers=1)
