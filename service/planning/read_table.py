"""From the bytes of an upload to rows of text: CSV as spreadsheets write it, or XLSX. Everything is bounded before it is parsed."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date, datetime
from typing import Final

from openpyxl import load_workbook

from service.errors import InvalidInput

MAX_ROWS: Final = 5_000
MAX_COLUMNS: Final = 60
MAX_CELL: Final = 2_000
"""Characters. A longer title refuses the file; a longer cell below it is told with its row, where it can be mended."""
MAX_UNPACKED: Final = 200 * 1024 * 1024
_DELIMITERS: Final = ",;\t|"


def read_table(data: bytes, filename: str) -> list[list[str]]:
    """All rows as text, the header first; empty rows at the end are dropped. Raises InvalidInput that says what to do."""
    rows = _read_xlsx(data) if data[:4] == b"PK\x03\x04" or filename.lower().endswith(".xlsx") else _read_csv(data)
    while rows and not any(cell.strip() for cell in rows[-1]):
        rows.pop()
    if not rows:
        raise InvalidInput("The file is empty. Choose the sheet with your people and send it again.", param="file")
    if len(rows) - 1 > MAX_ROWS:
        raise InvalidInput(
            f"The file has {len(rows) - 1:,} rows; {MAX_ROWS:,} is the most at once. Split it in parts.", param="file"
        )
    if any(len(row) > MAX_COLUMNS for row in rows):
        raise InvalidInput(f"A row has more than {MAX_COLUMNS} columns. Is this the right sheet?", param="file")
    for title in rows[0]:
        if len(title) > MAX_CELL:
            raise InvalidInput(
                f"{filename}, row 1: the column title “{title[:30]}…” has {len(title):,} characters; {MAX_CELL:,} is the most. "
                "Is the first row the one with the titles?",
                param="file",
            )
    return rows


def _read_csv(data: bytes) -> list[list[str]]:
    text = _decode(data)
    if "\x00" in text:
        raise InvalidInput("This is not a text file. Save the sheet as CSV (UTF-8) or XLSX.", param="file")
    delimiter = _delimiter(text)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise InvalidInput(
            f"The file is not well-formed CSV ({error}). A quotation mark is probably left open; save it again as CSV (UTF-8).",
            param="file",
        ) from None
    return rows


def _decode(data: bytes) -> str:
    encoding = "utf-16" if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InvalidInput(
            f"Line {line} is not UTF-8, so names would come out wrong. In the spreadsheet choose "
            "“Save as: CSV UTF-8” (or send the XLSX itself) and upload again.",
            param="file",
        ) from None


def _delimiter(text: str) -> str:
    """The mark that splits the header most; quoted parts of the header do not count."""
    header = text.lstrip().split("\n", 1)[0]
    outside = "".join(header.split('"')[::2])
    return max(_DELIMITERS, key=outside.count)


def _read_xlsx(data: bytes) -> list[list[str]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(item.file_size for item in archive.infolist()) > MAX_UNPACKED:
                raise InvalidInput(
                    "The spreadsheet unpacks to more than 200 MB. Send only the sheet needed.", param="file"
                )
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    except (zipfile.BadZipFile, KeyError, ValueError, OSError):
        raise InvalidInput(
            "The spreadsheet cannot be read. Open it, save it as XLSX or CSV, and send that.", param="file"
        ) from None
    sheet = book.worksheets[0]
    rows: list[list[str]] = []
    for row in sheet.iter_rows(max_col=MAX_COLUMNS + 1, max_row=MAX_ROWS + 2, values_only=True):
        cells = [_as_text(cell) for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        rows.append(cells)
    book.close()
    return rows


def _as_text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime | date):
        return cell.strftime("%Y-%m-%d")
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
