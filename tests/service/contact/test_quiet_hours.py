"""Nobody is written to unasked at night."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.contact.quiet_hours import quiet_until


@pytest.mark.parametrize(
    ("country", "at", "until"),
    [
        ("CZ", datetime(2027, 1, 12, 6, 30, tzinfo=UTC), datetime(2027, 1, 12, 7, tzinfo=UTC)),
        ("CZ", datetime(2027, 7, 12, 6, 30, tzinfo=UTC), None),
        ("CZ", datetime(2027, 7, 12, 18, 0, tzinfo=UTC), datetime(2027, 7, 13, 6, tzinfo=UTC)),
        ("JP", datetime(2027, 7, 12, 12, 0, tzinfo=UTC), datetime(2027, 7, 12, 23, tzinfo=UTC)),
        ("US", datetime(2027, 7, 12, 15, 0, tzinfo=UTC), datetime(2027, 7, 12, 18, tzinfo=UTC)),
        ("RU", datetime(2027, 7, 12, 9, 0, tzinfo=UTC), datetime(2027, 7, 13, 6, tzinfo=UTC)),
        ("XX", datetime(2027, 7, 12, 5, 0, tzinfo=UTC), datetime(2027, 7, 12, 8, tzinfo=UTC)),
    ],
)
def test_a_mail_waits_until_it_is_day_in_the_whole_country(country: str, at: datetime, until: datetime | None) -> None:
    assert quiet_until(country, at) == until


MINUTES = st.integers(0, 366 * 24 * 60).map(
    lambda minutes: datetime(2027, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


@given(st.sampled_from(["CZ", "IS", "RO", "RU", "AE", "JP", "US", "BR", "AU", "IN"]), MINUTES)
def test_what_waited_once_need_not_wait_again(country: str, at: datetime) -> None:
    until = quiet_until(country, at)
    if until is not None:
        assert at < until <= at + timedelta(hours=24)
        assert quiet_until(country, until) is None
