"""A carrier's or a warehouse's file about parcels, as lines that know what is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from service.errors import InvalidInput
from service.folding import fold
from service.recipients.postal.carriers import Carriage, read_carriage
from service.sheets.read_table import Line, Subject, read_table
from service.sheets.refusals import ListRefused
from service.sheets.sheet import BROKEN
from service.sheets.within_limits import read_within_limits
from service.written import one_line

Status = Literal["shipped", "delivered", "returned", "lost"]
MOST_LINES: Final = 500
"""Each is a transaction of its own, and somebody waits for the answer."""
_SHOWN: Final = 30
_HEADINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "parcel": ("parcel", "gift", "gift id", "number", "parcel number", "reference", "order"),
    "status": ("status", "state", "event"),
    "carrier": ("carrier", "courier", "shipper"),
    "tracking": ("tracking", "tracking number", "tracking no", "waybill", "consignment"),
}
"""Column -> its headings; the first two are needed."""
_FIELDS: Final = {fold(heading): field for field, headings in _HEADINGS.items() for heading in headings}
_NEEDED: Final = frozenset({"parcel", "status"})
_STATUSES: Final[Mapping[str, Status]] = {
    "shipped": "shipped", "sent": "shipped", "dispatched": "shipped", "in transit": "shipped", "delivered": "delivered",
    "returned": "returned", "return": "returned", "returned to sender": "returned", "lost": "lost",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class StatusLine:
    """One line as it was read. `row` counts as the spreadsheet does; `parcel` is a gift's id or number, as typed."""

    row: int
    parcel: str
    status: Status
    carriage: Carriage


@dataclass(frozen=True, slots=True)
class BadLine:
    """What is wrong with a line, what to do, and in which row it stands."""

    row: int
    sentence: str


def _has_headings(cells: Sequence[str]) -> bool:
    return {_FIELDS.get(fold(cell)) for cell in cells} >= _NEEDED


PARCELS: Final = Subject(
    _has_headings,
    lambda cell: fold(cell) in _FIELDS,
    things="your parcels",
    elsewhere="parcels",
    hidden_one="It was left out.",
    hidden="They were left out.",
    empty_code="no_parcels",
    most_rows=MOST_LINES,
)


def read_statuses(data: bytes, filename: str) -> tuple[list[StatusLine], list[BadLine]]:
    """The lines that can be read and those that cannot, in a bounded process. Raises ListRefused for a file that is none."""
    found: tuple[list[StatusLine], list[BadLine]] = read_within_limits(
        f"{__name__}:read_lines", data, filename, things="your parcels"
    )
    return found


def read_lines(data: bytes, filename: str) -> tuple[list[StatusLine], list[BadLine]]:
    """The same in this process. Raises ListRefused."""
    table = read_table(data, filename, PARCELS)
    places = _places(table.header)
    if not table.rows:
        raise ListRefused(
            "no_rows", "There are headings and no rows. Choose the file with your parcels and upload it again."
        )
    good: list[StatusLine] = []
    bad: list[BadLine] = [BadLine(line.number, "This row is hidden. Show it or delete it.") for line in table.hidden]
    for line in table.rows:
        try:
            good.append(_read(line, places))
        except InvalidInput as error:
            bad.append(BadLine(line.number, error.sentence))
    return good, sorted(bad, key=lambda one: one.row)


def _places(header: Line) -> dict[str, int]:
    places: dict[str, int] = {}
    for place, heading in enumerate(header.cells):
        field = _FIELDS.get(fold(heading))
        if field is not None and field in places:
            raise ListRefused(
                "heading_twice", f"Two columns say “{field}”. Keep the one that counts and upload it again."
            )
        if field is not None:
            places[field] = place
    if missing := sorted(_NEEDED - places.keys()):
        raise ListRefused(
            "heading_missing",
            f"There’s no column “{missing[0]}”. The file needs the columns “parcel” and “status”; "
            "“carrier” and “tracking” may be added.",
        )
    return places


def _read(line: Line, places: Mapping[str, int]) -> StatusLine:
    cells = {field: line.cells[place] if place < len(line.cells) else "" for field, place in places.items()}
    if BROKEN in cells.values():
        raise InvalidInput("A cell is a formula without a result. Save the sheet with values and upload it again.")
    parcel, said = one_line(cells["parcel"]), one_line(cells["status"])
    if not parcel:
        raise InvalidInput(
            "There’s no parcel in this row. Write its number, for example HP-2026-11-22-7KQ4, or its gift ID."
        )
    if not said:
        raise InvalidInput(f"{parcel[:_SHOWN]}: there’s no status. Write shipped, delivered, returned or lost.")
    status = _STATUSES.get(fold(said))
    if status is None:
        raise InvalidInput(
            f"{parcel[:_SHOWN]}: “{said[:_SHOWN]}” isn’t a status. Write shipped, delivered, returned or lost."
        )
    try:
        carriage = read_carriage(cells.get("carrier", ""), cells.get("tracking", ""))
    except InvalidInput as error:
        raise InvalidInput(f"{parcel[:_SHOWN]}: {error.sentence}") from None
    return StatusLine(line.number, parcel, status, carriage)
