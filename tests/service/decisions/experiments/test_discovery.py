"""Of many figures, which are differences."""

from __future__ import annotations

import numpy as np

from service.decisions.experiments.discovery import corrected, discoveries
from service.decisions.experiments.sequences import Answer, Group, group_of


def _group(had: int, of: int) -> Group:
    return group_of([Answer(1.0, 0.5, had), Answer(0.0, 0.5, of - had)])


def test_one_figure_needs_twenty() -> None:
    assert discoveries([19.9]) == [False]
    assert discoveries([20.0]) == [True]


def test_each_further_figure_raises_what_one_alone_needs_and_several_help_each_other() -> None:
    assert discoveries([59.0, 1.0, 1.0]) == [False, False, False]
    assert discoveries([60.0, 1.0, 1.0]) == [True, False, False]
    assert discoveries([1.0, 30.0, 31.0]) == [False, True, True]


def test_what_is_no_number_is_no_difference() -> None:
    assert discoveries([float("nan"), float("inf")]) == [False, True]
    assert discoveries([]) == []


def test_an_interval_that_is_called_a_difference_leaves_zero_and_the_others_do_not() -> None:
    pairs = [(_group(320, 400), _group(200, 400)), (_group(200, 400), _group(199, 400)), (_group(5, 9), _group(5, 9))]
    found = corrected(pairs, 800)
    assert [called for _, called in found] == [True, False, False]
    assert found[0][0] is not None and found[0][0].leaves_zero
    assert found[1][0] is not None and not found[1][0].leaves_zero
    assert found[2][0] is None


def test_intervals_are_wider_the_more_figures_there_are() -> None:
    one = (_group(220, 400), _group(200, 400))
    alone, among = corrected([one], 800)[0][0], corrected([one] * 5, 800)[0][0]
    assert alone is not None and among is not None
    assert among.high - among.low > alone.high - alone.low


def test_of_figures_without_a_difference_few_are_ever_called_one() -> None:
    random, wrong = np.random.default_rng(5), 0
    for _ in range(300):
        had = random.binomial(200, 0.4, (5, 2))
        wrong += any(
            called for _, called in corrected([(_group(int(a), 200), _group(int(b), 200)) for a, b in had], 400)
        )
    assert wrong <= 15
