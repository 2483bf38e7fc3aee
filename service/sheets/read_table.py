"""From the bytes of an upload to lines of text: CSV as spreadsheets write it, or XLSX. All is bounded before it is parsed."""

from __future__ import annotations

import csv
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Final

from service.config import settings
from service.sheets.encodings import to_utf8
from service.sheets.refusals import ListRefused, Question
from service.sheets.sheet import SheetRow, count_rows, each_row
from service.sheets.told.around import describe_above, describe_below, describe_hidden, describe_others
from service.sheets.workbook import Sheet, read_book, read_comments, unreadable

_COUNTED: Final = 1_000_000
"""Rows are counted so far, to say how many there are."""
MAX_COLUMNS: Final = 400
"""Filled ones. Exports of customer systems have up to about 250."""
MAX_CELL: Final = 2_000
"""Characters. A longer title refuses the file; a longer cell below it is told with its row, where it can be fixed."""
MAX_UNPACKED: Final = 200 * 1024 * 1024
MAX_SHEETS: Final = 50
_DELIMITERS: Final = ",;\t|"
_SEPARATOR_LINE: Final = re.compile(r"\s*\"?sep=(.)\"?[ \t]*(?:\r\n|\r|\n)", re.IGNORECASE)
"""The first line by which Excel is told the delimiter; it shows none of it, so it is not counted as a row either."""
_LINE: Final = re.compile(rb"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_HEAD: Final = 1 << 18
_BROKEN_ARCHIVE: Final = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    LookupError,
    ValueError,
    OverflowError,
    OSError,
    RuntimeError,
    EOFError,
)
_FILLED_LINE: Final = re.compile(r"[^\r\n]+")
_OTHERS: Final = (
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"RIFF", "a picture or a sound"),
    (b"\x1f\x8b", "an archive (GZIP)"),
    (b"Rar!", "an archive (RAR)"),
    (b"7z\xbc\xaf", "an archive (7Z)"),
)
"""What files that are no sheets begin with, as a sentence names them."""
_WRITTEN: Final = (
    (b"<!doctype html", "a web page"),
    (b"<html", "a web page"),
    (b"<table", "a web page"),
    (b"<?xml", "XML"),
    (b'{"', "JSON"),
    (b"[{", "JSON"),
    (b"begin:vcard", "a file of business cards (VCF)"),
    (b"begin:vcalendar", "a calendar"),
    (b"{\\rtf", "a text document (RTF)"),
)
"""The same for texts; some programs call a web page XLS."""
_BEGUN: Final = 1024
_LOCKED: Final = b"\xd0\xcf\x11\xe0"
"""What an old workbook (XLS) begins with, and every workbook that is locked with a password."""
_LOOKED_AT: Final = 25
"""Headings are looked for so far down; reports have a title and a few lines above them."""
_NARROW: Final = 2
"""Columns of a list in which a single filled cell is a row like any other."""

IsHeader = Callable[[Sequence[str]], bool]
"""Whether a line is the headings of a list of people."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a sheet is about: how its headings are told, and what the sentences about the whole file call it.

    `things` fills "Choose the sheet with ...", `elsewhere` "If ..., are on another sheet", `hidden` and `hidden_one` say what
    follows where rows, or one row, cannot be seen. `empty_code` is the code where there are headings and no rows; `most_rows` is
    how many there may be below them.
    """

    is_header: IsHeader
    is_heading: Callable[[str], bool]
    things: str
    elsewhere: str
    hidden_one: str
    hidden: str
    empty_code: str
    most_rows: int


