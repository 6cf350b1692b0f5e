"""Cumulative, value some time ago, window and delay: every flow followed on its own (primitives 1 and 2)."""

from __future__ import annotations

import math

from hypothesis import given

from finmodel.model.block import Block
from finmodel.model.item import Kind
from finmodel.model.recipes import as_of_earlier, corkscrew, cumulative, delay, window
from finmodel.model.vocabulary import scalar, series
from tests.cases import evaluate, row, small_model
from tests.engine.drawn import FEW, PERIODS, QUARTER, agree, amounts, flows, years


class Moves(Block):
    """A flow, and what becomes of it some time later."""

    sent = series(Kind.FLOW, "chip")
    travel = scalar("year")
    sent_so_far = cumulative("chip", sent)
    sent_by_then = as_of_earlier("chip", sent_so_far, travel)
    under_way = window("chip", sent_so_far, travel)
    arrived = delay("chip", sent_so_far, travel)
    stock_before = scalar("chip")
    stock = corkscrew("chip", additions=[arrived], reductions=[sent], opening=stock_before)


MODEL = small_model(Moves)


def followed(sent: list[float], travel: float) -> tuple[list[float], list[float]]:
    """What arrives and what is under way, every period's flow followed until it has arrived, a part at a time."""
    whole = math.floor(travel / QUARTER)
    part = travel / QUARTER - whole
    arrived, under_way = [0.0] * PERIODS, [0.0] * PERIODS
    for start, amount in enumerate(sent):
        for due, share in ((start + whole, 1 - part), (start + whole + 1, part)):
            for period in range(start, PERIODS):
                if period < due:
                    under_way[period] += amount * share
            if due < PERIODS:
                arrived[due] += amount * share
    return arrived, under_way


@FEW
@given(flows, years(0, 4), amounts)
def test_everything_sent_is_under_way_or_has_arrived(sent: list[float], travel: float, before: float) -> None:
    values = evaluate(MODEL, {"sent": sent, "travel": travel, "stock_before": before})
    arrived, under_way = followed(sent, travel)
    so_far = [sum(sent[: period + 1]) for period in range(PERIODS)]
    agree(row(values, "arrived"), arrived, sum(sent))
    agree(row(values, "under_way"), under_way, sum(sent))
    agree(row(values, "sent_so_far"), so_far)
    arrived_so_far = [sum(arrived[: period + 1]) for period in range(PERIODS)]
    agree(row(values, "sent_by_then"), arrived_so_far, sum(sent))
    agree([a + b for a, b in zip(row(values, "under_way"), arrived_so_far, strict=True)], so_far)


@FEW
@given(flows, years(0, 4), amounts)
def test_a_corkscrew_closes_where_it_opened_plus_what_came_less_what_went(
    sent: list[float], travel: float, before: float
) -> None:
    values = evaluate(MODEL, {"sent": sent, "travel": travel, "stock_before": before})
    arrived, _ = followed(sent, travel)
    held = before
    for period in range(PERIODS):
        agree([row(values, "stock_brought_forward")[period]], [held], sum(sent))
        held = held + arrived[period] - sent[period]
        agree([row(values, "stock")[period]], [held], sum(sent))


def test_a_length_of_a_quarter_and_a_half_splits_in_two() -> None:
    values = evaluate(MODEL, {"sent": [100.0] + [0.0] * 11, "travel": 0.375, "stock_before": 0})
    agree(row(values, "arrived"), [0, 50, 50, *[0] * 9])
    agree(row(values, "under_way"), [100, 50, *[0] * 10])


def test_no_length_at_all_arrives_at_once() -> None:
    values = evaluate(MODEL, {"sent": [7.0] * 12, "travel": 0, "stock_before": 0})
    agree(row(values, "arrived"), [7.0] * 12)
    agree(row(values, "under_way"), [0.0] * 12)
