"""An upload that knows what is wrong with it: file, row and cell answer for themselves; nothing is saved while errors stand.

A person is one mail address; twice the same address is an error on the second row, which may be skipped.
An ambiguous diet is no error: it becomes a question to that person. An unknown diet word is an error, since a guess about food
may hurt somebody.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from service.bounded import allow
from service.folding import company_key, fold, without_accents
from service.planning.people.lists.cells.food import ASK, FoodReading
from service.planning.people.lists.cells.letters import repair
from service.planning.people.lists.columns import COUNTED, JOINED, PEOPLE, TITLES, Columns, Field, find_columns
from service.planning.people.lists.row import FileContext, RowReader
from service.planning.people.lists.upload import Cell, ColumnRead, PersonReading, Row, Upload
from service.sheets.countries import find_country
from service.sheets.dates import Order, find_order, read_date
from service.sheets.read_table import Line, Table, read_table
from service.sheets.refusals import Question
from service.sheets.text import clean, may_say_nothing

__all__ = ["ASK", "Cell", "PersonReading", "Row", "Upload", "read_upload"]

_TOLD_WHEN_TWICE: Final[tuple[Field, ...]] = (
    "company",
    "email",
    "country",
    "away_from",
    "away_to",
    "adult",
    "relationship",
    "lifecycle",
)
"""Fields of which it matters that two columns say different things; the others are told on the page as not imported."""
_NAMES: Final[tuple[Field, ...]] = ("given_name", "family_name", "full_name")
_AGAIN_AND_AGAIN: Final = 3
"""So often a word must stand in a column before it is taken for what a program writes for nothing."""
_SHOWN: Final = 5
_SECONDS_A_ROW: Final = 0.002
"""Of work, for a row of a usual list on a slow machine, three times over."""
_LETTERS_A_ROW: Final = 1_000
"""A usual row has two hundred."""
_MONTH_FIRST: Final = frozenset({"US", "PH", "PW", "FM"})


@dataclass(slots=True)
class _Skipped:
    """A row that was left out, and what it said about food: that is never left out with it."""

    number: int
    first: int
    food: FoodReading


def read_upload(
    data: bytes,
    filename: str,
    corrections: Mapping[tuple[int, Field], str] | None = None,
    skip: Collection[int] = (),
) -> Upload:
    """Reads a file whole. `corrections` replaces cells by (row number, field), as the upload page sends them back.

    Of the rows in `skip`, those are left out that repeat somebody: once the other row was corrected, such a row counts again.

    Raises ListRefused where the file as a whole cannot be read; everything smaller is told cell by cell.
    """
    table, repaired = _repaired(read_table(data, filename, PEOPLE))
    allow(_seconds_for(table))
    columns = find_columns(_without_empty_end(table.header.cells), [line.cells for line in table.rows])
    orders, told_orders = _find_orders(columns, table.rows)
    file = FileContext(columns, orders, _often(columns, table.rows), _ours(columns))
    by_row: dict[int, dict[Field, str]] = {}
    for (number, name), text in (corrections or {}).items():
        by_row.setdefault(number, {})[name] = text
    rows, skipped, interests = _read_rows(file, table.rows, by_row, skip)
    unseen = _repeats_among(file, table.hidden)
    told = (
        *table.questions,
        *repaired,
        *columns.questions,
        *_describe_twice(columns, table.rows),
        *told_orders,
        *_describe_similar(rows),
    )
    return Upload(
        filename,
        tuple(_with_food_of_skipped(rows, (*skipped, *unseen))),
        tuple(columns.title(place) for place in columns.left if columns.header[place] or _is_filled(table.rows, place)),
        interests,
        tuple((left.number, left.first) for left in skipped),
        told,
        tuple(_columns_read(columns)),
    )


def read_texts(data: bytes, filename: str) -> list[str]:
    """Every text of a file in which a mail address may stand. Raises ListRefused."""
    table = read_table(data, filename, PEOPLE)
    return [cell for line in (table.header, *table.rows, *table.hidden) for cell in line.cells if "@" in cell]


def _seconds_for(table: Table) -> float:
    """So much more time for many rows; none where each of them is a book."""
    letters = sum(len(cell) for line in table.rows for cell in line.cells)
    return _SECONDS_A_ROW * len(table.rows) if letters <= _LETTERS_A_ROW * len(table.rows) else 0.0


def _read_rows(
    file: FileContext, lines: Iterable[Line], corrections: Mapping[int, Mapping[Field, str]], skip: Collection[int]
) -> tuple[list[Row], list[_Skipped], tuple[str, ...]]:
    """(the rows that count, those left out, the interests that nobody has a word for)."""
    rows: list[Row] = []
    skipped: list[_Skipped] = []
    unknown: dict[str, None] = {}
    for line in lines:
        reader = RowReader(file, line, corrections.get(line.number, {}))
        person = reader.read()
        if reader.repeats is not None and line.number in skip:
            skipped.append(_Skipped(line.number, reader.repeats, reader.food))
            continue
        unknown.update(dict.fromkeys(reader.unknown_interests))
        questions = (*reader.questions, *reader.food.questions)
        cells = (*reader.cells.values(), *reader.beyond)
        rows.append(Row(line.number, cells, person, reader.repeats, questions, reader.food.text))
    return rows, skipped, tuple(unknown)


def _repeats_among(file: FileContext, lines: Iterable[Line]) -> list[_Skipped]:
    """The hidden rows of people who are seen elsewhere in the list: they invite nobody, but what they say of food counts."""
    found: list[_Skipped] = []
    for line in lines:
        reader = RowReader(file, line, {})
        reader.read()
        if reader.repeats is not None:
            found.append(_Skipped(line.number, reader.repeats, reader.food))
    return found


def _with_food_of_skipped(rows: Sequence[Row], skipped: Sequence[_Skipped]) -> Iterable[Row]:
    """A row that is left out because its person appears earlier may say of food what the first does not: it is kept."""
    said = {row.number: row for row in rows}
    for left in skipped:
        row = said.get(left.first)
        if row is None or row.person is None or not left.food.text or left.food.text.casefold() == row.food.casefold():
            continue
        person, food = row.person, left.food
        adds = food.avoid & ~person.avoid or food.follow & ~person.follow or food.materials & ~person.materials
        if not (adds or food.ask):
            continue
        told = Question(
            row.number,
            None,
            "dietary_words",
            f"Row {left.number} was left out as the same person, but it says this about food: “{food.text}”. We ask the "
            "person on the gift page; until they answer, we stay on the safe side.",
        )
        person = replace(
            person,
            avoid=person.avoid | food.avoid,
            follow=person.follow | food.follow,
            materials=person.materials | food.materials,
            diet_known=False,
            diet_ask=True,
            dietary_text="\n".join(filter(None, (person.dietary_text, food.text))),
        )
        said[left.first] = replace(row, person=person, questions=(*row.questions, told))
    return said.values()


def _repaired(table: Table) -> tuple[Table, tuple[Question, ...]]:
    """The table with every broken letter put right, and what has to be told about that."""
    changed: dict[tuple[str, str], int] = {}

    def mend(line: Line) -> Line:
        cells = tuple(repair(cell) for cell in line.cells)
        for before, after in zip(line.cells, cells, strict=True):
            if before != after:
                changed.setdefault((clean(before), clean(after)), line.number)
        return Line(line.number, cells, line.comment)

    mended = Table(
        mend(table.header),
        tuple(mend(line) for line in table.rows),
        table.questions,
        tuple(mend(line) for line in table.hidden),
    )
    if not changed:
        return mended, ()
    shown = "; ".join(
        f"row {number}: “{before[:80]}” is read as “{after[:80]}”"
        for (before, after), number in list(changed.items())[:_SHOWN]
    )
    more = f"; and {len(changed) - _SHOWN} more" if len(changed) > _SHOWN else ""
    return mended, (
        Question(
            None,
            None,
            "letters_repaired",
            "Another program had garbled some letters in this list, and we corrected "
            f"them. {shown[:1].upper()}{shown[1:]}{more}.",
        ),
    )


def _without_empty_end(header: Sequence[str]) -> Sequence[str]:
    width = max((place for place, heading in enumerate(header, start=1) if heading.strip()), default=0)
    return header[:width]


def _is_filled(lines: Iterable[Line], place: int) -> bool:
    return any(place < len(line.cells) and line.cells[place].strip() for line in lines)


def _cells(lines: Iterable[Line], place: int) -> list[str]:
    return [line.cells[place] for line in lines if place < len(line.cells)]


def _find_orders(columns: Columns, lines: Sequence[Line]) -> tuple[dict[Field, Order], list[Question]]:
    """Field of a day -> what stands first in its column, and a question for each column that does not tell."""
    fields: list[Field] = [name for name in ("away_from", "away_to") if name in columns.found]
    if not fields:
        return {}, []
    countries = Counter(find_country(cell) for cell in _cells(lines, columns.found["country"][0]))
    month_is_usual = sum(countries[code] for code in _MONTH_FIRST) * 2 > countries.total()
    cells = {name: _cells(lines, columns.found[name][0]) for name in fields}
    together = find_order((cell for name in fields for cell in cells[name]), month_is_usual=month_is_usual)
    orders: dict[Field, Order] = {}
    told: list[Question] = []
    for name in fields:
        found = find_order(cells[name], month_is_usual=month_is_usual)
        if not found.is_sure and together.is_sure:
            found = together  # what one column of an export shows, its neighbour does too
        orders[name] = found.order
        if not found.is_sure:
            told.append(_describe_order(columns.title(columns.found[name][0]), found.doubtful, found.order))
    return orders, told


def _describe_order(heading: str, doubtful: str, order: Order) -> Question:
    read = read_date(doubtful, order)
    other = read_date(doubtful, "month" if order == "day" else "day")
    return Question(
        None,
        heading,
        "date_order",
        f"Nothing in “{heading}” says whether the day or the month comes first. We read “{doubtful}” as {read}, "
        f"with the {order} first; it could be {other}. If it is, enter these dates as year-month-day.",
    )


def _often(columns: Columns, lines: Sequence[Line]) -> dict[Field, frozenset[str]]:
    found: dict[Field, frozenset[str]] = {}
    for name in _NAMES:
        if name in columns.found:
            counted = Counter(clean(cell) for cell in _cells(lines, columns.found[name][0]) if may_say_nothing(cell))
            found[name] = frozenset(word for word, times in counted.items() if times >= _AGAIN_AND_AGAIN)
    return found


def _ours(columns: Columns) -> frozenset[Field]:
    return frozenset(
        name for name, places in columns.found.items() if fold(columns.title(places[0])) == fold(TITLES[name])
    )


def _describe_twice(columns: Columns, lines: Sequence[Line]) -> Iterable[Question]:
    """A question for each field that two columns answer differently."""
    for name in _TOLD_WHEN_TWICE:
        first, *others = columns.found.get(name, ())[:1] or (-1,), *columns.found.get(name, ())[1:]
        for place in others:
            differ = [line.number for line in lines if _differ(line, first[0], place)]
            if differ:
                rows = "1 row" if len(differ) == 1 else f"{len(differ)} rows"
                yield Question(
                    None,
                    columns.title(place),
                    "two_columns",
                    f"“{columns.title(first[0])}” and “{columns.title(place)}” both mean “{TITLES[name]}”. We read "
                    f"the first one. In {rows} the other says something else, starting with row {differ[0]}.",
                )


def _differ(line: Line, first: int, second: int) -> bool:
    if max(first, second) >= len(line.cells):
        return False
    one, other = clean(line.cells[first]), clean(line.cells[second])
    return bool(one and other) and one.casefold() != other.casefold()


def _describe_similar(rows: Iterable[Row]) -> Iterable[Question]:
    """A question for each two companies whose names differ only in accents: they are two until somebody writes them alike."""
    by_key: dict[str, tuple[str, int]] = {}
    for row in rows:
        if row.person is not None:
            by_key.setdefault(company_key(row.person.company), (row.person.company, row.number))
    plain: dict[str, tuple[str, int]] = {}
    for key, (name, number) in by_key.items():
        bare = without_accents(key)
        if bare in plain:
            other, first = plain[bare]
            yield Question(
                None,
                None,
                "similar_companies",
                f"“{other}” (row {first}) and “{name}” (row {number}) differ only in accents, so we read them as "
                "two companies, each with its own gift policy. If they are the same, spell them the same way.",
            )
        else:
            plain[bare] = (name, number)


def _columns_read(columns: Columns) -> Iterable[ColumnRead]:
    """How each column was read, in the order of the file."""
    fields: dict[int, Field] = {}
    for name, places in columns.found.items():
        fields |= dict.fromkeys(places if name in COUNTED else places[:1], name)
    for place, heading in enumerate(columns.header):
        if heading or place in columns.free:
            title = TITLES[fields[place]] if place in fields else None
            is_searched = place in columns.free or place in columns.plain
            yield ColumnRead(columns.title(place), title, is_searched, fields.get(place) in JOINED)
