"""A learned model is used where it passed the test that was fixed before, and nowhere else."""

from __future__ import annotations

import math
import random

import pytest

from service.decisions.learning.measure.recalibrate import STRAIGHT, Calibration, calibration_slope, recalibrate
from service.decisions.learning.measure.switch import begins_at, compare, loss
from service.errors import InvalidInput


def answers(count: int, seed: int = 1) -> tuple[list[float], list[bool]]:
    """(true log-odds, answers drawn from them)."""
    chance = random.Random(seed)
    true = [chance.gauss(0, 1.5) for _ in range(count)]
    return true, [chance.random() < 1 / (1 + math.exp(-one)) for one in true]


def test_the_last_fifth_in_time_is_what_it_is_tested_with() -> None:
    assert [begins_at(count) for count in (0, 4, 5, 100, 101)] == [0, 4, 4, 80, 81]


def test_who_knows_the_truth_is_better_than_who_knows_nothing_and_not_the_other_way_round() -> None:
    true, said = answers(400)
    people, nothing = [str(at) for at in range(400)], [0.0] * 400
    won, lost = compare(people, said, true, nothing), compare(people, said, nothing, true)
    assert won.outcome == "better" and won.low is not None and won.low > 0
    assert lost.outcome == "not_better" and lost.saved == -(won.saved or 0)
    assert compare(people, said, nothing, nothing).outcome == "not_better"


def test_the_interval_counts_people_and_not_their_answers() -> None:
    true, said = answers(40)
    people = [str(at) for at in range(40)]
    once = compare(people, said, true, [0.0] * 40)
    often = compare(people * 5, said * 5, true * 5, [0.0] * 200)
    assert (often.saved, often.low, often.high) == pytest.approx((once.saved, once.low, once.high))
    assert (often.answers, often.people) == (200, 40)


def test_below_forty_people_nothing_is_decided() -> None:
    true, said = answers(39)
    found = compare([str(at) for at in range(39)], said, true, [0.0] * 39)
    assert (found.outcome, found.people, found.saved) == ("too_few", 39, None)


def test_of_models_that_are_no_better_few_pass() -> None:
    """Of 400 models that know nothing more than the old one, at most 1 in 20 pass: 2.5 % are expected."""
    chance, passed = random.Random(5), 0
    for _ in range(400):
        said = [chance.random() < 0.5 for _ in range(60)]
        ours = [chance.gauss(0, 0.2) for _ in range(60)]
        passed += compare([str(at) for at in range(60)], said, ours, [0.0] * 60).outcome == "better"
    assert passed <= 20


def test_losses_do_not_overflow() -> None:
    assert loss(1e4, is_yes=False) == 1e4 and loss(1e4, is_yes=True) == 0.0
    assert loss(0.0, is_yes=True) == pytest.approx(math.log(2))


@pytest.mark.parametrize("bad", [math.nan, math.inf])
def test_what_is_no_number_is_refused(bad: float) -> None:
    with pytest.raises(InvalidInput):
        compare(["a"], [True], [bad], [0.0])
    with pytest.raises(InvalidInput):
        recalibrate([bad], [True])
    with pytest.raises(InvalidInput):
        compare(["a"], [True], [0.0], [])


def test_one_who_is_too_sure_is_turned_back_and_one_who_is_right_is_left() -> None:
    true, said = answers(4_000)
    turned = recalibrate([3 * one + 1 for one in true], said)
    assert turned.slope == pytest.approx(1 / 3, abs=0.03)
    assert turned.intercept == pytest.approx(-1 / 3, abs=0.1)
    assert calibration_slope(true, said) == pytest.approx(1, abs=0.07)
    assert calibration_slope([3 * one for one in true], said) == pytest.approx(1 / 3, abs=0.03)


def test_without_answers_nothing_is_turned_and_upside_down_is_made_flat() -> None:
    assert recalibrate([], []) == STRAIGHT
    true, said = answers(2_000)
    assert recalibrate([-one for one in true], said) == Calibration(pytest.approx(0, abs=0.2), 0.05)