@dataclass(frozen=True, slots=True)
class Line:
    """One row as text. `number` counts as the spreadsheet does, from 1. `comment` is what stands in the notes on its cells."""

    number: int
    cells: tuple[str, ...]
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A list: its headings, the rows below them that hold anything, and what has to be told about the file as a whole."""

    header: Line
    rows: tuple[Line, ...]
    questions: tuple[Question, ...] = ()
    hidden: tuple[Line, ...] = ()
    """Rows that were left out because nobody sees them in the sheet."""


def require_size(data: bytes) -> None:
    """Raises ListRefused where a file is larger than an upload may be."""
    limit = settings().upload_max_mb
    if len(data) > limit * 1024 * 1024:
        raise ListRefused(
            "file_too_large",
            f"The file is larger than {limit} MB. Upload only the columns you need, or split the file.",
        )


@dataclass(frozen=True, slots=True)
class SheetFound:
    """A sheet of a workbook that holds anything. `rows` counts those that are written in it, headings and hidden ones too."""

    name: str
    rows: int
    is_visible: bool


class OpenTable:
    """A list whose rows come one after the other, so that nobody has to hold all of them.

    `header` is there at once; `questions` and `sheets` are whole when the last row has come.
    """

    def __init__(self, rows: Iterator[SheetRow], filename: str, subject: Subject, book: _OpenBook | None) -> None:
        self._book, self._rows, self._subject = book, rows, subject
        self.questions: list[Question] = list(book.told) if book else []
        self.sheet = book.sheet.name if book else None
        self.sheets = book.found if book else ()
        first = list(islice(rows, _LOOKED_AT))
        start = _start(first, subject.is_header) if first else 0
        above = [row for row in first[:start] if not row.is_hidden]
        if not first:
            raise _empty(subject)
        self.header = Line(first[start].number, first[start].cells)
        self._begun = first[start + 1 :]
        self._filename = filename
        self._require_width(self.header.cells)
        _require_titles(self.header, filename)
        if above:
            self.questions.append(describe_above([row.cells for row in above], self.header.number))

    def lines(self) -> Iterator[tuple[Line, bool]]:
        """Each row below the headings, and whether it is hidden. Raises ListRefused."""
        count, hidden = 0, []
        comments = self._book.comments if self._book else {}
        for row in self._without_lines_below(chain(self._begun, self._rows)):
            self._require_width(row.cells)
            count += 1
            if count > self._subject.most_rows:
                raise _too_many_rows(count + sum(1 for _ in islice(self._rows, _COUNTED)), self._subject)
            if row.is_hidden:
                hidden.append(row.number)
            yield Line(row.number, row.cells, comments.get(row.number, "")), row.is_hidden
        if self._book and hidden:
            follows = self._subject.hidden_one if len(hidden) == 1 else self._subject.hidden
            self.questions.append(describe_hidden(self._book.sheet.name, hidden, follows))
        if count == 0:
            self.questions.append(_describe_empty(self._subject))

    def _without_lines_below(self, rows: Iterator[SheetRow]) -> Iterator[SheetRow]:
        """The rows without what a report writes below them: lines after a gap with nothing but their first cell, up to the end."""
        held: list[SheetRow] = []
        last = self.header.number
        for row in rows:
            is_alone = not any(cell.strip() for cell in row.cells[1:]) and len(self.header.cells) > _NARROW
            if is_alone and (held or row.number > last + 1) and last > self.header.number and len(held) < _LOOKED_AT:
                held.append(row)
            else:
                yield from held
                held = []
                yield row
            last = row.number
        if held:
            self.questions.append(describe_below([row.cells for row in held], held[0].number))

    def _require_width(self, cells: Sequence[str]) -> None:
        if len(cells) > MAX_COLUMNS and any(cell.strip() for cell in cells[MAX_COLUMNS:]):
            raise ListRefused(
                "too_many_columns",
                f"A row has more than {MAX_COLUMNS} filled columns. Is this the right sheet?",
            )


def open_table(data: bytes, filename: str, subject: Subject, sheet: str | None = None) -> OpenTable:
    """The list in a file. Its headings are the first line that `subject.is_header`, else the first that holds anything.

    `sheet` chooses one of a workbook by its name. Raises ListRefused that says what to do.
    """
    if data[:4] == _LOCKED:
        raise ListRefused(
            "file_unreadable",
            "The spreadsheet has a password or is in the old format (XLS). Open it, remove the password, save it as "
            "XLSX, and upload that.",
        )
    if (other := _another_kind(data)) is not None:
        raise ListRefused(
            "file_unreadable",
            f"“{filename}” isn’t a sheet: it’s {other} with another name. Choose the sheet with {subject.things}.",
        )
    if data[:4] == b"PK\x03\x04" or filename.lower().endswith((".xlsx", ".xlsm")):
        book = _open_book(data, subject, sheet)
        return OpenTable(book.rows, filename, subject, book)
    rows, told = _read_csv(data, subject)
    table = OpenTable(rows, filename, subject, None)
    table.questions[:0] = told
    return table


def _another_kind(data: bytes) -> str | None:
    """What a file is that is no sheet, as a sentence names it."""
    if (other := next((kind for mark, kind in _OTHERS if data.startswith(mark)), None)) is not None:
        return other
    begun = data[:_BEGUN].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return next((kind for mark, kind in _WRITTEN if begun.startswith(mark)), None)


def read_table(data: bytes, filename: str, subject: Subject) -> Table:
    """The same, whole. Raises ListRefused."""
    table = open_table(data, filename, subject)
    lines = list(table.lines())
    return Table(
        table.header,
        tuple(line for line, is_hidden in lines if not is_hidden),
        tuple(table.questions),
        tuple(line for line, is_hidden in lines if is_hidden),
    )


def _empty(subject: Subject) -> ListRefused:
    return ListRefused("file_empty", f"The file is empty. Choose the sheet with {subject.things} and upload it again.")


def _describe_empty(subject: Subject) -> Question:
    return Question(
        None,
        None,
        subject.empty_code,
        f"There are headings but no rows below them. Choose the sheet with {subject.things} and upload it again.",
    )


def _likely_header(lines: Sequence[Sequence[str]]) -> int:
    """Where the headings probably are if something is missing in them, so that the right is told: the first line with two cells."""
    several = (place for place, cells in enumerate(lines[:_LOOKED_AT]) if sum(bool(cell.strip()) for cell in cells) > 1)
    return next(several, 0)


def _require_titles(header: Line, filename: str) -> None:
    for title in header.cells:
        if len(title) > MAX_CELL:
            raise ListRefused(
                "heading_too_long",
                f"{filename}, row {header.number}: the column title “{title[:30]}…” has {len(title):,} characters; "
                f"the limit is {MAX_CELL:,}. Does the first row contain the titles?",
            )


def _read_csv(data: bytes, subject: Subject) -> tuple[Iterator[SheetRow], tuple[Question, ...]]:
    data, start, told = to_utf8(data, subject.is_heading)
    if b"\x00" in data:
        raise ListRefused("file_unreadable", "This is not a text file. Save the sheet as CSV (UTF-8) or XLSX.")
    head = data[start : start + _HEAD].decode("utf-8", "ignore")
    said = _SEPARATOR_LINE.match(head)
    if said:
        start += len(said.group().encode())
    return _filled(_lines_of(data, start), said[1] if said else _delimiter(head)), told


def _lines_of(data: bytes, start: int) -> Iterator[str]:
    """The text's lines with their ends, from `start` on; it is not copied for that."""
    return (found.group().decode("utf-8", "surrogatepass") for found in _LINE.finditer(data, start))


