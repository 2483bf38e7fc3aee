"""A sheet of gifts that knows what is wrong with it. Nothing of it is on the shelf while a cell stops it.

CSV, XLSX and JSON become one table, and every row a product or its faults. A row that says the same gift and version as an earlier
one is a fault too: nobody knows how many pieces there are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from service import said
from service.bounded import allow
from service.catalog.sheets.found import MAX_ROWS, MERGE, BadCell, GiftRow, GiftSheet, Option
from service.catalog.sheets.json_file import is_json, read_json
from service.catalog.sheets.marks.headings import named_by
from service.catalog.sheets.row import RowReader, SheetContext
from service.catalog.sheets.template import EXAMPLE
from service.catalog.sheets.vocabulary import REQUIRED, TITLES, field_of, is_heading, near_field, title_of
from service.sheets.dates import Order, find_order
from service.sheets.read_table import MAX_CELL, Line, Subject, Table, read_table
from service.sheets.refusals import ListRefused, Question
from service.sheets.sheet import BROKEN
from service.sheets.text import clean

_SECONDS_A_ROW: Final = 0.004
"""Of work on a slow machine, several times over."""
_SECONDS_FOR_WORDS: Final = 4.0
"""For the vocabularies of all languages, which a fresh process reads with its first sheet."""
_ENOUGH: Final = 2
"""So many of the needed headings tell a line of headings from a title."""
_SHOWN: Final = 200


def has_headings(cells: Sequence[str]) -> bool:
    """Whether a line can be the headings of a sheet of gifts."""
    return len({field_of(clean(cell)) for cell in cells} & set(REQUIRED)) >= _ENOUGH


GIFTS: Final = Subject(
    has_headings,
    is_heading,
    things="your gifts",
    elsewhere="your gifts",
    hidden_one="It won’t be on your shelf.",
    hidden="They won’t be on your shelf.",
    empty_code="no_gifts",
    most_rows=MAX_ROWS,
)


def read_gift_sheet(
    data: bytes,
    filename: str,
    answers: Mapping[tuple[int, str], str],
    skip: Collection[int],
    today: date,
) -> GiftSheet:
    """Reads a file whole. `answers` replaces cells by (row number, field); rows in `skip` are left out.

    Raises ListRefused where the file as a whole cannot be read; everything smaller is told cell by cell.
    """
    table = read_json(data) if is_json(data, filename) else read_table(data, filename, GIFTS)
    table, examples = _without_examples(table)
    allow(_SECONDS_FOR_WORDS + _SECONDS_A_ROW * len(table.rows))
    columns, unknown, questions = _find_columns(table)
    if not table.rows:
        raise ListRefused(
            "no_rows", "There are headings and no rows. Fill in the sheet with your gifts and upload it again."
        )
    unread = _unread(table, columns)
    questions += [told for heading in unread.values() for told in _unread_marks(heading)]
    shared = _shared_codes(columns, table.rows, answers)
    context = SheetContext(columns, _order(columns, table.rows), today, shared, unread)
    by_row: dict[int, dict[str, str]] = {}
    for (number, field), text in answers.items():
        by_row.setdefault(number, {})[field] = text
    width = len(table.header.cells)
    rows = [
        _read_row(context, line, by_row.get(line.number, {}), width) for line in table.rows if line.number not in skip
    ]
    if not rows:
        raise ListRefused("no_rows", "Every row was left out. Upload the sheet again, or another one.")
    headings = {field: table.header.cells[places[0]] for field, places in columns.items()}
    left_out = tuple(line.number for line in table.rows if line.number in skip)
    told = (*table.questions, *examples, *questions)
    return GiftSheet(filename, tuple(_without_repeats(rows)), headings, unknown, told, left_out)


def _without_examples(table: Table) -> tuple[Table, tuple[Question, ...]]:
    """The table without the example rows of our own sheet, and the line that says so."""
    place = next((at for at, cell in enumerate(table.header.cells) if field_of(clean(cell)) == "code"), None)
    if place is None:
        return table, ()
    kept = tuple(
        line for line in table.rows if place >= len(line.cells) or not line.cells[place].strip().startswith(EXAMPLE)
    )
    left = len(table.rows) - len(kept)
    if not left:
        return table, ()
    sentence = f"{left} example {'row' if left == 1 else 'rows'} of our sheet {'is' if left == 1 else 'are'} left out."
    return replace(table, rows=kept), (_told("examples_left_out", None, sentence),)


def _find_columns(table: Table) -> tuple[dict[str, tuple[int, ...]], tuple[str, ...], list[Question]]:
    """(field -> its columns, headings that are not read, what is told). Raises ListRefused for what is missing."""
    found: dict[str, list[int]] = {}
    unknown: list[tuple[int, str]] = []
    for place, cell in enumerate(table.header.cells):
        heading = clean(cell)
        if (field := field_of(heading)) is not None:
            found.setdefault(field, []).append(place)
        elif heading and heading != BROKEN:
            unknown.append((place, heading))
    questions = []
    for place, heading in list(unknown):
        near = near_field(heading)
        if near is not None and near not in found:
            found[near] = [place]
            unknown.remove((place, heading))
            questions.append(_told("column_guessed", heading, f"We read the column “{heading}” as {TITLES[near]}."))
    for field in REQUIRED:
        if len(found.get(field, ())) > 1:
            named = " and ".join(f"“{clean(table.header.cells[place])}”" for place in found[field][:3])
            raise ListRefused(
                "two_columns",
                f"Two columns could be the {TITLES[field].lower()}: {named}. Rename or remove one of them, so that nobody "
                "guesses which one counts.",
            )
    missing = [TITLES[field] for field in REQUIRED if field not in found]
    if missing:
        raise ListRefused(
            "columns_missing",
            f"Missing column: {' and '.join(missing)}. The first row must hold the headings, for example: Gift, Price, "
            "Countries, Stock, Kind.",
        )
    return (
        {field: tuple(places) for field, places in found.items()},
        tuple(heading for _, heading in unknown),
        questions,
    )


def _unread(table: Table, columns: Mapping[str, tuple[int, ...]]) -> dict[int, str]:
    """Place -> heading of the columns that fill no field."""
    read = {place for places in columns.values() for place in places}
    return {place: clean(cell) for place, cell in enumerate(table.header.cells) if place not in read}


def _unread_marks(heading: str) -> list[Question]:
    """What is told of a column that isn't read and whose heading names marks."""
    named = sorted({said.mark(name) for name in named_by(heading)}) if heading else []
    if not named:
        return []
    sentence = (
        f"We can’t tell what the column “{heading}” says, so what it names ({', '.join(named)}) stays unknown in every row where "
        "it has something. Use the columns Contains, Free from and Suits instead."
    )
    return [_told("column_undecided", heading, sentence)]


