"""A calendar (RFC 5545) read for the days on which somebody is away, in the bounded process. Its words are not read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import takewhile
from typing import Any, Final

from dateutil.rrule import rrulestr
from icalendar import Calendar

from service.bounded import TooCostly, Unread, read_bounded
from service.errors import InvalidInput

BYTES: Final = 1024 * 1024
MOST_EVENTS: Final = 2_000
MOST_SPANS: Final = 200
AHEAD: Final = timedelta(days=550)
"""What lies further ahead is read later."""
_DAY: Final = timedelta(days=1)
_MOST_TIMES: Final = 6_000
"""Repetitions of one event that are looked at."""
Span = tuple[date, date]


def read_calendar(data: bytes, today: date) -> list[str]:
    """The days away from today on, as "first/last", joined where they touch, the earliest first. Raises InvalidInput."""
    if len(data) > BYTES:
        raise InvalidInput("A calendar has at most 1 MB. Export fewer years.", param="file")
    try:
        found: list[str] = read_bounded(f"{__name__}:spans_of", data, today)
    except TooCostly:
        raise InvalidInput("This calendar takes too long to read. Export fewer years.", param="file") from None
    except Unread:
        raise InvalidInput(
            "We couldn’t read this calendar. Export it again as iCalendar (.ics).", param="file"
        ) from None
    return found


def spans_of(data: bytes, today: date) -> list[str]:
    """The same in this process. Raises InvalidInput."""
    try:
        calendar = Calendar.from_ical(data)
    except (ValueError, IndexError, KeyError):
        raise InvalidInput("This isn’t a calendar. Export it as iCalendar (.ics).", param="file") from None
    events = [one for one in calendar.walk("VEVENT") if str(one.get("STATUS", "")).upper() != "CANCELLED"]
    if len(events) > MOST_EVENTS:
        raise InvalidInput(f"A calendar has at most {MOST_EVENTS:,} events. Export fewer years.", param="file")
    spans = [span for event in events for span in _away(event, today)]
    return [f"{first.isoformat()}/{last.isoformat()}" for first, last in _joined(spans)[:MOST_SPANS]]


def _away(event: Any, today: date) -> Iterator[Span]:
    """Whole days: an event of some hours is a meeting, and nobody is away for that."""
    start, end = _bounds(event)
    if start is None or end is None or end < start:
        return
    length = end - start
    for first in _times(event, start, today - length):
        last = first + length
        if last >= today and first <= today + AHEAD:
            yield first, last


def _bounds(event: Any) -> tuple[date | None, date | None]:
    """(first, last) whole day of an event; None where it has none."""
    if "DTSTART" not in event:
        return None, None
    start = event["DTSTART"].dt
    end = event["DTEND"].dt if "DTEND" in event else start + event["DURATION"].dt if "DURATION" in event else None
    if not isinstance(start, datetime):
        last = end - _DAY if isinstance(end, date) and not isinstance(end, datetime) and end > start else start
        return start, last
    if not isinstance(end, datetime):
        return None, None
    first = start.date() if start.time() == time() else start.date() + _DAY
    last = end.date() - _DAY
    return (first, last) if last >= first else (None, None)


def _times(event: Any, first: date, since: date) -> Iterator[date]:
    """The first day of each time that it happens, from `since` on."""
    if "RRULE" not in event:
        yield first
        return
    rule = event["RRULE"]
    rule = rule[0] if isinstance(rule, list) else rule
    said = rule.to_ical().decode()
    plain = ";".join(part for part in said.split(";") if not part.upper().startswith("UNTIL"))
    until = rule.get("UNTIL", [None])[0]
    last = until.date() if isinstance(until, datetime) else until or date.max
    times = rrulestr(plain, dtstart=datetime.combine(first, time()))
    latest = min(last, since + AHEAD + timedelta(days=400))
    left_out = _excluded(event)
    for number, moment in enumerate(takewhile(lambda one: one.date() <= latest, times)):
        if number >= _MOST_TIMES:
            return
        if moment.date() >= since and moment.date() not in left_out:
            yield moment.date()


def _excluded(event: Any) -> set[date]:
    given = event.get("EXDATE", [])
    listed = given if isinstance(given, list) else [given]
    days = (one.dt for some in listed for one in some.dts)
    return {day.date() if isinstance(day, datetime) else day for day in days}


def _joined(spans: list[Span]) -> list[Span]:
    joined: list[Span] = []
    for first, last in sorted(spans):
        if joined and first <= joined[-1][1] + _DAY:
            joined[-1] = (joined[-1][0], max(joined[-1][1], last))
        else:
            joined.append((first, last))
    return joined
