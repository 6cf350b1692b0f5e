"""Points drawn ahead are the points, whoever draws them."""

from __future__ import annotations

import os
import signal

import numpy as np
import pytest

from finmodel.errors import UsageError
from finmodel.sampling import ahead as module
from finmodel.sampling.ahead import MOST, WIDEST, Ahead, Drawn
from finmodel.sampling.points import Points


@pytest.mark.parametrize("method", ["sobol", "lhs", "random"])
def test_the_same_points(method: str) -> None:
    drawn = Ahead(method, 5000, 7).points(5)
    whole = Points(method, 5, 5000, 7)
    for start, stop in ((0, 5000), (10, 11), (4090, 4100)):
        np.testing.assert_array_equal(drawn.rows(start, stop), whole.rows(start, stop))


def test_a_process_of_its_own_draws_them_where_that_gains_anything() -> None:
    assert isinstance(Ahead("sobol", 64, 1).points(3), Drawn)
    assert isinstance(Ahead("lhs", 64, 1).points(3), Drawn)
    assert isinstance(Ahead("sobol", 64, 1).points(WIDEST + 1), Points)
    assert Ahead("sobol", 100, 1).line is not None
    assert Ahead("random", 100, 1).line is None
    assert Ahead("sobol", MOST + 1, 1).line is None


def test_a_process_that_died_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_draw", lambda *_: os.kill(os.getpid(), signal.SIGKILL))
    np.testing.assert_array_equal(Ahead("sobol", 64, 3).points(4).rows(0, 64), Points("sobol", 4, 64, 3).rows(0, 64))


def test_elsewhere_points_are_drawn_when_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module.sys, "platform", "darwin")
    ahead = Ahead("sobol", 64, 3)
    assert ahead.line is None
    np.testing.assert_array_equal(ahead.points(4).rows(0, 64), Points("sobol", 4, 64, 3).rows(0, 64))


def test_what_cannot_be_drawn_is_refused() -> None:
    with pytest.raises(UsageError, match="dimensions"):
        Ahead("sobol", 10, 1).points(30_000).rows(0, 1)
