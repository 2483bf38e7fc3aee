from __future__ import annotations

import numpy as np
import pytest

from benchmarks.matching.swap_bound import most_shown
from tests.service.decisions.swap_instances import NEVER, make_swap_instance, plan

NOBODY = np.zeros(0, dtype=np.int64)


def shown(stock: list[int], wants: list[bool], likes: list[float] | None = None) -> float:
    """People who all have the first product of four and look one after the other."""
    people = len(wants)
    instance = make_swap_instance([likes or [0.9, 0.8, 0.7, 0.6]] * people, [people + stock[0], *stock[1:]])
    return most_shown(instance, plan(*[0] * people), np.arange(people), np.array(wants))


def test_whoever_only_looks_takes_nothing_from_those_who_come_later() -> None:
    assert shown([0, 1, 1, 1], [False, False, False]) == pytest.approx(1.0)


def test_what_is_not_there_or_not_for_them_is_shown_to_nobody() -> None:
    assert shown([0, 1, 1, 0], [False, False]) == pytest.approx(2 / 3, abs=1e-5)
    assert shown([0, 1, 1, 1], [False, False], [0.9, 0.8, 0.7, NEVER]) == pytest.approx(2 / 3, abs=1e-5)


def test_a_swap_takes_a_piece_from_whoever_comes_later() -> None:
    assert shown([0, 1, 1, 1], [True, False]) == pytest.approx((1 + 2 / 3) / 2, abs=1e-5)
    assert shown([0, 2, 1, 1], [True, False]) == pytest.approx(1.0)


def test_without_anybody_who_looks_nothing_is_missing() -> None:
    instance = make_swap_instance([[0.9, 0.8]], [1, 1])
    assert most_shown(instance, plan(0), NOBODY, NOBODY.astype(bool)) == 1.0
