"""When nobody is written to unasked: at night, as far as their country tells where they live."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel.core import get_global

BEGINS: Final = time(20)
ENDS: Final = time(8)
_HOUR: Final = timedelta(hours=1)


def quiet_until(country: str, at: datetime) -> datetime | None:
    """The next full hour at which it is day in every part of the country; None: it is day there now.

    `country` is ISO 3166 alpha-2, `at` and the answer are in UTC. A country without known zones keeps UTC.
    """
    if _is_day(country, at):
        return None
    begun = at.replace(minute=0, second=0, microsecond=0)
    hours = (begun + ahead * _HOUR for ahead in range(1, 25))
    return next((hour for hour in hours if _is_day(country, hour)), None)


def _is_day(country: str, at: datetime) -> bool:
    return all(ENDS <= at.astimezone(zone).time() < BEGINS for zone in _zones(country))


@cache
def _zones(country: str) -> tuple[ZoneInfo, ...]:
    names = get_global("territory_zones").get(country, ())
    return tuple(found for name in names if (found := _zone(name)) is not None) or (ZoneInfo("UTC"),)


def _zone(name: str) -> ZoneInfo | None:
    """A zone, or None for one that Unicode still lists and this machine's table has dropped."""
    try:
        return ZoneInfo(name)
    except ZoneInfoNotFoundError:
        return None
