"""A sheet of events, as lines that know what is wrong with them."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from service.brain.events.happened import COLUMNS, Happened, read_happened
from service.brain.own_sheet import BadLine, OwnSheet
from service.sheets.within_limits import read_within_limits

MOST_LINES: Final = 2_000
"""All of a sheet is one transaction, and somebody waits for the answer."""
EVENTS: Final = OwnSheet(
    things="events",
    columns=COLUMNS,
    needed=frozenset({"event_id", "email", "event", "about", "at"}),
    advice="The file needs event_id, email, event, about and at.",
    empty_code="no_events",
    most_rows=MOST_LINES,
)


def read_events(data: bytes, filename: str, now: datetime) -> tuple[list[tuple[int, Happened]], list[BadLine]]:
    """(row, event) of what can be read and what is wrong with the others, in a bounded process. Raises ListRefused."""
    found: tuple[list[tuple[int, Happened]], list[BadLine]] = read_within_limits(
        f"{__name__}:read_lines", data, filename, now, things="your events"
    )
    return found


def read_lines(data: bytes, filename: str, now: datetime) -> tuple[list[tuple[int, Happened]], list[BadLine]]:
    """The same in this process. Raises ListRefused."""
    return EVENTS.read(data, filename, lambda _row, cells: read_happened(cells, now))
