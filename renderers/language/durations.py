"""How long something still lasts, said so that it is right wherever its reader's clock stands."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from renderers.language.translations import text

_GRACE: Final = timedelta(minutes=1)
"""A page is read a moment after it was made: what began as 24 hours is still called so, within the minute."""
_IN_DAYS_FROM: Final = timedelta(days=2)


def remaining(locale: str, key: str, left: timedelta) -> str:
    """The sentence `<key>.days`, `.hours` or `.minutes` with its count, or `.moment` for less than a minute.

    Rounded down, but for the minute of grace; two days and more are told in days.
    """
    unit, count = _unit_of(left)
    return text(locale, f"{key}.{unit}", count=count) if count else text(locale, f"{key}.{unit}")


def whole_minutes(left: timedelta) -> int:
    """Full minutes, with what remains of one dropped; never below 0."""
    return max(0, left // timedelta(minutes=1))


def _unit_of(left: timedelta) -> tuple[str, int]:
    graced = left + _GRACE if left > _GRACE else left
    if graced >= _IN_DAYS_FROM:
        return "days", graced.days
    if graced >= timedelta(hours=1):
        return "hours", graced // timedelta(hours=1)
    minutes = whole_minutes(left)
    return ("minutes", minutes) if minutes else ("moment", 0)
