"""One worksheet as rows of text: what its cells show, which rows are hidden, and which cells hold a formula's error."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import repeat
from string import ascii_uppercase
from typing import Final

from service.sheets.refusals import ListRefused
from service.sheets.workbook import Book, Follower, Sheet, elements, followed, unescaped, unreadable

_PLACE: Final = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_LAST_DAY: Final = 2_958_465
"""31 December 9999, the last day of a spreadsheet's calendar."""
_LEAP_DAY_THAT_NEVER_WAS: Final = 60
"""Spreadsheets count a 29 February 1900, since the first of them did."""
_PIECE: Final = 1 << 16
_ROW: Final = re.compile(rb"<(?:\w+:)?row[ />]")
_PLAIN: Final = (
    r'<c r="([A-Z]{1,3})[0-9]{1,7}"(?: s="([0-9]{1,6})")?(?: t="([sn])")?(?:/>|>(?:<v>([0-9.Ee+-]{1,40})</v>)?</c>)'
)
_CELL: Final = re.compile(_PLAIN)
_PLAIN_ROW: Final = re.compile(
    rb'[ \t\r\n]*+<row((?: [A-Za-z_][A-Za-z0-9_.:-]*+="[ !#-%\'-;=-~]*+")*+) ?(?:/>|>((?:'
    + re.sub(r"\((?!\?)", "(?:", _PLAIN).encode()
    + rb")*+)</row>)"
)
"""A row of numbers and shared texts as programs write it: nothing in it could be read in another way."""
_USUAL_ROW: Final = re.compile(rb' r="([0-9]{1,7})"(?: spans="[0-9: ]*")?')
_ATTRIBUTE: Final = re.compile(r' ([^ =]+)="([^"]*)"')
_MERGED_MOST: Final = 20_000
"""Rows of a sheet with merged cells: it has to be held whole."""
_COLUMNS: Final = {
    first + second: place
    for place, (first, second) in enumerate((a, b) for a in ("", *ascii_uppercase) for b in ascii_uppercase)
}
"""The columns A to ZZ, which is nearly all there are."""
BROKEN: Final = "\x00formula\x00"
"""Stands in a cell whose formula ended in an error or was saved without its value: nobody can know what it should say."""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """`number` counts as the spreadsheet does, from 1. `cells` are as wide as the row's last filled one."""

    number: int
    cells: tuple[str, ...]
    is_hidden: bool


def each_row(archive: zipfile.ZipFile, book: Book, sheet: Sheet, most_columns: int) -> Iterator[SheetRow]:
    """The rows of a sheet that hold anything, each as soon as it is whole; cells beyond `most_columns` all stand in the one after.

    A cell that is merged over several rows counts in each of them, as it is seen; such a sheet is read whole before its first row
    comes. Raises ListRefused where the sheet is damaged.
    """
    rows = _parsed(archive, book, sheet, most_columns)
    merged = _merged_areas(archive, sheet)
    if not merged:
        yield from (_sheet_row(*row) for row in rows if row[1])
        return
    kept: dict[int, tuple[dict[int, str], bool]] = {}
    for number, cells, is_hidden in rows:
        if cells:
            kept[number] = (cells, is_hidden)
            if len(kept) > _MERGED_MOST:
                raise ListRefused(
                    "file_too_heavy",
                    f"The sheet “{sheet.name}” has merged cells and more than {_MERGED_MOST:,} rows. Unmerge them, save "
                    "the sheet, and upload it again.",
                )
    by_number = {number: cells for number, (cells, _) in kept.items()}
    for area in merged:
        _spread(by_number, area)
    yield from (_sheet_row(number, cells, is_hidden) for number, (cells, is_hidden) in sorted(kept.items()))


def count_rows(archive: zipfile.ZipFile, sheet: Sheet) -> int:
    """How many rows are written in a sheet, without reading them."""
    count, before = 0, b""
    with archive.open(sheet.path) as part:
        while piece := part.read(_PIECE):
            whole = before + piece
            count += len(_ROW.findall(whole))
            cut = whole.rfind(b"<")
            before = whole[cut:] if cut >= 0 and b">" not in whole[cut:] else b""
    return count


def _sheet_row(number: int, cells: dict[int, str], is_hidden: bool) -> SheetRow:
    return SheetRow(number, tuple(map(cells.get, range(max(cells) + 1), repeat(""))), is_hidden)


def _merged_areas(archive: zipfile.ZipFile, sheet: Sheet) -> list[str]:
    """The merged areas of a sheet ("B4:B9"), which are written below its rows."""
    with archive.open(sheet.path) as part:
        tail = b""
        while piece := part.read(_PIECE):
            if b"mergeCell" in tail + piece:
                return [element.get("ref", "") for element in elements(archive, sheet.path, "mergeCell")]
            tail = piece[-len(b"mergeCell") :]
    return []


def _parsed(
    archive: zipfile.ZipFile, book: Book, sheet: Sheet, most_columns: int
) -> Iterator[tuple[int, dict[int, str], bool]]:
    """(row number, column -> text, whether it is hidden) of every row that the sheet lists. Raises ListRefused."""
    reader = _Reader(book, most_columns)
    for _ in followed(archive, sheet.path, reader, _PLAIN_ROW, b"<row"):
        yield from reader.taken()


