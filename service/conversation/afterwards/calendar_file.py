"""A meeting as an iCalendar file (RFC 5545): when it is, and with whom. No telephone number, no address, nobody's mail."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

_FOLD: Final = 75
"""Octets that a line may have before it is folded."""
_ESCAPED: Final = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None})


@dataclass(frozen=True, slots=True)
class Meeting:
    """`uid`: the same for the same meeting, however often it is changed, as `changes` counts."""

    uid: str
    title: str
    starts_at: datetime
    minutes: int
    changes: int
    made_at: datetime


def calendar_file(uid: str, title: str, starts_at: datetime, minutes: int, changes: int, made_at: datetime) -> bytes:
    """One event, in UTC, so that every calendar shows it in its own zone. `changes`: how often it was changed before."""
    return calendar_of([Meeting(uid, title, starts_at, minutes, changes, made_at)])


def calendar_of(meetings: Iterable[Meeting]) -> bytes:
    """The same of several."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Handpicked//Meeting//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        *(line for meeting in meetings for line in _event(meeting)),
        "END:VCALENDAR",
    ]
    return "".join(f"{folded(line)}\r\n" for line in lines).encode()


def _event(one: Meeting) -> tuple[str, ...]:
    return (
        "BEGIN:VEVENT",
        f"UID:{one.uid}@handpicked",
        f"SEQUENCE:{one.changes}",
        f"DTSTAMP:{_moment(one.made_at)}",
        f"DTSTART:{_moment(one.starts_at)}",
        f"DTEND:{_moment(one.starts_at + timedelta(minutes=one.minutes))}",
        f"SUMMARY:{escaped(one.title)}",
        "TRANSP:OPAQUE",
        "END:VEVENT",
    )


def escaped(text: str) -> str:
    """A text as a value of a calendar or a card holds it."""
    return text.translate(_ESCAPED)


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def folded(line: str) -> str:
    """No line longer than 75 octets, and no letter parted."""
    parts, size = [""], 0
    for letter in line:
        octets = len(letter.encode())
        if size + octets > _FOLD:
            parts.append(" ")
            size = 1
        parts[-1] += letter
        size += octets
    return "\r\n".join(parts)
