"""When nobody is contacted unasked: at night, as far as their country tells where they live."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel.core import get_global

BEGINS: Final = time(20)
ENDS: Final = time(8)
_HOUR: Final = timedelta(hours=1)


def quiet_until(country: str, at: datetime, ends: time = ENDS, begins: time = BEGINS) -> datetime | None:
    """The next full hour at which it is day in every part of the country; None: it is day there now. Day is from `ends` to
    `begins`, which is an hour at least.

    `country` is ISO 3166 alpha-2, `at` and the answer are in UTC. A country without known zones keeps UTC; where it is never day
    everywhere at once (the outlying islands of some states), it has to be day in as many of its zones as it ever is.
    """
    wanted = _most_at_once(country, at.date(), ends, begins)
    if _days(country, at, ends, begins) >= wanted:
        return None
    begun = at.replace(minute=0, second=0, microsecond=0)
    hours = (begun + ahead * _HOUR for ahead in range(1, 49))
    return next(hour for hour in hours if _days(country, hour, ends, begins) >= wanted)


def _days(country: str, at: datetime, ends: time, begins: time) -> int:
    """In how many of the country's zones it is day."""
    return sum(ends <= at.astimezone(zone).time() < begins for zone in zones_of(country))


@lru_cache(maxsize=4096)
def _most_at_once(country: str, day: date, ends: time, begins: time) -> int:
    """In how many of the country's zones it is day at once at the best hour: of this day or the next, whichever has fewer, so that
    one of the 48 hours ahead always has that many."""
    begun = datetime.combine(day, time(), UTC)
    return min(
        max(_days(country, begun + ahead * _HOUR, ends, begins) for ahead in range(start, start + 24))
        for start in (0, 24)
    )


@cache
def zones_of(country: str) -> tuple[ZoneInfo, ...]:
    """The zones of a country; UTC for one that has none we know."""
    names = get_global("territory_zones").get(country, ())
    return tuple(found for name in names if (found := _zone(name)) is not None) or (ZoneInfo("UTC"),)


def _zone(name: str) -> ZoneInfo | None:
    """A zone, or None for one that Unicode still lists and this machine's table has dropped."""
    try:
        return ZoneInfo(name)
    except ZoneInfoNotFoundError:
        return None