def _told(code: str, column: str | None, sentence: str) -> Question:
    return Question(None, column, code, sentence)


def _order(columns: Mapping[str, tuple[int, ...]], rows: Sequence[Line]) -> Order:
    places = [place for field in ("source_date", "restock_on") for place in columns.get(field, ())]
    cells = [line.cells[place] for line in rows for place in places if place < len(line.cells)]
    return find_order(cells, month_is_usual=False).order


def _shared_codes(
    columns: Mapping[str, tuple[int, ...]], rows: Sequence[Line], answers: Mapping[tuple[int, str], str]
) -> frozenset[str]:
    """Codes that stand in several rows: they name a gift, and the version tells its rows apart."""
    place = next(iter(columns.get("code", ())), None)
    if place is None:
        return frozenset()
    said = [
        clean(answers.get((line.number, "code"), line.cells[place] if place < len(line.cells) else "")) for line in rows
    ]
    return frozenset(code for code, count in Counter(filter(None, said)).items() if count > 1)


def _read_row(context: SheetContext, line: Line, answers: Mapping[str, str], width: int) -> GiftRow:
    beyond = [clean(cell) for cell in line.cells[width:] if cell.strip()]
    if beyond:
        fault = BadCell(
            None,
            "Cells beyond the headings",
            ", ".join(beyond)[:_SHOWN],
            f"“{', '.join(beyond)[:_SHOWN]}” is to the right of the last heading",
            "A comma has probably split a cell. Put that cell in quotation marks and upload the sheet again, or leave the "
            "row out.",
            "cells_beyond_header",
        )
        return GiftRow(line.number, _raw(context, line), (fault,))
    long = next(
        (
            (field, line.cells[places[0]])
            for field, places in context.columns.items()
            if field not in answers and places[0] < len(line.cells) and len(line.cells[places[0]]) > MAX_CELL
        ),
        None,
    )
    if long is not None:
        field, text = long
        fault = BadCell(
            field,
            title_of(field),
            text[:_SHOWN],
            f"This cell has {len(text):,} characters; we read {MAX_CELL:,}",
            "Shorten it, or leave the row out.",
            "cell_too_long",
        )
        return GiftRow(line.number, {**_raw(context, line), field: text[:_SHOWN]}, (fault,))
    return RowReader(context, line.number, line.cells, answers).read()


def _raw(context: SheetContext, line: Line) -> dict[str, str]:
    return {
        field: line.cells[places[0]][:_SHOWN] if places[0] < len(line.cells) else ""
        for field, places in context.columns.items()
    }


def _without_repeats(rows: Sequence[GiftRow]) -> list[GiftRow]:
    """The rows, each that says the same gift and version as an earlier one as a fault."""
    first: dict[str, GiftRow] = {}
    found = []
    for row in rows:
        earlier = first.setdefault(row.entry.sku.casefold(), row) if row.entry is not None else row
        found.append(row if earlier is row else _repeated(row, earlier))
    return found


def _repeated(row: GiftRow, earlier: GiftRow) -> GiftRow:
    if row.entry is None or earlier.entry is None:
        raise ValueError("Only whole rows repeat one another.")
    same = row.entry.model_copy(update={"stock": 0}) == earlier.entry.model_copy(update={"stock": 0})
    pieces = earlier.entry.stock + row.entry.stock
    why = f"Row {earlier.number} has {earlier.entry.stock} of them, row {row.number} has {row.entry.stock}. "
    why += (
        "The rest is the same."
        if same
        else "They differ in something else too: name this version, or leave the row out."
    )
    options = (Option(f"Keep one, with {pieces} on the shelf", MERGE),) if same else ()
    fault = BadCell(
        "variant" if "variant" in row.raw else None,
        "Version",
        row.raw.get("variant", ""),
        f"The same gift and version is in row {earlier.number}",
        why,
        "gift_repeated",
        options,
        repeats=(earlier.number, row.entry.stock) if same else None,
    )
    return replace(row, bad=(fault,), entry=None)
