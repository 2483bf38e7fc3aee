"""Days as a reader writes them. Moments are aware; their day is that of UTC. No hour is told: nobody knows the reader's clock."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import cache, lru_cache

from babel.dates import format_date, format_skeleton

from renderers.language.joins import joins
from renderers.language.translations import CATALOGS, babel_locale, text, tie


def weekday(locale: str, moment: datetime) -> str:
    """A near day with its weekday, standing alone: Friday 14 May."""
    return _format(locale, "common.date.weekday", moment)


def until(locale: str, moment: datetime) -> str:
    """A near day with its weekday as it follows "until": do pátku 14. května."""
    names = _inflected_weekdays().get(locale)
    if names is None:
        return weekday(locale, moment)
    return f"{names[moment.astimezone(UTC).weekday()]} {day(locale, moment)}"


def day(locale: str, moment: datetime) -> str:
    """A day without its year: 3 March."""
    return _format(locale, "common.date.day", moment)


def full_day(locale: str, moment: datetime) -> str:
    """A day with its year: 21 April 2027."""
    return _format(locale, "common.date.full", moment)


def day_in(locale: str, moment: datetime) -> str:
    """A near day with its weekday in the zone that the moment is in, for an hour that both sides have agreed on."""
    return _written(locale, "common.date.weekday", moment.date())


def span(locale: str, first: date, last: date) -> str:
    """Days from one to another, what they share said once: 3–20 July 2027, 29 July – 3 August 2027."""
    whole, near = text(locale, "common.date.full"), text(locale, "common.date.day")
    is_year_first, sign = whole.startswith("y"), joins(locale)["span"]
    shorter = near if first.year == last.year else whole
    if (first.year, first.month) == (last.year, last.month):
        shorter = near[near.index("d") :].split()[0]
        sign = sign if joins(locale)["since"] else sign.strip()
    patterns = (whole, shorter) if is_year_first else (shorter, whole)
    return joins(locale)["since"] + sign.join(
        _by_pattern(locale, pattern, on) for pattern, on in zip(patterns, (first, last), strict=True)
    )


def month(locale: str, moment: datetime) -> str:
    """A month with its year, standing alone: November 2026."""
    return str(format_skeleton("yMMMM", moment.astimezone(UTC), locale=babel_locale(locale)))


def _format(locale: str, key: str, moment: datetime) -> str:
    return _written(locale, key, moment.astimezone(UTC).date())


@lru_cache(maxsize=4096)
def _written(locale: str, key: str, on: date) -> str:
    return _by_pattern(locale, text(locale, key), on)


def _by_pattern(locale: str, pattern: str, on: date) -> str:
    return tie(locale, str(format_date(on, pattern, locale=babel_locale(locale))))


@cache
def _inflected_weekdays() -> Mapping[str, tuple[str, ...]]:
    tables = json.loads((CATALOGS / "weekdays.json").read_text(encoding="utf-8"))
    return {locale: tuple(names) for locale, names in tables.items() if not locale.startswith("_")}
