"""What the bounded process does for a list of any length: its rows as they stand in the file, and later what each of them says.

Nothing here holds a whole list: rows go by some at a time, and whoever asked writes them down.
"""

from __future__ import annotations

import io
import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Final, NamedTuple

from service.bounded import allow
from service.planning.people.lists.columns import PEOPLE, REQUIRED, Columns, find_columns, require_needed
from service.planning.people.lists.file_context import FileContext
from service.planning.people.lists.headings import Field
from service.planning.people.lists.mapping.answers import Answers
from service.planning.people.lists.mapping.context import LOOKED_AT, differing, file_context, mend, trimmed
from service.planning.people.lists.mapping.profile import Profile, Profiler
from service.planning.people.lists.mapping.row_text import row_text
from service.planning.people.lists.row import RowReader
from service.planning.people.lists.upload import Restricts, Row
from service.recipients.sources.codes import Basis
from service.sheets.read_table import Line, SheetFound, open_table
from service.sheets.refusals import Question

FIRST_SHOWN: Final = 10
AT_ONCE: Final = 500
"""Rows that go by together."""
FIRST: Final = 250
"""Those that go by first, so that somebody soon sees what is wrong in them."""
_WRITE: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode
_READ: Final = json.JSONDecoder().decode
_SECONDS_A_ROW: Final = 0.001
"""Of work, for a row of a usual list on a slow machine, several times over."""
_LETTERS_A_ROW: Final = 1_500
"""A usual row has two hundred, one of a customer system with 92 columns a thousand."""


@dataclass(frozen=True, slots=True)
class Opened:
    """The beginning of a list."""

    header: tuple[str, ...]
    header_number: int
    sheet: str | None
    sheets: tuple[SheetFound, ...]


@dataclass(frozen=True, slots=True)
class FirstBad:
    """The first rows to fix, as (number, `row_text`), read with our guesses while the rest of the list is still on its way."""

    rows: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Closed:
    """The end of a list, when every row has gone by. `guessed`: (column, field) for needed columns that no heading names."""

    profile: Profile
    questions: tuple[Question, ...]
    guessed: tuple[tuple[int, Field], ...]


RawRow = tuple[int, str, bool]
"""A row as it stands in the file: its number; its cells and the notes on them as JSON, which is how they are kept; whether it is
hidden. Plain, since 100,000 of them pass from one process to another."""


@dataclass(frozen=True, slots=True)
class Asking:
    """What reading any row of a list needs to know. The same in every order about a list, so that it is prepared once."""

    header: tuple[str, ...]
    profile: Profile
    answers: Answers
    today: date | None = None
    """The day from which absences in notes count."""
    compares_notes: bool = False
    """Whether notes are compared with gifts here."""


class RowAsked(NamedTuple):
    """A row to be read: its text as in RawRow, what was typed instead, and the row of the same person if that is known."""

    number: int
    text: str
    corrections: tuple[tuple[Field, str], ...] = ()
    repeats: int | None = None


class RowRead(NamedTuple):
    """What a row says. `text` is the whole of it as JSON (`row_text`); `mistake` tells rows with the same mistake by."""

    number: int
    text: str
    email: str
    company: str
    is_bad: bool
    is_asked: bool
    asks_about_food: bool
    mistake: str
    repeats: int | None
    unknown_interests: tuple[str, ...]
    country: str = ""
    basis: Basis | None = None
    opted_out: bool = False
    facts: int = 0


Differing = dict[tuple[Field, int, int], list[int]]
"""(field, its column, another) -> [how many rows differ, the first of them]."""


@dataclass(frozen=True, slots=True)
class SomeRead:
    """Some rows, read."""

    rows: tuple[RowRead, ...]
    differing: Differing


def open_kept(
    pieces: list[bytes], filename: str, sheet: str | None
) -> Iterator[Opened | tuple[RawRow, ...] | FirstBad | Closed]:
    """`open_list` for a file that is kept in compressed pieces: nobody else has to hold it whole, and nobody holds it twice, since
    `pieces` is emptied as they are put together."""
    whole = io.BytesIO()
    pieces.reverse()
    while pieces:
        whole.write(zlib.decompress(pieces.pop()))
    return open_list(whole.getvalue(), filename, sheet)


def open_list(
    data: bytes, filename: str, sheet: str | None
) -> Iterator[Opened | tuple[RawRow, ...] | FirstBad | Closed]:
    """A file: how it begins, its rows some at a time, and how it ends. Raises ListRefused."""
    table = open_table(data, filename, PEOPLE, sheet)
    header = tuple(trimmed(table.header.cells))
    if len(header) < len(REQUIRED):
        require_needed(guess_columns(header).found)  # they cannot all be there
    yield Opened(header, table.header.number, table.sheet, table.sheets)
    some: list[tuple[Line, bool]] = []
    profiler: Profiler | None = None
    guessed: tuple[tuple[int, Field], ...] = ()
    letters = 0
    for count, one in enumerate(table.lines(), start=1):
        some.append(one)
        letters += sum(map(len, one[0].cells))
        if len(some) == AT_ONCE or count == FIRST:
            profiler, guessed = _seen(profiler, guessed, header, some)
            if letters <= _LETTERS_A_ROW * count:
                allow(_SECONDS_A_ROW * (count + AT_ONCE))
            yield _raw(some)
            if count == FIRST:
                yield _first_bad(header, profiler.profile(), guessed, _raw(some))
            some = []
    profiler, guessed = _seen(profiler, guessed, header, some)
    if some:
        yield _raw(some)
    yield Closed(profiler.profile(), tuple(table.questions), guessed)


