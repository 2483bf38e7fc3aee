"""Sheets whose headings are our own words: which column is which, a line’s cells by name, and what is wrong with which line."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from service.errors import InvalidInput
from service.sheets.read_table import Line, Subject, read_table
from service.sheets.refusals import ListRefused
from service.sheets.sheet import BROKEN

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class BadLine:
    """What is wrong with a line, what to do, and in which row it stands."""

    row: int
    sentence: str


@dataclass(frozen=True, slots=True)
class OwnSheet:
    """A kind of sheet: its columns, which of them it cannot do without, and `advice`, what to do where one of those is missing."""

    things: str
    """As in “your offers”, without the first word."""
    columns: Sequence[str]
    needed: Collection[str]
    advice: str
    empty_code: str
    most_rows: int

    def read(
        self, data: bytes, filename: str, read_row: Callable[[int, Mapping[str, str]], T]
    ) -> tuple[list[tuple[int, T]], list[BadLine]]:
        """(row, what `read_row` makes of its number and cells) and what is wrong with the others, by row. `read_row` raises
        InvalidInput. Raises ListRefused for the sheet as a whole."""
        table = read_table(data, filename, self._subject())
        places = places_of(table.header, self.columns, self.needed, self.advice)
        if not table.rows:
            raise ListRefused(
                "no_rows",
                f"There are headings and no rows. Choose the file with your {self.things} and upload it again.",
            )
        good: list[tuple[int, T]] = []
        bad = [BadLine(line.number, "This row is hidden. Show it or delete it.") for line in table.hidden]
        for line in table.rows:
            try:
                good.append((line.number, read_row(line.number, cells_of(line, places))))
            except InvalidInput as error:
                bad.append(BadLine(line.number, error.sentence))
        return good, sorted(bad, key=lambda one: one.row)

    def _subject(self) -> Subject:
        needed = frozenset(self.needed)
        return Subject(
            lambda cells: {column_of(cell) for cell in cells} >= needed,
            lambda cell: column_of(cell) in self.columns,
            things=f"your {self.things}",
            elsewhere=self.things,
            hidden_one="It was left out.",
            hidden="They were left out.",
            empty_code=self.empty_code,
            most_rows=self.most_rows,
        )


def column_of(heading: str) -> str:
    """A heading as the name of a column: `Event id` and `event-id` are `event_id`."""
    return heading.strip().lower().replace(" ", "_").replace("-", "_")


def places_of(header: Line, columns: Sequence[str], needed: Collection[str], advice: str) -> dict[str, int]:
    """Column -> its place in every line. `advice`: what to do where one of `needed` is missing.

    Raises ListRefused for a column that stands there twice, or is needed and missing.
    """
    places: dict[str, int] = {}
    for place, heading in enumerate(header.cells):
        column = column_of(heading)
        if column in places:
            raise ListRefused(
                "heading_twice", f"Two columns say “{column}”. Keep the one that counts and upload it again."
            )
        if column in columns:
            places[column] = place
    if missing := [name for name in columns if name in needed and name not in places]:
        raise ListRefused("heading_missing", f"There’s no column “{missing[0]}”. {advice}")
    return places


def cells_of(line: Line, places: Mapping[str, int]) -> dict[str, str]:
    """Column -> its cell, empty where the line ends before. Raises InvalidInput for a formula without a result."""
    cells = {column: line.cells[place] if place < len(line.cells) else "" for column, place in places.items()}
    if BROKEN in cells.values():
        raise InvalidInput("A cell is a formula without a result. Save the sheet with values and upload it again.")
    return cells
