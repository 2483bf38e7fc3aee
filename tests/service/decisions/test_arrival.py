from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.decisions.arrival import arrival, arrives, arrives_too_late, back_from, is_away, is_working_day
from tests.service.decisions.people_and_products import DELIVERY, TERMS, person, vase

MONDAY = date(2026, 11, 30)


@pytest.mark.parametrize(
    ("answered", "undo_hours", "lead_days", "country", "day"),
    [
        # Monday, undone until Tuesday, three working days: Friday.
        (MONDAY, 24, 3, "GB", date(2026, 12, 4)),
        (MONDAY, 25, 3, "GB", date(2026, 12, 7)),
        (MONDAY, 0, 5, "GB", date(2026, 12, 7)),
        # Nothing to wait for: at once, or on the next working day.
        (MONDAY, 0, 0, "GB", MONDAY),
        (date(2026, 12, 5), 0, 0, "GB", date(2026, 12, 7)),
        # Romania rests on 30 November and 1 December.
        (date(2026, 11, 27), 0, 1, "RO", date(2026, 12, 2)),
        # Christmas and Boxing Day, the latter observed on Monday in England.
        (date(2026, 12, 23), 0, 2, "GB", date(2026, 12, 29)),
        # Friday and Saturday are the weekend of Egypt and Saudi Arabia, Saturday and Sunday that of the Emirates.
        (date(2026, 11, 18), 0, 2, "EG", date(2026, 11, 22)),
        (date(2026, 11, 18), 0, 2, "SA", date(2026, 11, 22)),
        (date(2026, 11, 18), 0, 2, "AE", date(2026, 11, 20)),
        (date(2026, 11, 18), 0, 3, "AE", date(2026, 11, 23)),
        # Of a country without a calendar only Saturday and Sunday are known.
        (date(2026, 12, 24), 0, 2, "XX", date(2026, 12, 28)),
    ],
)
def test_a_parcel_arrives_after_the_undo_window_in_working_days_of_the_country(
    answered: date, undo_hours: int, lead_days: int, country: str, day: date
) -> None:
    assert arrival(answered, undo_hours, lead_days, country) == day


