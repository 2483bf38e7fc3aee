"""A sheet of times of quiet, as lines that know what is wrong with them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from service.brain.own_sheet import cells_of, column_of, places_of
from service.errors import InvalidInput
from service.planning.quiet.rules import REASONS
from service.sheets.dates import read_date
from service.sheets.read_table import Subject, read_table
from service.sheets.refusals import CellError, ListRefused
from service.sheets.within_limits import read_within_limits

MOST_LINES: Final = 500
"""All of a sheet is one transaction, and each line locks everybody at a company."""
COLUMNS: Final = ("company", "email", "reason", "source", "from", "until", "check_again")
_NEEDED: Final = frozenset({"reason", "source"})
_ADVICE: Final = "The file needs company or email, reason, source, and until or check_again."
_REASONS: Final = {**{code: code for code in REASONS}, **{title.lower(): code for code, title in REASONS.items()}}
_SUBJECT: Final = Subject(
    lambda cells: {column_of(cell) for cell in cells} >= _NEEDED,
    lambda cell: column_of(cell) in COLUMNS,
    things="your times of quiet",
    elsewhere="times of quiet",
    hidden_one="It was left out.",
    hidden="They were left out.",
    empty_code="no_quiet",
    most_rows=MOST_LINES,
)


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One row: whom it is about and what it says, days as written."""

    row: int
    company: str
    email: str
    reason: str
    source: str
    first: date | None
    last: date | None
    review: date | None


@dataclass(frozen=True, slots=True)
class BadLine:
    """What is wrong with one row, as one sentence."""

    row: int
    sentence: str


def read_quiet(data: bytes, filename: str) -> tuple[list[SheetLine], list[BadLine]]:
    """(what can be read, what is wrong with the others), in a bounded process. Raises ListRefused."""
    found: tuple[list[SheetLine], list[BadLine]] = read_within_limits(
        f"{__name__}:read_lines", data, filename, things="your times of quiet"
    )
    return found


def read_lines(data: bytes, filename: str) -> tuple[list[SheetLine], list[BadLine]]:
    """The same in this process. Raises ListRefused."""
    table = read_table(data, filename, _SUBJECT)
    places = places_of(table.header, COLUMNS, _NEEDED, _ADVICE)
    if not table.rows:
        raise ListRefused("no_rows", "There are headings and no rows. Choose the file with your times of quiet.")
    good: list[SheetLine] = []
    bad = [BadLine(line.number, "This row is hidden. Show it or delete it.") for line in table.hidden]
    for line in table.rows:
        try:
            cells = dict.fromkeys(COLUMNS, "") | cells_of(line, places)
            reason = _REASONS.get(cells["reason"].strip().lower())
            if reason is None:
                raise InvalidInput(f"The reason is one of {', '.join(REASONS)}.")
            good.append(
                SheetLine(
                    line.number,
                    cells["company"],
                    cells["email"],
                    reason,
                    cells["source"],
                    _day(cells["from"]),
                    _day(cells["until"]),
                    _day(cells["check_again"]),
                )
            )
        except InvalidInput as error:
            bad.append(BadLine(line.number, error.sentence))
    return good, sorted(bad, key=lambda one: one.row)


def _day(cell: str) -> date | None:
    try:
        return read_date(cell)
    except CellError:
        raise InvalidInput(f"“{cell.strip()[:40]}” is no day. Enter it as 2027-01-31 or 31.1.2027.") from None
