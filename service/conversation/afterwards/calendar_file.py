"""A meeting as an iCalendar file (RFC 5545): when it is, and with whom. No telephone number, no address, nobody's mail."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

_FOLD: Final = 75
"""Octets that a line may have before it is folded."""
_ESCAPED: Final = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None})


def calendar_file(uid: str, title: str, starts_at: datetime, minutes: int, changes: int, made_at: datetime) -> bytes:
    """One event, in UTC, so that every calendar shows it in its own zone. `changes`: how often it was changed before."""
    lines = (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Handpicked//Meeting//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{uid}@handpicked",
        f"SEQUENCE:{changes}",
        f"DTSTAMP:{_moment(made_at)}",
        f"DTSTART:{_moment(starts_at)}",
        f"DTEND:{_moment(starts_at + timedelta(minutes=minutes))}",
        f"SUMMARY:{title.translate(_ESCAPED)}",
        "TRANSP:OPAQUE",
        "END:VEVENT",
        "END:VCALENDAR",
    )
    return "".join(f"{_folded(line)}\r\n" for line in lines).encode()


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _folded(line: str) -> str:
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
