from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from service.decisions.matching.stream.demand import STEPS, ask, step_to_stock
from service.decisions.matching.stream.lists import path_of, write_file
from service.decisions.matching.stream.source import SharedPrices

THREE_WHO_WANT_THE_FIRST = np.array([[0.50, 0.49], [0.50, 0.48], [0.50, 0.46]])
COST = np.array([[100, 100]])


def test_what_is_wanted_by_more_than_there_is_rises_to_where_the_others_leave(tmp_path: Path) -> None:
    write_file(
        path_of(tmp_path, 0, 0),
        product=np.array([[0, 1]] * 3, dtype=np.int16),
        worth=THREE_WHO_WANT_THE_FIRST,
        account=np.arange(3, dtype=np.int32),
        zone=np.zeros(3, dtype=np.int32),
        kept=np.array(1.5),
    )
    free = SharedPrices(np.zeros(2), 0.0)
    asked = ask(tmp_path, 0, 0, free, COST)
    assert (asked.load.tolist(), asked.spend, asked.kept) == ([3, 0], 300, 1.5)
    assert asked.curve[0].sum() == asked.curve[1].sum() == 3
    price = step_to_stock(free, asked.load, asked.curve, np.array([1, 5]), 0.0)
    # One stays if it costs 0.02 to 0.04 more; a step ends at a level at most.
    assert 0.02 <= price[0] <= 0.04
    assert price[1] == 0
    dearer = ask(tmp_path, 0, 0, SharedPrices(price, 0.0), COST)
    assert dearer.load.tolist() == [1, 2]


def test_money_that_costs_something_is_charged_for_every_gift(tmp_path: Path) -> None:
    test_what_is_wanted_by_more_than_there_is_rises_to_where_the_others_leave(tmp_path)
    asked = ask(tmp_path, 0, 0, SharedPrices(np.zeros(2), 0.001), COST)
    assert asked.kept == pytest.approx(1.2)
    assert ask(tmp_path, 0, 0, SharedPrices(np.zeros(2), 0.006), COST).load.tolist() == [0, 0]


def test_a_step_is_held_back_and_never_ends_below_nothing() -> None:
    curve = np.zeros((1, len(STEPS) + 1), dtype=np.int64)
    nobody = np.array([0])
    assert step_to_stock(SharedPrices(np.array([0.01]), 0.0), nobody, curve, np.array([1]), 0.0) == 0.0
    halfway = step_to_stock(SharedPrices(np.array([1.0]), 0.0), nobody, curve, np.array([1]), 0.5)
    assert halfway == pytest.approx(1 + STEPS[0] / 2)
