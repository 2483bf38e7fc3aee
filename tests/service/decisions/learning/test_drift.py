"""What came less what was said, week by week: with its interval, or not at all where it would tell of few."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta

import pytest

from service.decisions.learning.measure.drift import WEEKS, by_week

MONDAY = datetime(2026, 6, 1, 9, tzinfo=UTC)
EVEN = 0.0
"""Log-odds of one half."""


def weeks(*counts: tuple[int, int]) -> list[tuple[str, int, float | None]]:
    """For each week (answers, yes), by people of whom nobody answers twice; one half was expected of everything."""
    at, people, said = [], [], []
    for number, (count, yes) in enumerate(counts):
        at += [MONDAY + timedelta(weeks=number, minutes=minute) for minute in range(count)]
        people += [f"p{number}_{minute}" for minute in range(count)]
        said += [minute < yes for minute in range(count)]
    found = by_week(at, people, [EVEN] * len(at), said)
    return [(one.monday, one.answers, None if one.drift is None else one.drift.value) for one in found]


def test_each_week_has_its_share_less_what_was_said() -> None:
    assert weeks((20, 15), (40, 10)) == [("2026-06-01", 20, 0.25), ("2026-06-08", 40, -0.25)]


def test_the_interval_is_that_of_what_was_said() -> None:
    at = [MONDAY + timedelta(minutes=minute) for minute in range(100)]
    (week,) = by_week(at, [str(one) for one in range(100)], [EVEN] * 100, [one < 60 for one in range(100)])
    assert week.drift is not None
    reach = 1.959964 * math.sqrt(100 * 0.25) / 100
    assert (week.drift.low, week.drift.high) == pytest.approx((0.1 - reach, 0.1 + reach))


@pytest.mark.parametrize("week", [(19, 10), (20, 3), (20, 17)])
def test_a_week_of_few_answers_or_few_of_a_kind_has_none(week: tuple[int, int]) -> None:
    assert weeks((30, 15), (30, 15), week)[-1][2] is None


def test_what_is_left_out_is_never_so_little_that_the_others_tell_it() -> None:
    assert [drift for _, _, drift in weeks((30, 15), (40, 20), (2, 1))] == [None, 0.0, None]
    assert [drift for _, _, drift in weeks((30, 15), (10, 5))] == [0.0, None]


def test_one_person_who_answers_often_is_one_person() -> None:
    at = [MONDAY + timedelta(minutes=minute) for minute in range(40)]
    (week,) = by_week(at, ["p"] * 40, [EVEN] * 40, [minute % 2 == 0 for minute in range(40)])
    assert (week.answers, week.drift) == (40, None)


def test_the_latest_weeks_alone_are_told() -> None:
    found = weeks(*((20, 10),) * (WEEKS + 3))
    assert (len(found), found[0][0]) == (WEEKS, "2026-06-22")
