"""A sheet of times of quiet, as lines that know what is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from service.brain.own_sheet import BadLine, OwnSheet
from service.errors import InvalidInput
from service.planning.quiet.rules import REASONS
from service.sheets.dates import read_date
from service.sheets.refusals import CellError
from service.sheets.within_limits import read_within_limits

MOST_LINES: Final = 500
"""All of a sheet is one transaction, and each line locks everybody at a company."""
COLUMNS: Final = ("company", "email", "reason", "source", "from", "until", "check_again")
_REASONS: Final = {**{code: code for code in REASONS}, **{title.lower(): code for code, title in REASONS.items()}}
_SHEET: Final = OwnSheet(
    things="times of quiet",
    columns=COLUMNS,
    needed=frozenset({"reason", "source"}),
    advice="The file needs company or email, reason, source, and until or check_again.",
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


def read_quiet(data: bytes, filename: str) -> tuple[list[SheetLine], list[BadLine]]:
    """(what can be read, what is wrong with the others), in a bounded process. Raises ListRefused."""
    found: tuple[list[SheetLine], list[BadLine]] = read_within_limits(
        f"{__name__}:read_lines", data, filename, things="your times of quiet"
    )
    return found


def read_lines(data: bytes, filename: str) -> tuple[list[SheetLine], list[BadLine]]:
    """The same in this process. Raises ListRefused."""
    good, bad = _SHEET.read(data, filename, _line)
    return [line for _, line in good], bad


def _line(row: int, filled: Mapping[str, str]) -> SheetLine:
    cells = dict.fromkeys(COLUMNS, "") | dict(filled)
    reason = _REASONS.get(cells["reason"].strip().lower())
    if reason is None:
        raise InvalidInput(f"The reason is one of {', '.join(REASONS)}.")
    return SheetLine(
        row,
        cells["company"],
        cells["email"],
        reason,
        cells["source"],
        _day(cells["from"]),
        _day(cells["until"]),
        _day(cells["check_again"]),
    )


def _day(cell: str) -> date | None:
    try:
        return read_date(cell)
    except CellError:
        raise InvalidInput(f"“{cell.strip()[:40]}” is no day. Enter it as 2027-01-31 or 31.1.2027.") from None
