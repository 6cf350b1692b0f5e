"""A tape does again, on new inputs, what an evaluation did once: the same numbers, bit for bit, in few buffers."""

from __future__ import annotations

import numpy as np
import pytest

from finmodel.analysis.spot import Spot
from finmodel.engine.evaluate import Engine
from finmodel.engine.program import Program
from finmodel.engine.tape import Tape
from finmodel.errors import EvaluationError
from finmodel.expr.elementwise import Array
from finmodel.model.block import Block
from finmodel.model.model import Model
from finmodel.model.vocabulary import ago, balance, flow, previous, ref, scalar, where
from finmodel.project import Project
from tests.cases import given_inputs, small_model
from tests.engine.test_evaluate import BLOCKS, NUMBERS

MODEL = small_model(*BLOCKS)
SPREAD = ("sent", "travel", "gains", "compute", "away_for", "share_staying", "bound_for", "takes", "ahead", "coming_in", "put_in")


def drawn(seed: int, samples: int) -> dict[str, Array]:
    """The inputs, some of them different in every sample."""
    single, chance = dict(given_inputs(MODEL, NUMBERS).values), np.random.default_rng(seed)
    return {name: array * (1 + 0.04 * chance.random(samples)) if name in SPREAD else array for name, array in single.items()}


def every_spot(model: Model) -> list[Spot]:
    return [
        Spot(name, member, period)
        for name in model.lines if model.lines[name].kind.value != "date"
        for member in model.members(name) for period in (model.timeline.names[0], model.timeline.names[-1], f"FY{model.timeline.years[-1]}")
    ]  # fmt: skip


def test_playing_gives_the_engines_numbers_for_every_line() -> None:
    engine, spots = Engine(MODEL), every_spot(MODEL)
    program = Program(engine, given_inputs(MODEL, NUMBERS).values, SPREAD, spots, 16)
    for seed in (1, 2):  # the second time over what the first has left in the buffers
        inputs = drawn(seed, 16)
        for name, buffer in program.inputs.items():
            buffer[...] = inputs[name]
        found, values = program.run(), engine.run(inputs)
        for row, spot in zip(found, spots, strict=True):
            np.testing.assert_array_equal(row, np.broadcast_to(spot.of(MODEL, values), 16), err_msg=spot.title)


@pytest.mark.parametrize("samples", [2, 3, 8, 64])
def test_a_sample_has_the_same_bits_whatever_stands_beside_it(samples: int) -> None:
    engine, spots = Engine(MODEL), every_spot(MODEL)
    inputs = drawn(3, 64)
    found = []
    program = Program(engine, given_inputs(MODEL, NUMBERS).values, SPREAD, spots, samples)
    for start in range(0, 64, samples):
        for name, buffer in program.inputs.items():
            part = inputs[name][..., start : start + samples]
            buffer[..., : part.shape[-1]] = part
        found.append(program.run())
    whole = Program(engine, given_inputs(MODEL, NUMBERS).values, SPREAD, spots, 64)
    for name, buffer in whole.inputs.items():
        buffer[...] = inputs[name]
    np.testing.assert_array_equal(np.concatenate(found, axis=-1)[:, :64], whole.run())


def test_what_no_sample_reaches_is_calculated_while_recording_only() -> None:
    counted = []

    class Watched(Tape):
        def _do(self, step: object) -> None:
            counted.append(step)
            super()._do(step)  # type: ignore[arg-type] # a double of a private method

    values = given_inputs(MODEL, NUMBERS).values
    Engine(MODEL).run(values, None, Watched(8))
    assert not counted
    Engine(MODEL).run({**values, "gains": np.repeat(values["gains"], 8, axis=-1)}, None, Watched(8))
    assert 0 < len(counted) < len(MODEL.lines)


def test_few_buffers_serve_many_lines() -> None:
    tape = Tape(8)
    inputs = drawn(1, 8)
    arrays = Engine(MODEL).run(inputs, ["crowd"], tape, keep=["crowd"])
    made = [*tape.lines.values(), *tape.passing.values(), *(buffer for free in tape.free.values() for buffer in free)]
    assert not tape.passing, "every value inside a formula was read"
    assert sum(buffer.size for buffer in made) < sum(
        array.size for array in Engine(MODEL).run(inputs, ["crowd"]).values() if array.shape[-1] > 1
    )
    assert set(arrays) == {"crowd"}


class Risky(Block):
    size = scalar("USD")
    doubled = flow("USD", size + size)
    rate = flow("ratio", doubled / size, "divides by what may be zero")
    worth = balance("USD", previous(ref("worth")) + doubled * rate, before=0)


