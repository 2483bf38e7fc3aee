"""Are the groups as large as they were drawn to be?"""

from __future__ import annotations

from collections.abc import Mapping
from math import comb

import numpy as np
import pytest

from service.decisions.experiments.ratio_check import check_ratio

EVEN: Mapping[str, float] = {"film": 0.5, "page": 0.5}


def _people(film: int, page: int, shares: Mapping[str, float] = EVEN) -> list[tuple[str, Mapping[str, float]]]:
    return [("film", shares)] * film + [("page", shares)] * page


def test_groups_that_came_as_drawn_are_even() -> None:
    found = check_ratio(_people(205, 203))
    assert found.is_even
    assert dict(found.counts) == {"film": (205, 204.0), "page": (203, 204.0)}
    assert found.p_value == pytest.approx(0.96, abs=0.01)


def test_sixty_six_missing_of_one_group_hide_the_verdict() -> None:
    found = check_ratio(_people(124, 190))
    assert found.p_value == pytest.approx(0.0002, abs=0.0001)
    assert not found.is_even


def test_the_chance_is_that_of_the_binomial() -> None:
    exact = 2 * sum(comb(40, number) for number in range(11)) / 2**40
    assert check_ratio(_people(10, 30)).p_value == pytest.approx(exact)


def test_many_people_are_judged_by_the_normal_law_without_a_jump() -> None:
    below, above = check_ratio(_people(178, 222)), check_ratio(_people(179, 223))
    assert below.p_value == pytest.approx(above.p_value, abs=0.003)


def test_a_share_that_was_changed_on_the_way_is_no_alarm() -> None:
    early, late = {"film": 0.85, "page": 0.15}, {"film": 0.5, "page": 0.5}
    as_drawn = _people(170, 30, early) + _people(100, 100, late)
    assert check_ratio(as_drawn).is_even
    assert not check_ratio([(arm, EVEN) for arm, _ in as_drawn]).is_even


def test_somebody_in_an_arm_they_could_not_be_drawn_for_is_an_alarm() -> None:
    assert not check_ratio([("page", {"film": 1.0})]).is_even


def test_nobody_is_even() -> None:
    assert check_ratio([]).is_even


def test_of_three_arms_each_is_looked_at() -> None:
    shares = {"film": 0.4, "page": 0.4, "held_out": 0.2}
    even = [(arm, shares) for arm, people in (("film", 80), ("page", 82), ("held_out", 38)) for _ in range(people)]
    uneven = [(arm, shares) for arm, people in (("film", 80), ("page", 82), ("held_out", 8)) for _ in range(people)]
    assert check_ratio(even).is_even
    assert not check_ratio(uneven).is_even


def test_draws_that_are_fair_are_hidden_about_once_in_a_thousand() -> None:
    random = np.random.default_rng(11)
    hidden = sum(
        not check_ratio(_people(int(film), 200 - int(film))).is_even for film in random.binomial(200, 0.5, 250)
    )
    assert hidden <= 2
