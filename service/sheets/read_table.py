"""From the bytes of an upload to lines of text: CSV as spreadsheets write it, or XLSX. All is bounded before it is parsed."""

from __future__ import annotations

import csv
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from service.config import settings
from service.sheets.encodings import decode
from service.sheets.refusals import ListRefused, Question
from service.sheets.sheet import SheetRow, read_rows
from service.sheets.workbook import Sheet, read_book, read_comments, unreadable

MAX_ROWS: Final = 5_000
_COUNTED: Final = 100_000
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
_FILLED_LINE: Final = re.compile(r"[^\r\n]+")
_LOCKED: Final = b"\xd0\xcf\x11\xe0"
"""What an old workbook (XLS) begins with, and every workbook that is locked with a password."""
_OTHERS: Final = {
    b"%PDF": "a PDF",
    b"\xff\xd8\xff": "a picture (JPEG)",
    b"\x89PNG": "a picture (PNG)",
    b"GIF8": "a picture (GIF)",
}
"""What files that are no sheets begin with, as a sentence names them."""
_LOOKED_AT: Final = 25
"""Headings are looked for so far down; reports have a title and a few lines above them."""
_SHOWN: Final = 12

IsHeader = Callable[[Sequence[str]], bool]
"""Whether a line is the headings of a list of people."""


def any_line(cells: Sequence[str]) -> bool:
    """The loosest idea of headings: whatever is filled."""
    return any(cell.strip() for cell in cells)


@dataclass(frozen=True, slots=True)
class Subject:
    """What a sheet is about: how its headings are told, and what the sentences about the whole file call it.

    `things` fills "Choose the sheet with ...", `elsewhere` "If ..., are on another sheet", `hidden` and `hidden_one` say what
    follows where rows, or one row, cannot be seen. `empty_code` is the code where there are headings and no rows.
    """

    is_header: IsHeader
    is_heading: Callable[[str], bool]
    things: str
    elsewhere: str
    hidden_one: str
    hidden: str
    empty_code: str


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


def read_table(data: bytes, filename: str, subject: Subject) -> Table:
    """The list in a file. Its headings are the first line that `subject.is_header`, else the first that holds anything.

    Raises ListRefused that says what to do.
    """
    if data[:4] == _LOCKED:
        raise ListRefused(
            "file_unreadable",
            "The spreadsheet has a password or is in the old format (XLS). Open it, remove the password, save it as "
            "XLSX, and upload that.",
        )
    if (other := next((what for mark, what in _OTHERS.items() if data.startswith(mark)), None)) is not None:
        raise ListRefused(
            "file_unreadable",
            f"“{filename}” isn’t a sheet: it’s {other} with another name. Choose the sheet with {subject.things}.",
        )
    is_workbook = data[:4] == b"PK\x03\x04" or filename.lower().endswith((".xlsx", ".xlsm"))
    lines, told, hidden = _read_xlsx(data, subject) if is_workbook else (*_read_csv(data, subject), ())
    lines = [line for line in lines if any(cell.strip() for cell in line.cells)]
    if not lines:
        raise ListRefused(
            "file_empty", f"The file is empty. Choose the sheet with {subject.things} and upload it again."
        )
    start = _find_header(lines, subject.is_header)
    _require_bounds(lines, start, filename)
    if start == len(lines) - 1 and not hidden:
        told = (*told, _describe_empty(subject))
    above = lines[:start]
    if above:
        told = (*told, _describe_above(above, lines[start]))
    return Table(lines[start], tuple(lines[start + 1 :]), told, hidden)


def _describe_empty(subject: Subject) -> Question:
    return Question(
        None,
        None,
        subject.empty_code,
        f"There are headings but no rows below them. Choose the sheet with {subject.things} and upload it again.",
    )


def _find_header(lines: Sequence[Line], is_header: IsHeader) -> int:
    found = next((place for place, line in enumerate(lines[:_LOOKED_AT]) if is_header(line.cells)), None)
    return found if found is not None else _likely_header([line.cells for line in lines])


def _likely_header(lines: Sequence[Sequence[str]]) -> int:
    """Where the headings probably are if something is missing in them, so that the right is told: the first line with two cells."""
    several = (place for place, cells in enumerate(lines[:_LOOKED_AT]) if sum(bool(cell.strip()) for cell in cells) > 1)
    return next(several, 0)


def _require_bounds(lines: Sequence[Line], start: int, filename: str) -> None:
    count = len(lines) - start - 1
    if count > MAX_ROWS:
        raise _too_many_rows(count)
    if any(len(line.cells) > MAX_COLUMNS and any(cell.strip() for cell in line.cells[MAX_COLUMNS:]) for line in lines):
        raise ListRefused(
            "too_many_columns",
            f"A row has more than {MAX_COLUMNS} filled columns. Is this the right sheet?",
        )
    for title in lines[start].cells:
        if len(title) > MAX_CELL:
            raise ListRefused(
                "heading_too_long",
                f"{filename}, row {lines[start].number}: the column title “{title[:30]}…” has {len(title):,} characters; "
                f"the limit is {MAX_CELL:,}. Does the first row contain the titles?",
            )


