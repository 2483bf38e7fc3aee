"""An upload that knows what is wrong with it: file, row and cell answer for themselves; nothing is saved while errors stand.

A person is one mail address; twice the same address is an error on the second row, which may be skipped.
An ambiguous diet is no error: it becomes a question to that person. An unknown diet word is an error, since a guess about food
may hurt somebody.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from service.bounded import allow
from service.planning.people.lists.cells.food import ASK, FoodReading
from service.planning.people.lists.columns import PEOPLE, Field, find_columns
from service.planning.people.lists.file_context import FileContext
from service.planning.people.lists.mapping.answers import Answers, describe_repairs, describe_undecided
from service.planning.people.lists.mapping.context import (
    LOOKED_AT,
    columns_read,
    describe_similar,
    describe_twice,
    differing,
    file_context,
    mend,
    trimmed,
    unmapped,
)
from service.planning.people.lists.mapping.profile import Profiler
from service.planning.people.lists.row import RowReader
from service.planning.people.lists.upload import Cell, PersonReading, Restricts, Row, Upload, with_food
from service.sheets.read_table import Line, Table, read_table
from service.sheets.refusals import Question

__all__ = ["ASK", "Cell", "PersonReading", "Row", "Upload", "read_upload"]

_SHOWN: Final = 5
_SECONDS_A_ROW: Final = 0.002
"""Of work, for a row of a usual list on a slow machine, three times over."""
_LETTERS_A_ROW: Final = 1_000
"""A usual row has two hundred."""
_NOTHING_SAID: Final = Answers()


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row that was left out, and what it said about food: that is never left out with it."""

    number: int
    first: int
    text: str
    restricts: Restricts


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
    table = read_table(data, filename, PEOPLE)
    allow(_seconds_for(table))
    header = trimmed(table.header.cells)
    columns = find_columns(header, [line.cells for line in table.rows[:LOOKED_AT]])
    profiler = Profiler(len(header), columns)
    for line in table.rows:
        profiler.see(line.number, line.cells, is_hidden=False)
    profile = profiler.profile()
    file, told_orders = file_context(columns, profile, _NOTHING_SAID)
    mended = [mend(line, frozenset()) for line in table.rows]
    by_row: dict[int, dict[Field, str]] = {}
    for (number, name), text in (corrections or {}).items():
        by_row.setdefault(number, {})[name] = text
    rows, skipped, interests = _read_rows(file, mended, by_row, skip)
    unseen = _repeats_among(file, [mend(line, frozenset()) for line in table.hidden])
    told = (
        *table.questions,
        *describe_repairs(profile, _NOTHING_SAID, _SHOWN),
        *columns.questions,
        *describe_undecided(columns, profile, _NOTHING_SAID),
        *describe_twice(columns, differing(columns, mended)),
        *told_orders,
        *describe_similar((row.person.company, row.number) for row in rows if row.person is not None),
    )
    return Upload(
        filename,
        tuple(with_food_of_skipped(rows, (*skipped, *unseen))),
        unmapped(columns, profile),
        interests,
        tuple((left.number, left.first) for left in skipped),
        told,
        columns_read(columns),
    )


def _seconds_for(table: Table) -> float:
    """So much more time for many rows; none where each of them is a book."""
    letters = sum(len(cell) for line in table.rows for cell in line.cells)
    return _SECONDS_A_ROW * len(table.rows) if letters <= _LETTERS_A_ROW * len(table.rows) else 0.0


def _read_rows(
    file: FileContext, lines: Iterable[Line], corrections: Mapping[int, Mapping[Field, str]], skip: Collection[int]
) -> tuple[list[Row], list[Skipped], tuple[str, ...]]:
    """(the rows that count, those left out, the interests that nobody has a word for)."""
    rows: list[Row] = []
    skipped: list[Skipped] = []
    unknown: dict[str, None] = {}
    for line in lines:
        reader = RowReader(file, line, corrections.get(line.number, {}))
        person = reader.read()
        if reader.repeats is not None and line.number in skip:
            skipped.append(_skipped(line.number, reader.repeats, reader.food))
            continue
        unknown.update(dict.fromkeys(reader.unknown_interests))
        questions = (*reader.questions, *reader.food.questions)
        cells = (*reader.cells.values(), *reader.beyond) if reader.has_errors else ()
        rows.append(Row(line.number, cells, person, reader.repeats, questions, reader.food.text))
    return rows, skipped, tuple(unknown)


def _repeats_among(file: FileContext, lines: Iterable[Line]) -> list[Skipped]:
    """The hidden rows of people who are seen elsewhere in the list: they invite nobody, but what they say of food counts."""
    found: list[Skipped] = []
    for line in lines:
        reader = RowReader(file, line, {})
        reader.read()
        if reader.repeats is not None:
            found.append(_skipped(line.number, reader.repeats, reader.food))
    return found


def _skipped(number: int, first: int, food: FoodReading) -> Skipped:
    return Skipped(number, first, food.text, Restricts(food.avoid, food.follow, food.materials, food.ask))


def with_food_of_skipped(rows: Sequence[Row], skipped: Sequence[Skipped]) -> Iterable[Row]:
    """A row that is left out because its person appears earlier may say of food what the first does not: it is kept."""
    said = {row.number: row for row in rows}
    for left in skipped:
        row = said.get(left.first)
        if row is None or row.person is None or left.text.casefold() == row.food.casefold():
            continue
        person = with_food(row.person, left.text, left.restricts)
        if person is None:
            continue
        told = Question(
            row.number,
            None,
            "dietary_words",
            f"Row {left.number} was left out as the same person, but it says this about food: “{left.text}”. We ask the "
            "person on the gift page; until they answer, we stay on the safe side.",
        )
        said[left.first] = replace(row, person=person, questions=(*row.questions, told))
    return said.values()
