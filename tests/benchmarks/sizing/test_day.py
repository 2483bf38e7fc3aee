"""The simulated day."""

from __future__ import annotations

from dataclasses import replace
from math import inf

import numpy as np
import pytest

from benchmarks.sizing.counters import Spent
from benchmarks.sizing.day import DAYS, FIRST, MINUTES, PARTS, Habits, Limits, longest_wait, simulate, simulate_flow

COSTS = dict.fromkeys(FIRST, Spent(web=0.001, workers=0.01, database=0.002, commits=4.0, wal_bytes=20_000.0))
FLAT = Habits(busy=(1.0,) * 24)


def test_what_a_part_must_do_grows_with_the_recipients() -> None:
    one, ten = (simulate(COSTS, Limits(), Habits(), number) for number in (10_000, 100_000))
    assert {part: ten.needed[part] / one.needed[part] for part in PARTS} == pytest.approx(dict.fromkeys(PARTS, 10.0))


def test_with_room_for_everything_nobody_waits() -> None:
    assert simulate(COSTS, Limits(), Habits(), 1_000).waits == dict.fromkeys(FIRST, 0.0)


def test_the_part_with_the_least_room_saturates_first() -> None:
    assert simulate(COSTS, replace(Limits(), commits=10.0), Habits(), 10_000).first == "commits"
    assert simulate(COSTS, replace(Limits(), wal=0.01), Habits(), 10_000).first == "wal"


def test_beyond_a_limit_what_may_wait_waits_and_who_looks_is_served() -> None:
    costs = {**COSTS, "plan": Spent(workers=10.0)}
    day = simulate(costs, replace(Limits(), workers=1.0), FLAT, 10_000)
    assert day.needed["workers"] > 1
    assert (day.waits["plan"], day.waits["look"]) == (inf, 0.0)


def test_everybody_who_is_served_was_there_before() -> None:
    unit = {stage: {"workers": 0.05} for stage in FIRST}
    flows = simulate_flow(unit, {"workers": 60.0}, Habits(), 20_000)
    for stage in FIRST:
        assert np.all(np.cumsum(flows.served[stage]) <= np.cumsum(flows.arrived[stage]) * (1 + 1e-12) + 1e-9)


def test_each_recipient_is_planned_and_launched_once() -> None:
    flows = simulate_flow({stage: {} for stage in FIRST}, {}, FLAT, 1_440)
    assert flows.served["plan"].sum() == pytest.approx(1_440 * DAYS)
    assert flows.served["launch"].sum() == pytest.approx(1_440 * DAYS - 1)
    assert flows.served["look"][-MINUTES:].sum() == pytest.approx(1_440 * FLAT.looks, rel=0.01)


def test_the_longest_wait_is_that_of_who_came_when_it_was_full() -> None:
    assert longest_wait(np.array([5.0, 0, 0, 0, 0]), np.array([2.0, 2, 1, 0, 0])) == 2
    assert longest_wait(np.array([5.0, 0, 0]), np.array([2.0, 2, 0])) == inf