def _filled(lines: Iterator[str], delimiter: str) -> Iterator[SheetRow]:
    """The rows that hold anything. Empty ones count and are not kept. Raises ListRefused."""
    try:
        for number, row in enumerate(csv.reader(lines, delimiter=delimiter, strict=True), start=1):
            if any(row) and any(cell.strip() for cell in row):
                yield SheetRow(number, tuple(row), is_hidden=False)
    except csv.Error as error:
        raise ListRefused(
            "file_unreadable",
            f"The file is not well-formed CSV ({error}). A quotation mark is probably missing; save it again as CSV "
            "(UTF-8).",
        ) from None


def _too_many_rows(count: int, subject: Subject) -> ListRefused:
    rows = f"more than {_COUNTED:,}" if count > _COUNTED else f"{count:,}"
    return ListRefused(
        "too_many_rows",
        f"The file has {rows} rows; the limit is {subject.most_rows:,}. Split it and upload the parts; nothing is saved twice.",
    )


def _delimiter(text: str) -> str:
    """The mark that splits the first filled lines most; quoted parts do not count. The first line that has any decides."""
    for found in islice(_FILLED_LINE.finditer(text), _LOOKED_AT):
        line = found.group()
        outside = "".join(line.split('"')[::2])
        best = max(_DELIMITERS, key=outside.count)
        if best in outside and outside.strip(_DELIMITERS + " "):
            return best
    return ","


