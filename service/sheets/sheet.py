"""One worksheet as rows of text: what its cells show, which rows are hidden, and which cells hold a formula's error."""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from xml.etree.ElementTree import Element

from service.sheets.workbook import Book, Sheet, elements, written

_PLACE: Final = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
_HALVES: Final = range(0xD800, 0xE000)
"""Halves of signs, which are no text by themselves."""
_LAST_DAY: Final = 2_958_465
"""31 December 9999, the last day of a spreadsheet's calendar."""
_LEAP_DAY_THAT_NEVER_WAS: Final = 60
"""Spreadsheets count a 29 February 1900, since the first of them did."""
BROKEN: Final = "\x00formula\x00"
"""Stands in a cell whose formula ended in an error or was saved without its value: nobody can know what it should say."""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """`number` counts as the spreadsheet does, from 1. `cells` are as wide as the row's last filled one."""

    number: int
    cells: tuple[str, ...]
    is_hidden: bool


def read_rows(archive: zipfile.ZipFile, book: Book, sheet: Sheet, most: tuple[int, int]) -> list[SheetRow]:
    """The rows of a sheet that hold anything, in order, at most `most` (rows, columns) and one of each more.

    A cell that is merged over several rows counts in each of them, as it is seen.
    """
    rows: dict[int, dict[int, str]] = {}
    hidden: set[int] = set()
    number = 0
    for element in elements(archive, sheet.path, "row", "mergeCell"):
        if "ref" in element.attrib:
            _spread(rows, element.attrib["ref"])
        elif len(rows) > most[0]:
            break  # too many as it is
        else:
            number = _whole(element.get("r")) or number + 1
            if cells := _cells(element, book, most[1]):
                rows[number] = cells
            if element.get("hidden", "0") in {"1", "true"} or element.get("ht") in {"0", "0.0"}:
                hidden.add(number)
    return [
        SheetRow(number, tuple(cells.get(place, "") for place in range(max(cells) + 1)), number in hidden)
        for number, cells in sorted(rows.items())
    ]


def _cells(row: Element, book: Book, most_columns: int) -> dict[int, str]:
    """Column -> what it says, for every filled cell. Cells further right than any list may go all stand in the one after."""
    cells: dict[int, str] = {}
    column = -1
    for cell in row:
        found = _PLACE.fullmatch(cell.get("r", ""))
        column = _column(found[1]) if found else column + 1
        if (text := _shown(cell, book)).strip():
            cells[min(column, most_columns)] = text
    return cells


def _spread(rows: dict[int, dict[int, str]], area: str) -> None:
    """Writes what a merged area says into each of its rows, in the column where it stands."""
    first, _, last = area.partition(":")
    begins, ends = _PLACE.fullmatch(first), _PLACE.fullmatch(last)
    if begins is None or ends is None:
        return
    column, top, bottom = _column(begins[1]), int(begins[2]), int(ends[2])
    text = rows.get(top, {}).get(column)
    for number, cells in rows.items() if text else ():
        if top < number <= bottom:
            cells.setdefault(column, text or "")


def _whole(text: str | None, otherwise: int = 0) -> int:
    return int(text) if text and text.isdigit() else otherwise


def _column(letters: str) -> int:
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - ord("A") + 1
    return place - 1


def _shown(cell: Element, book: Book) -> str:
    """What the cell says, as text: dates as ISO days, whole numbers without a fraction."""
    parts = {child.tag.rsplit("}", 1)[-1]: child for child in cell}
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return _unescaped(written(parts["is"])) if "is" in parts else ""
    value = (parts["v"].text or "") if "v" in parts else ""
    if kind == "e" or ("f" in parts and not value and kind != "str"):
        return BROKEN
    if kind == "s":
        place = _whole(value.strip(), -1)
        return _unescaped(book.texts[place]) if 0 <= place < len(book.texts) else ""
    if kind == "b":
        return {"1": "TRUE", "0": "FALSE"}.get(value.strip(), value)
    if kind == "d":
        return value.split("T", 1)[0]
    return _number(value, _whole(cell.get("s")), book) if kind == "n" else _unescaped(value)


def _number(value: str, style: int, book: Book) -> str:
    try:
        number = float(value)
    except ValueError:
        return value
    if style in book.date_styles and 0 < number <= _LAST_DAY:
        return _day(number, from_1904=book.from_1904)
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else value


def _day(number: float, *, from_1904: bool) -> str:
    days = int(number)
    if from_1904:
        return (date(1904, 1, 1) + timedelta(days=days)).isoformat()
    first = date(1899, 12, 31 if days < _LEAP_DAY_THAT_NEVER_WAS else 30)
    return (first + timedelta(days=days)).isoformat()


def _unescaped(text: str) -> str:
    """Signs that XML cannot hold are written as `_x000D_` in a sheet, and such a form itself as `_x005F_x000D_`."""
    return _ESCAPED.sub(_sign, text).replace("\x00", "")


def _sign(found: re.Match[str]) -> str:
    number = int(found[1], 16)
    return found.group() if number in _HALVES else chr(number)
