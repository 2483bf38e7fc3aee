from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.decisions.arrival import arrival, back_from, is_working_day
from tests.service.decisions.people_and_products import person

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


@given(
    answered=st.dates(date(2025, 1, 1), date(2028, 12, 31)),
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
