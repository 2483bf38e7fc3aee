"""Days as a reader writes them. Moments are aware; their day is that of UTC. No hour is told: nobody knows the reader's clock."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import lru_cache

from babel.dates import format_date, format_skeleton

from renderers.language.joins import joins
from renderers.language.translations import babel_locale, text, tie


def weekday(locale: str, moment: datetime) -> str:
    """A near day with its weekday: Friday 14 May. Written so that it can follow "until" in every language."""
    return _format(locale, "common.date.weekday", moment)


def day(locale: str, moment: datetime) -> str:
    """A day without its year: 3 March."""
    return _format(locale, "common.date.day", moment)


def full_day(locale: str, moment: datetime) -> str:
    """A day with its year: 21 April 2027."""
    return _format(locale, "common.date.full", moment)


def span(locale: str, days: Sequence[datetime]) -> str:
    """From the first day to the last. Where a language says "from" and "to", a month and a year they share are said once."""
    first, last = days[0], days[-1]
    if len(days) == 1:
        return full_day(locale, first)
    join, begin = joins(locale), full_day(locale, first)
    if join["since"] and first.year == last.year:
        begin = str(first.day) if first.month == last.month else day(locale, first)
    return f"{join['since']}{begin}{join['span']}{full_day(locale, last)}"


def month(locale: str, moment: datetime) -> str:
    """A month with its year, standing alone: November 2026."""
    return str(format_skeleton("yMMMM", moment.astimezone(UTC), locale=babel_locale(locale)))


def _format(locale: str, key: str, moment: datetime) -> str:
    return _written(locale, key, moment.astimezone(UTC).date())


@lru_cache(maxsize=4096)
def _written(locale: str, key: str, on: date) -> str:
    return tie(locale, str(format_date(on, text(locale, key), locale=babel_locale(locale))))