def _raw(rows: Sequence[tuple[Line, bool]]) -> tuple[RawRow, ...]:
    return tuple((line.number, _WRITE((line.cells, line.comment)), is_hidden) for line, is_hidden in rows)


def _first_bad(
    header: tuple[str, ...], profile: Profile, guessed: tuple[tuple[int, Field], ...], rows: Sequence[RawRow]
) -> FirstBad:
    asked = [RowAsked(number, text) for number, text, is_hidden in rows if not is_hidden]
    read = read_rows(Asking(header, profile, Answers(fields=guessed)), asked)
    return FirstBad(tuple((row.number, row.text) for row in read.rows if row.is_bad)[:FIRST_SHOWN])


def _seen(
    profiler: Profiler | None,
    guessed: tuple[tuple[int, Field], ...],
    header: Sequence[str],
    rows: Sequence[tuple[Line, bool]],
) -> tuple[Profiler, tuple[tuple[int, Field], ...]]:
    if profiler is None:
        columns = guess_columns(header, [line.cells for line, is_hidden in rows if not is_hidden][:LOOKED_AT])
        guessed = tuple(
            (columns.found[name][0], name)
            for name in REQUIRED
            if name in columns.found and name not in guess_columns(header).found
        )
        profiler = Profiler(len(header), columns)
    for line, is_hidden in rows:
        profiler.see(line.number, line.cells, is_hidden=is_hidden)
    return profiler, guessed


def guess_columns(
    header: Sequence[str],
    rows: Sequence[Sequence[str]] = (),
    answers: Answers | None = None,
) -> Columns:
    """What the columns are, as far as anybody can tell; a needed one may be missing."""
    answers = answers or Answers()
    return find_columns(header, rows, dict(answers.fields), answers.asked, is_whole=False)


def read_rows(asking: Asking, rows: Sequence[RowAsked]) -> SomeRead:
    """What some rows of a list say."""
    file, kept = _prepared(asking), asking.answers.kept
    lines = [mend(_line(row), kept) for row in rows]
    if sum(sum(map(len, line.cells)) for line in lines) <= _LETTERS_A_ROW * len(rows):
        allow(_SECONDS_A_ROW * len(rows))
    read = tuple(_read(file, line, row) for line, row in zip(lines, rows, strict=True))
    return SomeRead(read, differing(file.columns, lines))


def read_plain(asking: Asking, rows: Sequence[tuple[Any, ...]]) -> tuple[list[tuple[Any, ...]], Differing]:
    """`read_rows` for another process: RowAsked and RowRead as the plain tuples that they are, which pass in half the time."""
    read = read_rows(asking, [RowAsked._make(row) for row in rows])
    return [tuple(row) for row in read.rows], read.differing


def _line(row: RowAsked) -> Line:
    cells, comment = _READ(row.text)
    return Line(row.number, tuple(cells), comment)


def _read(file: FileContext, line: Line, asked: RowAsked) -> RowRead:
    reader = RowReader(file, line, dict(asked.corrections), asked.repeats)
    person = reader.read()
    questions = (*reader.questions, *reader.food.questions)
    cells = (*reader.cells.values(), *reader.beyond) if reader.has_errors or questions else ()
    food = reader.food
    restricts = Restricts(food.avoid, food.follow, food.materials, food.ask) if food.text else None
    row = Row(line.number, cells, person, reader.repeats, questions, food.text, restricts)
    wrong = next(iter(row.errors), None)
    return RowRead(
        line.number,
        row_text(row),
        reader.email,
        person.company if person else reader.company,
        reader.has_errors,
        bool(questions),
        person is not None and person.diet_ask,
        f"{wrong.field}\n{wrong.code}\n{wrong.raw}" if wrong else "",
        reader.repeats,
        reader.unknown_interests,
        person.country if person else "",
        person.basis if person else None,
        person is not None and person.opted_out,
        len(person.proposed) if person else 0,
    )


def _prepared(asking: Asking) -> FileContext:
    return _context(_Same(asking))


class _Same:
    """An Asking that is compared by what prepares it, and not hashed cell by cell."""

    def __init__(self, asking: Asking) -> None:
        self.asking = asking
        self._key = repr(
            (
                asking.header,
                asking.answers,
                asking.today,
                asking.compares_notes,
                sorted(asking.profile.often.items()),
                asking.profile.columns,
            )
        )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key)


@lru_cache(maxsize=2)
def _context(same: _Same) -> FileContext:
    asking = same.asking
    columns = guess_columns(asking.header, (), asking.answers)
    context, _ = file_context(columns, asking.profile, asking.answers)
    context.seen, context.today, context.compares_notes = None, asking.today, asking.compares_notes
    return context
