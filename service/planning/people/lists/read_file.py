"""A list read whole, without a database: as the upload reads it, row by row in a bounded process, and with the same words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial
from itertools import islice
from typing import Any, Final

from service.planning.people.lists.columns import Columns, describe_guess, require_needed
from service.planning.people.lists.intake import Skipped, with_food_of_skipped
from service.planning.people.lists.mapping.answers import Answers, describe_repairs, describe_undecided, find_orders
from service.planning.people.lists.mapping.context import columns_read, describe_similar, describe_twice, unmapped
from service.planning.people.lists.mapping.row_text import row_of
from service.planning.people.lists.mapping.stream import (
    AT_ONCE,
    Asking,
    Closed,
    FirstBad,
    Opened,
    RawRow,
    RowAsked,
    RowRead,
    SomeRead,
    guess_columns,
)
from service.planning.people.lists.mapping.together import Together
from service.planning.people.lists.upload import Row, Upload
from service.sheets.refusals import Question
from service.sheets.within_limits import read_within_limits, stream_within_limits
from service.sheets.workbook import unreadable

_OPEN_LIST: Final = "service.planning.people.lists.mapping.stream:open_list"
_OPEN_KEPT: Final = "service.planning.people.lists.mapping.stream:open_kept"
_READ_ROWS: Final = "service.planning.people.lists.mapping.stream:read_plain"
_THINGS: Final = "your people"
_REPAIRS_SHOWN: Final = 5


def warm_reader() -> None:
    """Has the bounded process read a list of nobody, so that it knows the words of all languages before somebody waits for it."""
    read_list(b"Company,Email,Country,Diet\nNobody,nobody@nowhere.example,DE,vegan\n", "nobody.csv")


def read_list(data: bytes, filename: str, today: date | None = None) -> Upload:
    """Everything that a list says, with our guesses for its columns. `today`: the day from which absences in notes count; None
    reads none there. Raises ListRefused."""
    header: tuple[str, ...] = ()
    raw: list[RawRow] = []
    end: Closed | None = None
    for piece in open_within_limits(data, filename, None):
        if isinstance(piece, Opened):
            header = piece.header
        elif isinstance(piece, Closed):
            end = piece
        elif not isinstance(piece, FirstBad):
            raw += piece
    if end is None:
        raise unreadable()
    answers = Answers(fields=end.guessed)
    columns = guess_columns(header, (), answers)
    require_needed(columns.found)
    read = partial(read_some, Asking(header, end.profile, answers, today))
    together = Together(str.casefold)
    rows = list(_read(together, read, [row for row in raw if not row[2]]))
    hidden = list(_read(together, read, [row for row in raw if row[2]]))
    unseen = [
        Skipped(row.number, row.repeats, row.food, row.restricts) for row in hidden if row.repeats and row.restricts
    ]
    return Upload(
        filename,
        tuple(with_food_of_skipped(rows, unseen)),
        unmapped(columns, end.profile),
        tuple(together.interests),
        (),
        (*end.questions, *_told(columns, end, answers, together, rows)),
        columns_read(columns),
    )


def _told(
    columns: Columns, end: Closed, answers: Answers, together: Together, rows: Sequence[Row]
) -> Iterator[Question]:
    """What has to be told about the file as a whole, beside what its reading told."""
    _, dates = find_orders(columns, end.profile, answers)
    yield from describe_repairs(end.profile, answers, _REPAIRS_SHOWN)
    yield from describe_guessed(columns, end)
    yield from columns.questions
    yield from describe_undecided(columns, end.profile, answers)
    yield from describe_twice(columns, together.differing)
    yield from dates
    yield from describe_similar((row.person.company, row.number) for row in rows if row.person is not None)


def describe_guessed(columns: Columns, end: Closed) -> Iterator[Question]:
    """A question for each needed column that was known by its cells."""
    for place, name in end.guessed:
        yield describe_guess(name, columns.header[place], place)


def _read(together: Together, read: Any, raw: Sequence[RawRow]) -> Iterator[Row]:
    left = iter(raw)
    while some := [RowAsked(number, text) for number, text, _ in islice(left, AT_ONCE)]:
        for row in together.read(some, read).rows:
            yield row_of(row.number, row.text)


def open_within_limits(data: bytes, filename: str, sheet: str | None) -> Iterator[Any]:
    """What the bounded process finds in a file, piece by piece. Raises ListRefused also for one that would take too much of the
    machine."""
    return stream_within_limits(_OPEN_LIST, data, filename, sheet, things=_THINGS)


def open_kept_within_limits(pieces: list[bytes], filename: str, sheet: str | None) -> Iterator[Any]:
    """The same of a file that is kept in compressed pieces."""
    return stream_within_limits(_OPEN_KEPT, pieces, filename, sheet, things=_THINGS)


def read_some(asking: Asking, rows: Sequence[RowAsked]) -> SomeRead:
    """What these rows say. Raises ListRefused where reading them would take too much of the machine."""
    read, differing = read_within_limits(_READ_ROWS, asking, [tuple(row) for row in rows], things=_THINGS)
    return SomeRead(tuple(map(RowRead._make, read)), differing)
