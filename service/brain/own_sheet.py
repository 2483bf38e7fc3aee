"""Sheets whose headings are our own words: which column is which, and the cells of a line by name."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from service.errors import InvalidInput
from service.sheets.read_table import Line
from service.sheets.refusals import ListRefused
from service.sheets.sheet import BROKEN


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
