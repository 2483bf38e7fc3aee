"""Probabilities that mean what they say: turned by answers, held where few answered, and spread around their middle."""

from __future__ import annotations

import numpy as np
import pytest

from service.decisions.learning.measure.recalibrate import STRAIGHT, calibration_slope, recalibrate
from service.decisions.learning.posterior import sigmoid
from service.errors import InvalidInput


def drawn(middle: float, spread: float, times: float, number: int, seed: int = 5) -> tuple[list[float], list[bool]]:
    """Log-odds around `middle`, and answers whose true log-odds lie `times` as far from it."""
    dice = np.random.default_rng(seed)
    expected = middle + spread * dice.standard_normal(number)
    said = dice.random(number) < sigmoid(middle + times * (expected - middle))
    return expected.tolist(), said.tolist()


def turned(expected: list[float], said: list[bool]) -> list[float]:
    turn = recalibrate(expected, said)
    return [turn.intercept + turn.slope * one for one in expected]


@pytest.mark.parametrize("middle", [-2.0, 0.0, 1.5, 2.5])
def test_the_spread_is_found_wherever_the_middle_lies(middle: float) -> None:
    expected, said = drawn(middle, 0.35, 2.5, 600)
    found = calibration_slope(turned(expected, said), said)
    # With the prior on the intercept at 0 this was 1.4 to 1.6 away from the middle.
    assert 0.95 < found < 1.2
    assert recalibrate(expected, said).slope > 1.8


def test_few_answers_hardly_turn_anything() -> None:
    turn = recalibrate([0.4, 0.6, 0.5], [True, False, True])
    assert 0.8 < turn.slope < 1.2
    assert abs(turn.intercept + 0.5 * (turn.slope - 1)) < 0.15


def test_nothing_turns_nothing() -> None:
    assert recalibrate([], []) == STRAIGHT


def test_what_is_upside_down_is_made_flat_and_never_turned_round() -> None:
    expected, said = drawn(0.0, 1.0, -3.0, 400)
    assert recalibrate(expected, said).slope == 0.05


def test_a_constant_expectation_moves_as_a_whole() -> None:
    turn = recalibrate([1.0] * 200, [True] * 100 + [False] * 100)
    assert turn.intercept + turn.slope == pytest.approx(0.075, abs=0.06)


@pytest.mark.parametrize(("expected", "said"), [([0.1], []), ([float("nan")], [True]), ([float("inf")], [True])])
def test_what_is_no_figure_or_has_no_answer_is_refused(expected: list[float], said: list[bool]) -> None:
    with pytest.raises(InvalidInput):
        recalibrate(expected, said)