def test_a_gap_in_a_later_sample_is_named_as_the_engine_names_it() -> None:
    model = small_model(Risky)
    values = given_inputs(model, {"size": 4}).values
    program = Program(Engine(model), values, ["size"], [Spot("worth", (), model.timeline.names[0])], 4)
    program.inputs["size"][...] = [1, 2, 3, 4]
    program.run()
    program.inputs["size"][...] = [1, 2, 0, 4]
    with pytest.raises(EvaluationError) as caught:
        program.run()
    with pytest.raises(EvaluationError) as expected:
        Engine(model).run({"size": np.zeros((1, 1)), **{k: v for k, v in values.items() if k != "size"}})
    assert str(caught.value) == str(expected.value)
    program.inputs["size"][...] = [1, 2, 3, 4]
    assert np.isfinite(program.run()).all(), "a program goes on after a fault"


class Later(Block):
    size = scalar("USD")
    other = scalar("USD")
    unseen = scalar("USD", "read, but without a part in the outcome")
    lead = scalar("count", "how many periods back")
    ahead = balance("USD", previous(ref("behind")) + size, before=0)
    behind = balance("USD", ref("ahead") + size * size / (size - other), before=0)
    reached = balance("USD", ago(ref("ahead"), lead, lagged=True) + where(unseen > 0, other, size), before=0)


@pytest.mark.parametrize(("name", "wrong", "line"), [("size", 2.0, "(ahead|behind)"), ("lead", 0.0, "reached"), ("size", np.inf, "size"), ("unseen", np.nan, "unseen"), ("size", 1e308, "ahead")])
def test_no_gap_passes_whether_the_processor_tells_of_it_or_not(name: str, wrong: float, line: str) -> None:
    model = small_model(Later)
    values = given_inputs(model, {"size": 4, "other": 2, "unseen": 1, "lead": 1}).values
    program = Program(Engine(model), values, ["size", "unseen", "lead"], [Spot("reached", (), "FY2024"), Spot("behind", (), "FY2024")], 4)
    program.run()
    program.inputs[name][..., 2] = wrong
    with pytest.raises(EvaluationError, match=f"Line '{line}'") as caught:
        program.run()
    assert caught.value.sample == 2


def test_the_first_sample_at_fault_is_named_whichever_line_it_spoils() -> None:
    model = small_model(Later)
    values = given_inputs(model, {"size": 4, "other": 2, "unseen": 1, "lead": 1}).values
    program = Program(Engine(model), values, ["size", "unseen", "lead"], [Spot("reached", (), "FY2024"), Spot("behind", (), "FY2024")], 8)
    program.inputs["lead"][..., 3] = 0  # spoils a line that comes late
    program.inputs["unseen"][..., 5] = np.nan  # spoils one that comes first
    with pytest.raises(EvaluationError, match="Line 'reached'") as caught:
        program.run()
    assert caught.value.sample == 3


def test_large_numbers_are_no_gap_though_their_sum_is_infinite() -> None:
    class Huge(Block):
        size = scalar("USD")
        held = flow("USD", size * 1)

    model = small_model(Huge)
    program = Program(Engine(model), given_inputs(model, {"size": 4}).values, ["size"], [Spot("held", (), "2022Q1")], 4)
    program.inputs["size"][...] = 1e308
    assert program.run().tolist() == [[1e308] * 4]


def test_the_whole_model_plays_to_the_bit() -> None:
    case = Project.open().case()
    engine, model = case.project.engine, case.model
    chance = np.random.default_rng(5)
    varying = [given.name for given in model.givens if given.unit not in ("date", "flag", "count") and given.block in ("fleet", "group", "people")]
    factors = {name: 1 + 0.02 * chance.random(8) * (case.inputs.values[name].max(initial=0, where=np.isfinite(case.inputs.values[name])) > 2) for name in varying}
    spots = [Spot("cost_per_researcher", (), "FY2027"), Spot("funding_gap", (), "FY2028"), Spot("research_h100e", (), "2025Q4"),
             Spot("compute_per_researcher", (), "FY2027"), Spot("researcher_years", (), "FY2027"), Spot("compute_per_researcher", (), "FY2028")]
    program = Program(engine, case.inputs.values, varying, spots, 8)
    inputs = dict(case.inputs.values)
    for name, buffer in program.inputs.items():
        buffer[...] = inputs[name] = case.inputs.values[name] * factors[name]
    values = engine.run(inputs, [spot.line for spot in spots])
    assert len({*values["cost_per_researcher"][30].tolist()}) == 8
    np.testing.assert_array_equal(program.run(), [np.broadcast_to(spot.of(model, values), 8) for spot in spots])