@dataclass(frozen=True, slots=True)
class _OpenBook:
    """A workbook whose sheet was chosen."""

    sheet: Sheet
    rows: Iterator[SheetRow]
    comments: Mapping[int, str]
    told: tuple[Question, ...]
    found: tuple[SheetFound, ...]


def _open_book(data: bytes, subject: Subject, wanted: str | None) -> _OpenBook:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        if sum(item.file_size for item in archive.infolist()) > MAX_UNPACKED:
            raise ListRefused(
                "file_too_large", "The spreadsheet unpacks to more than 200 MB. Upload only the sheet you need."
            )
        book = read_book(archive)
        filled: list[tuple[Sheet, list[SheetRow]]] = []
        for sheet in book.sheets[:MAX_SHEETS]:
            if beginning := list(islice(each_row(archive, book, sheet, MAX_COLUMNS), _LOOKED_AT)):
                filled.append((sheet, beginning))
        if not filled:
            raise _empty(subject)
        chosen = (
            next((sheet for sheet, _ in filled if sheet.name == wanted), None) or _choose(filled, subject.is_header)[0]
        )
        comments = read_comments(archive, chosen)
        one = len(filled) == 1
        found = tuple(
            SheetFound(sheet.name, 0 if one else count_rows(archive, sheet), sheet.is_visible) for sheet, _ in filled
        )
    except _BROKEN_ARCHIVE:
        raise unreadable(_damage(data)) from None
    unread = [other for other, _ in filled if other is not chosen]
    active = next((other for other in book.sheets if other.is_active and other is not chosen), None)
    names = [other.name for other in unread]
    told = (
        tuple(describe_others(chosen.name, names, active.name if active else None, subject.elsewhere))
        if wanted is None
        else ()
    )
    return _OpenBook(chosen, each_row(archive, book, chosen, MAX_COLUMNS), comments, told, found)


def _damage(data: bytes) -> str:
    """What is wrong with an archive that can't be opened, "" where that can't be told."""
    if not data.startswith(b"PK"):
        return "it’s text with another name"
    return "" if b"PK\x05\x06" in data else "it breaks off before its end"


def _start(rows: Sequence[SheetRow], is_header: IsHeader) -> int:
    """Where the headings are: in a row that is seen, or in a hidden one where no other has them."""
    found = [place for place, row in enumerate(rows[:_LOOKED_AT]) if is_header(row.cells)]
    seen = [place for place in found if not rows[place].is_hidden]
    return (seen or found or [_likely_header([row.cells for row in rows])])[0]


def _choose(filled: Sequence[tuple[Sheet, list[SheetRow]]], is_header: IsHeader) -> tuple[Sheet, list[SheetRow]]:
    """The sheet with the list: one that can be seen, has the headings, and was open when the workbook was saved; else the first."""

    def rank(one: tuple[Sheet, list[SheetRow]]) -> tuple[bool, bool, bool]:
        sheet, rows = one
        has_headings = any(is_header(row.cells) for row in rows[:_LOOKED_AT])
        return has_headings, sheet.is_visible, sheet.is_active

    return max(filled, key=rank)
