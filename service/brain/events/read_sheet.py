"""A sheet of events, as lines that know what is wrong with them."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from service.brain.events.happened import COLUMNS, Happened, read_happened
from service.brain.events.take import BadEvent
from service.brain.own_sheet import cells_of, column_of, places_of
from service.errors import InvalidInput
from service.sheets.read_table import Subject, read_table
from service.sheets.refusals import ListRefused
from service.sheets.within_limits import read_within_limits

MOST_LINES: Final = 2_000
"""All of a sheet is one transaction, and somebody waits for the answer."""
_NEEDED: Final = frozenset({"event_id", "email", "event", "about", "at"})
_ADVICE: Final = "The file needs event_id, email, event, about and at."


EVENTS: Final = Subject(
    lambda cells: {column_of(cell) for cell in cells} >= _NEEDED,
    lambda cell: column_of(cell) in COLUMNS,
    things="your events",
    elsewhere="events",
    hidden_one="It was left out.",
    hidden="They were left out.",
    empty_code="no_events",
    most_rows=MOST_LINES,
)


def read_events(data: bytes, filename: str, now: datetime) -> tuple[list[tuple[int, Happened]], list[BadEvent]]:
    """(row, event) of what can be read and what is wrong with the others, in a bounded process. Raises ListRefused."""
    found: tuple[list[tuple[int, Happened]], list[BadEvent]] = read_within_limits(
        f"{__name__}:read_lines", data, filename, now, things="your events"
    )
    return found


def read_lines(data: bytes, filename: str, now: datetime) -> tuple[list[tuple[int, Happened]], list[BadEvent]]:
    """The same in this process. Raises ListRefused."""
    table = read_table(data, filename, EVENTS)
    places = places_of(table.header, COLUMNS, _NEEDED, _ADVICE)
    if not table.rows:
        raise ListRefused(
            "no_rows", "There are headings and no rows. Choose the file with your events and upload it again."
        )
    good: list[tuple[int, Happened]] = []
    bad = [BadEvent(line.number, "This row is hidden. Show it or delete it.") for line in table.hidden]
    for line in table.rows:
        try:
            good.append((line.number, read_happened(cells_of(line, places), now)))
        except InvalidInput as error:
            bad.append(BadEvent(line.number, error.sentence))
    return good, sorted(bad, key=lambda one: one.row)