def _describe_above(above: Sequence[Line], header: Line) -> Question:
    words = next(cell.strip() for line in above for cell in line.cells if cell.strip())
    lines = "line is" if len(above) == 1 else "lines are"
    return Question(
        None,
        None,
        "lines_above_header",
        f"The headings were found in row {header.number}. {len(above)} {lines} above them (“{words[:60]}”) and "
        f"{'was' if len(above) == 1 else 'were'} left out.",
    )


def _read_csv(data: bytes, subject: Subject) -> tuple[list[Line], tuple[Question, ...]]:
    text, told = decode(data, subject.is_heading)
    if "\x00" in text:
        raise ListRefused("file_unreadable", "This is not a text file. Save the sheet as CSV (UTF-8) or XLSX.")
    said = _SEPARATOR_LINE.match(text)
    delimiter = said[1] if said else _delimiter(text)
    body = text[said.end() :] if said else text
    try:
        return _filled(csv.reader(io.StringIO(body, newline=""), delimiter=delimiter, strict=True)), told
    except csv.Error as error:
        raise ListRefused(
            "file_unreadable",
            f"The file is not well-formed CSV ({error}). A quotation mark is probably missing; save it again as CSV "
            "(UTF-8).",
        ) from None


def _filled(rows: Iterable[Sequence[str]]) -> list[Line]:
    """The rows that hold anything, and no more of them than tell that there are too many. Empty ones count and are not kept."""
    lines: list[Line] = []
    for number, row in enumerate(rows, start=1):
        if any(cell.strip() for cell in row):
            lines.append(Line(number, tuple(row)))
            if len(lines) > _COUNTED:
                raise _too_many_rows(None)
    return lines


def _too_many_rows(count: int | None) -> ListRefused:
    rows = f"more than {_COUNTED:,}" if count is None else f"{count:,}"
    return ListRefused(
        "too_many_rows", f"The file has {rows} rows; the limit is {MAX_ROWS:,} at once. Split it into parts."
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


def _read_xlsx(data: bytes, subject: Subject) -> tuple[list[Line], tuple[Question, ...], tuple[Line, ...]]:
    """(lines that are seen, what has to be told, lines below the headings that are hidden)."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(item.file_size for item in archive.infolist()) > MAX_UNPACKED:
                raise ListRefused(
                    "file_too_large", "The spreadsheet unpacks to more than 200 MB. Upload only the sheet you need."
                )
            book = read_book(archive)
            most = (MAX_ROWS + _LOOKED_AT, MAX_COLUMNS)
            filled = [
                (sheet, rows) for sheet in book.sheets[:MAX_SHEETS] if (rows := read_rows(archive, book, sheet, most))
            ]
            if not filled:
                return [], (), ()
            sheet, rows = _choose(filled, subject.is_header)
            comments = read_comments(archive, sheet)
    except (
        zipfile.BadZipFile,
        zlib.error,
        struct.error,
        LookupError,
        ValueError,
        OverflowError,
        OSError,
        RuntimeError,
        EOFError,
    ):
        raise unreadable() from None
    unread = [other for other, _ in filled if other is not sheet]
    active = next((other for other in book.sheets if other.is_active and other is not sheet), None)
    told = [*_describe_others(sheet, unread, active, subject)]
    start = _start(rows, subject.is_header)
    hidden = [row for row in rows[start + 1 :] if row.is_hidden]
    if hidden:
        told.append(_describe_hidden(sheet, hidden, subject))
    kept = [row for row in rows[:start] if not row.is_hidden and row.cells]
    kept += [rows[start], *(row for row in rows[start + 1 :] if not row.is_hidden)]
    return (
        [Line(row.number, row.cells, comments.get(row.number, "")) for row in kept],
        tuple(told),
        tuple(Line(row.number, row.cells, comments.get(row.number, "")) for row in hidden),
    )


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


def _describe_others(
    sheet: Sheet, others: Sequence[Sheet], active: Sheet | None, subject: Subject
) -> Iterator[Question]:
    """A question where other sheets hold something, or where another one was open when the workbook was saved."""
    if not others and active is None:
        return
    sentences = [f"We read the sheet “{sheet.name}”."]
    if active is not None:
        sentences.append(f"The workbook was saved with “{active.name}” open.")
    if others:
        names = ", ".join(f"“{other.name}”" for other in others[:_SHOWN])
        one = len(others) == 1
        what = "1 other sheet holds something" if one else f"{len(others)} other sheets hold something"
        sentences.append(f"{what} and {'was' if one else 'were'} not read: {names}.")
    sentences.append(
        f"If {subject.elsewhere} are on another sheet, put them on one sheet or upload the other separately."
    )
    yield Question(None, None, "other_sheet", " ".join(sentences))


def _describe_hidden(sheet: Sheet, hidden: Sequence[SheetRow], subject: Subject) -> Question:
    numbers = ", ".join(str(row.number) for row in hidden[:_SHOWN]) + (" and more" if len(hidden) > _SHOWN else "")
    one = len(hidden) == 1
    return Question(
        None,
        None,
        "hidden_rows",
        f"{'1 row is' if one else f'{len(hidden)} rows are'} hidden in the sheet “{sheet.name}”, by a filter or by hand, and "
        f"{'was' if one else 'were'} left out: row {numbers}. {subject.hidden_one if one else subject.hidden} "
        "If they should be, show all rows, save the sheet, and upload it again.",
    )