class _Places(dict[str, int]):
    """A column's letters -> its place, those beyond `most` all at the one after; filled as columns come."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most

    def __missing__(self, letters: str) -> int:
        place = self[letters] = min(_column(letters), self._most)
        return place


class _Reader(Follower):
    """Gathers a sheet's rows: a list of 100,000 has millions of elements, so each is looked at once, and plain ones as a row."""

    def __init__(self, book: Book, most_columns: int) -> None:
        super().__init__("worksheet", "sheetData")
        self.book, self.most_columns = book, most_columns
        self._rows: list[tuple[int, dict[int, str], bool]] = []
        self._number, self._column = 0, -1
        self._cells: dict[int, str] = {}
        self._attributes: dict[str, str] = {}
        self._value: list[str] = []
        self._inline: list[str] = []
        self._into: list[str] | None = None
        self._depth_of_is = self._depth_of_reading = self._depth_of_runs = 0
        self._has_value = self._has_formula = self._is_hidden = self._in_cell = False
        self._texts = book.texts
        self._places = _Places(most_columns)

    def taken(self) -> list[tuple[int, dict[int, str], bool]]:
        """The rows that are whole, each given once."""
        rows, self._rows = self._rows, []
        return rows

    def plain(self, found: re.Match[bytes]) -> None:
        """A row of numbers and shared texts: nearly every row of nearly every list."""
        if (usual := _USUAL_ROW.fullmatch(found[1])) is not None:
            self._number, self._is_hidden = int(usual[1]) or self._number + 1, False
            self._column, self._cells = -1, {}
        else:
            said = _ATTRIBUTE.findall(found[1].decode())
            attributes = dict(said)
            if len(attributes) < len(said):
                raise unreadable()
            self._begin_row(attributes)
        texts, cells, places, book = self._texts, self._cells, self._places, self.book
        for letters, style, kind, value in _CELL.findall((found[2] or b"").decode()):
            if not value:
                continue
            if kind == "s":
                place = int(value) if value.isdecimal() else len(texts)
                text = texts[place] if place < len(texts) else ""
            else:
                text = _number(value, int(style or 0), book)
            if text:
                cells[places[letters]] = text
        self._rows.append((self._number, cells, self._is_hidden))

    def _begin_row(self, attributes: dict[str, str]) -> None:
        self._number = _whole(attributes.get("r")) or self._number + 1
        self._column, self._cells = -1, {}
        self._is_hidden = attributes.get("hidden", "0") in {"1", "true"} or attributes.get("ht") in {"0", "0.0"}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = self.names[name]
        self.open.append(local)
        if local == "c":
            self._attributes, self._in_cell = attributes, True
            self._value, self._inline = [], []
            self._has_value = self._has_formula = False
        elif local == "v" and self._in_cell:
            self._has_value, self._into = True, self._value
        elif local == "f" and self._in_cell:
            self._has_formula = True
        elif local == "row":
            self._begin_row(attributes)
        elif local == "is":
            self._depth_of_is += 1
        elif local == "rPh":
            self._depth_of_reading += 1
        elif local == "r" and self._depth_of_is:
            self._depth_of_runs += 1
            if self._depth_of_runs > 1:
                raise unreadable()  # runs stand beside each other, never inside
        elif local == "t" and self._depth_of_is and not self._depth_of_reading:
            self._into = self._inline

    def data(self, text: str) -> None:
        if self._into is not None:
            self._into.append(text)

    def end(self, name: str) -> None:  # noqa: ARG002
        local = self.open.pop()
        if local == "c":
            self._take_cell()
        elif local in {"v", "t"}:
            self._into = None
        elif local == "row":
            self._rows.append((self._number, self._cells, self._is_hidden))
        elif local == "is":
            self._depth_of_is -= 1
        elif local == "rPh":
            self._depth_of_reading -= 1
        elif local == "r" and self._depth_of_is:
            self._depth_of_runs -= 1

    def _take_cell(self) -> None:
        self._in_cell = False
        place = self._attributes.get("r", "")
        column = _COLUMNS.get(place.rstrip("0123456789")) if place else None
        if column is None:
            found = _PLACE.fullmatch(place)
            column = _column(found[1]) if found else self._column + 1
        self._column = column
        kind = self._attributes.get("t", "n")
        if kind == "s" and len(self._value) == 1 and (said := self._value[0]).isdecimal() and not self._has_formula:
            place_in_texts = int(said)
            text = self._texts[place_in_texts] if place_in_texts < len(self._texts) else ""
        elif kind == "inlineStr":
            text = unescaped("".join(self._inline))
        elif not self._has_value and not self._has_formula:
            return
        else:
            text = _shown(kind, self._attributes.get("s"), "".join(self._value), self._has_formula, self.book)
        if text and not text.isspace():
            self._cells[min(column, self.most_columns)] = text


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
    if (known := _COLUMNS.get(letters)) is not None:
        return known
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - ord("A") + 1
    return place - 1


def _shown(kind: str, style: str | None, value: str, has_formula: bool, book: Book) -> str:
    """What the cell says, as text: dates as ISO days, whole numbers without a fraction."""
    if kind == "e" or (has_formula and not value and kind != "str"):
        return BROKEN
    if kind == "s":
        place = _whole(value.strip(), -1)
        return book.texts[place] if 0 <= place < len(book.texts) else ""
    if kind == "b":
        return {"1": "TRUE", "0": "FALSE"}.get(value.strip(), value)
    if kind == "d":
        return value.split("T", 1)[0]
    return _number(value, _whole(style), book) if kind == "n" else unescaped(value)


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