@settings(max_examples=40, deadline=None)
@given(
    answered=st.dates(date(2026, 1, 1), date(2027, 11, 30)),
    undo_hours=st.integers(0, 80),
    lead_days=st.integers(0, 30),
    country=st.sampled_from(["NO", "JP", "AE", "EG", "IL", "US", "CN", "RO", "XX"]),
)
def test_it_arrives_on_a_working_day_with_as_many_behind_it_as_were_asked_for(
    answered: date, undo_hours: int, lead_days: int, country: str
) -> None:
    day, ordered = arrival(answered, undo_hours, lead_days, country), answered + timedelta(days=-(-undo_hours // 24))
    between = [ordered + timedelta(days=ahead) for ahead in range(1, (day - ordered).days + 1)]
    worked = sum(is_working_day(country, one) for one in between)
    assert is_working_day(country, day)
    assert worked == lead_days or (lead_days == 0 and worked <= 1)


def test_days_beyond_every_calendar_never_come() -> None:
    assert arrival(date.max, 10**9, 10**9, "NO") == arrival(MONDAY, 0, 10**9, "NO") == date.max
    assert arrival(date.min, 0, 1, "NO") == date(1, 1, 2)


def test_who_is_away_is_back_after_absences_that_touch() -> None:
    away = ((date(2026, 12, 4), date(2026, 12, 6)), (MONDAY, date(2026, 12, 3)))
    assert back_from(person(away=away), MONDAY) == date(2026, 12, 7)
    assert back_from(person(away=away), date(2026, 12, 7)) == date(2026, 12, 7)
    assert back_from(person(away=((MONDAY, date.max),)), MONDAY) == date.max


def test_saturday_and_sunday_are_no_working_days_where_the_weekend_is_theirs() -> None:
    week = [date(2026, 11, 16) + timedelta(ahead) for ahead in range(7)]
    assert [is_working_day("GB", day) for day in week] == [True] * 5 + [False] * 2
    assert [is_working_day("EG", day) for day in week] == [True] * 4 + [False] * 2 + [True]
    assert [is_working_day("XX", day) for day in week] == [True] * 5 + [False] * 2


def test_the_last_day_of_a_leap_year_is_in_the_calendar() -> None:
    assert is_working_day("GB", date(2028, 12, 31)) is False
    assert is_working_day("GB", date(2028, 2, 29)) is True


@pytest.mark.parametrize(("hours", "day"), [(0, 30), (1, 1), (24, 1), (25, 2), (48, 2)])
def test_an_hour_of_a_day_is_a_day_to_wait(hours: int, day: int) -> None:
    assert arrival(MONDAY, hours, 0, "GB").day == day


def test_before_anybody_can_answer_the_promised_day_is_the_day() -> None:
    assert arrives(person(), 9, TERMS) == DELIVERY


def test_whoever_may_answer_soon_enough_gets_it_on_the_promised_day() -> None:
    launch = replace(TERMS, answered_on=MONDAY)
    assert arrives(person(country="GB"), 8, launch) == DELIVERY
    assert arrives(person(country="GB"), 9, launch) == date(2026, 12, 11)


def test_whoever_answers_now_gets_it_when_it_is_there_though_that_is_before_the_promised_day() -> None:
    assert arrives(person(country="GB"), 3, replace(TERMS, answered_on=MONDAY, is_answered=True)) == date(2026, 12, 3)


def test_nobody_is_written_to_while_away() -> None:
    launch = replace(TERMS, answered_on=MONDAY)
    gone = person(country="GB", away=((date(2026, 11, 29), date(2026, 12, 8)),))
    assert arrives(gone, 1, launch) == DELIVERY
    assert arrives(gone, 2, launch) == date(2026, 12, 11)
    assert arrives(replace(gone, away=((MONDAY, date.max),)), 1, launch) == date.max


@pytest.mark.parametrize(("lead_days", "too_late"), [(7, False), (8, False), (9, True)])
def test_what_is_there_on_the_very_day_is_not_too_late(lead_days: int, too_late: bool) -> None:
    punctual = replace(TERMS, answered_on=MONDAY, is_punctual=True)
    assert arrives_too_late(vase(lead_days=lead_days), "GB", punctual) is too_late


def test_nothing_is_too_late_without_a_first_day_or_where_nobody_asks_for_the_day() -> None:
    slow = vase(lead_days=500)
    assert not arrives_too_late(slow, "GB", replace(TERMS, is_punctual=True))
    assert not arrives_too_late(slow, "GB", replace(TERMS, answered_on=MONDAY))


def test_somebody_is_away_on_the_first_and_on_the_last_day() -> None:
    gone = person(away=((date(2026, 12, 2), date(2026, 12, 4)), (date(2026, 12, 7), date.max)))
    days = [day for day in range(1, 10) if is_away(gone, date(2026, 12, day))]
    assert days == [2, 3, 4, 7, 8, 9]
    assert not is_away(person(), MONDAY)


def test_a_day_between_two_absences_is_a_day_back() -> None:
    gone = person(away=((date(2026, 12, 6), date(2026, 12, 9)), (MONDAY, date(2026, 12, 4))))
    assert back_from(gone, MONDAY) == date(2026, 12, 5)
    assert back_from(gone, date(2026, 12, 6)) == date(2026, 12, 10)
    assert back_from(gone, date(2026, 11, 29)) == date(2026, 11, 29)
    assert back_from(person(), MONDAY) == MONDAY


def test_an_absence_within_another_does_not_bring_anybody_back() -> None:
    gone = person(away=((MONDAY, date(2026, 12, 9)), (date(2026, 12, 2), date(2026, 12, 3))))
    assert back_from(gone, date(2026, 12, 2)) == date(2026, 12, 10)
