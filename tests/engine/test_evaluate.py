"""Evaluation: it stops at gaps, computes only what is asked for, treats samples alone, and repeats itself."""

from __future__ import annotations

import numpy as np
import pytest

from finmodel.engine.evaluate import Engine
from finmodel.errors import EvaluationError
from finmodel.model.block import Block
from finmodel.model.dimension import Dimension
from finmodel.model.item import Kind
from finmodel.model.vocabulary import flow, index, log, previous, ratio, ref, scalar, series, total
from tests.cases import evaluate, given_inputs, small_model
from tests.engine.drawn import PERIODS
from tests.engine.test_clawback import Leaving
from tests.engine.test_delay import Moves
from tests.engine.test_loops import Acceptance, Growth
from tests.engine.test_ramp import Building
from tests.engine.test_worth import Deal

TEAM = Dimension("team", ("core", "edge"))


class Fragile(Block):
    """Lines that can fail."""

    size = series(Kind.FLOW, "share", over="team")
    divisor = scalar("share", over="team")
    logged = flow("share", log(size))
    divided = flow("share", size / divisor)
    both = flow("share", total(size, "team"))
    maybe = ratio("share", both, ref("nothing"))
    nothing = flow("share", both * 0)


MODEL = small_model(Fragile, dimensions=[TEAM])


def test_an_impossible_value_names_line_member_and_period() -> None:
    size = np.ones((2, PERIODS))
    size[1, 5] = -1
    with pytest.raises(EvaluationError) as caught:
        evaluate(MODEL, {"size": size, "divisor": 1})
    assert str(caught.value) == (
        "Line 'logged' for edge is nan in 2023Q2: log(size), where size = -1. "
        "Check these; `finmodel inputs` lists what they rest on."
    )


def test_an_infinity_is_no_number() -> None:
    with pytest.raises(EvaluationError, match="Line 'divided' for edge is inf in 2022Q1: size / divisor"):
        evaluate(MODEL, {"size": 1, "divisor": [1, 0]})


def test_a_missing_input_is_not_zero() -> None:
    with pytest.raises(EvaluationError, match=r"Line 'divisor' for core is nan: an input\. Check the input\."):
        evaluate(MODEL, {"size": 1, "divisor": [np.nan, 1]})


def test_a_ratio_over_zero_is_missing_and_stops_nothing() -> None:
    assert np.isnan(evaluate(MODEL, {"size": 1, "divisor": 1})["maybe"][1:]).all()


def test_only_what_the_targets_need_is_evaluated() -> None:
    inputs = given_inputs(MODEL, {"size": -1, "divisor": 0}).values
    values = Engine(MODEL).run(inputs, ["both"])
    assert set(values) == {"size", "both"}
    assert set(Engine(MODEL).run(inputs, ["maybe"])) == {"size", "both", "nothing", "maybe"}


BLOCKS = [Moves, Growth, Acceptance, Leaving, Building, Deal]
NUMBERS: dict[str, object] = {
    "sent": 7, "travel": 0.6, "stock_before": 100, "gains": 3, "losses": 1, "factor": 0.9, "begin_with": 10, "compute": 500,
    "offers": 20, "promised": 30, "per_head_before": 20, "crowd_before": 10, "leave_share": 0.1, "away_for": 0.6,
    "paid_at_joining": 5, "stock_at_joining": 9, "share_staying": 0.95, "bound_for": 1.1, "cliff_after": 1, "vests_over": 4,
    "only_unserved": 1, "switched_on": 44800, "takes": 200, "ahead": 100, "coming_in": 10, "put_in": -50,
    "rate_a_year": 0.1, "rate_a_period": 0.02, "payments": 10, "rent_rate": 0.1, "placed": 5,
}  # fmt: skip


def test_samples_are_each_their_own_case() -> None:
    model = small_model(*BLOCKS)
    single = given_inputs(model, NUMBERS).values
    chance = np.random.default_rng(7)
    sampled = dict(single)
    for name in ("sent", "travel", "gains", "compute", "away_for", "share_staying", "bound_for", "takes", "ahead", "coming_in"):
        spread = 1 + 0.04 * chance.random(7)
        sampled[name] = single[name] * spread
    engine = Engine(model)
    together = engine.run(sampled)
    for sample in range(7):
        alone = engine.run({name: array[..., sample : sample + 1] if array.shape[-1] > 1 else array for name, array in sampled.items()})
        for name, array in together.items():
            column = array[..., sample : sample + 1] if array.shape[-1] > 1 else array
            np.testing.assert_allclose(column, alone[name], rtol=1e-12, atol=1e-12, err_msg=name)
    assert together["crowd"].shape[-1] == 7
    assert together["period_end"].shape[-1] == 1


def test_one_sampled_opening_value_reaches_the_balance() -> None:
    class Purse(Block):
        before = scalar("USD")
        purse = index("USD", previous(ref("purse")) + 0, before=before)

    model = small_model(Purse)
    inputs = dict(given_inputs(model, {"before": 5}).values)
    inputs["before"] = np.array([[1.0, 2.0, 3.0]])
    assert Engine(model).run(inputs)["purse"][-1].tolist() == [1, 2, 3]


def test_two_runs_are_the_same_to_the_last_bit() -> None:
    model = small_model(*BLOCKS)
    first, second = (Engine(model).run(given_inputs(model, NUMBERS).values) for _ in range(2))
    assert first.keys() == second.keys()
    assert all(first[name].tobytes() == second[name].tobytes() for name in first)
