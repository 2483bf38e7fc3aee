"""A sheet of delivery rates, as rows that know what is wrong with them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from service.brain.own_sheet import cells_of, column_of, places_of
from service.catalog.landed.read_rate import COLUMNS, NEEDED, NewRate, read_rate
from service.errors import InvalidInput
from service.sheets.read_table import Subject, read_table
from service.sheets.refusals import ListRefused
from service.sheets.within_limits import read_within_limits

MOST_LINES: Final = 1_000
_ADVICE: Final = "The file needs cost, source, and amount with currency or percent."
_SUBJECT: Final = Subject(
    lambda cells: {column_of(cell) for cell in cells} >= NEEDED,
    lambda cell: column_of(cell) in COLUMNS,
    things="your rates",
    elsewhere="rates",
    hidden_one="It was left out.",
    hidden="They were left out.",
    empty_code="no_rates",
    most_rows=MOST_LINES,
)


@dataclass(frozen=True, slots=True)
class BadLine:
    """What is wrong with one row, as one sentence."""

    row: int
    sentence: str


def read_rates(data: bytes, filename: str, today: date) -> tuple[list[NewRate], list[BadLine]]:
    """(what can be read, what is wrong with the others), the file opened in a bounded process. Raises ListRefused."""
    lines: tuple[list[tuple[int, dict[str, str]]], list[BadLine]] = read_within_limits(
        f"{__name__}:read_lines", data, filename, things="your rates"
    )
    good: list[NewRate] = []
    bad = lines[1]
    for row, cells in lines[0]:
        try:
            good.append(read_rate(cells, today))
        except InvalidInput as error:
            bad.append(BadLine(row, error.sentence))
    return good, sorted(bad, key=lambda one: one.row)


def read_lines(data: bytes, filename: str) -> tuple[list[tuple[int, dict[str, str]]], list[BadLine]]:
    """(row and cells by column, rows that are hidden or broken), in this process. Raises ListRefused."""
    table = read_table(data, filename, _SUBJECT)
    places = places_of(table.header, COLUMNS, NEEDED, _ADVICE)
    if not table.rows:
        raise ListRefused("no_rows", "There are headings and no rows. Choose the file with your rates.")
    good: list[tuple[int, dict[str, str]]] = []
    bad = [BadLine(line.number, "This row is hidden. Show it or delete it.") for line in table.hidden]
    for line in table.rows:
        try:
            good.append((line.number, cells_of(line, places)))
        except InvalidInput as error:
            bad.append(BadLine(line.number, error.sentence))
    return good, bad
