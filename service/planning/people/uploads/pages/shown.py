"""What the pages show of an upload: its columns with samples and our guess, its rows to fix, its questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.db.page import Page, page_of
from service.planning.people.lists.columns import REQUIRED, TITLES, Columns, describe_guess
from service.planning.people.lists.headings import Field
from service.planning.people.lists.mapping.answers import (
    Answers,
    Undecided,
    describe_repairs,
    find_orders,
    open_orders,
    undecided,
)
from service.planning.people.lists.mapping.context import columns_read, unmapped
from service.planning.people.lists.mapping.row_text import row_of
from service.planning.people.lists.upload import ColumnRead, Row
from service.planning.people.models import PendingUpload, UploadRow
from service.planning.people.uploads.about import About, about_of, answers_of
from service.planning.people.uploads.kept import count_states
from service.security.encryption import readable
from service.sheets.dates import Order, read_date
from service.sheets.refusals import CellError, Question

ROWS_A_PAGE: Final = 50
_REPAIRS_TOLD: Final = 5


@dataclass(frozen=True, slots=True)
class ColumnShown:
    """One column of the mapping page."""

    place: int
    heading: str
    samples: tuple[str, ...]
    filled: int
    field: Field | None
    kind: str | None = None
    """What it looks like where it has to be decided: food, name or address."""
    is_asked: bool = False
    how: str = ""
    on: str = ""
    """How and on which day its people told what they eat, where that was said."""


@dataclass(frozen=True, slots=True)
class DateShown:
    """A column whose dates can be read both ways: the first of them with either reading."""

    place: int
    heading: str
    samples: tuple[str, ...]
    filled: int
    readings: Mapping[Order, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class ColumnsShown:
    """The columns' page. `missing`: titles of needed fields that no column fills."""

    foods: tuple[ColumnShown, ...]
    decide: tuple[ColumnShown, ...]
    dates: tuple[DateShown, ...]
    read: tuple[ColumnShown, ...]
    left: tuple[ColumnShown, ...]
    empty: int
    missing: tuple[str, ...]

    @property
    def to_decide(self) -> int:
        """How many columns are in the frame of what comes first."""
        return len(self.foods) + len(self.decide) + len(self.dates)


def columns_shown(about: About, answers: Answers) -> ColumnsShown:
    """The columns as they stand under the answers so far."""
    columns = about.columns(answers)
    fields = _fields(columns)
    open_dates = open_orders(columns, about.profile)
    to_decide = {one.place: one for one in undecided(columns, about.profile, answers)}
    conditions = {place: (how, day) for place, how, day in answers.told}
    foods: list[ColumnShown] = []
    decide: list[ColumnShown] = []
    read: list[ColumnShown] = []
    left: list[ColumnShown] = []
    empty = 0
    for place in range(len(about.header)):
        shown = _shown(about, columns, place, fields.get(place), to_decide.get(place))
        if place in conditions:
            shown = replace(shown, how=conditions[place][0], on=conditions[place][1])
        if shown.field == "diet" and place not in columns.follow_ups:
            foods.append(shown)
        elif shown.kind is not None:
            decide.append(shown)
        elif shown.field is not None:
            read.append(shown)
        elif shown.filled:
            left.append(shown)
        else:
            empty += 1
    dates = [_date_shown(about, columns, place) for place in open_dates]
    missing = tuple(TITLES[name] for name in REQUIRED if name not in columns.found)
    return ColumnsShown(tuple(foods), tuple(decide), tuple(dates), tuple(read), tuple(left), empty, missing)


def _fields(columns: Columns) -> dict[int, Field]:
    return {place: name for name, places in columns.found.items() for place in places}


def _shown(about: About, columns: Columns, place: int, field: Field | None, open_one: Undecided | None) -> ColumnShown:
    seen = about.profile.columns[place]
    return ColumnShown(
        place,
        columns.title(place),
        seen.samples,
        seen.filled,
        field,
        open_one.kind if open_one else None,
        place in columns.asked,
    )


def _date_shown(about: About, columns: Columns, place: int) -> DateShown:
    seen = about.profile.columns[place]
    orders: tuple[Order, ...] = ("day", "month")
    return DateShown(
        place,
        columns.title(place),
        seen.samples,
        seen.filled,
        {order: tuple(_day(sample, order) for sample in seen.samples) for order in orders},
    )


def _day(text: str, order: Order) -> str:
    try:
        day = read_date(text, order)
    except CellError:
        return text
    return _written(day) if day else text


def _written(day: date) -> str:
    return f"{day.day} {day:%B}"


@dataclass(frozen=True, slots=True)
class Checked:
    """The check of a list, as far as it has come."""

    rows: int
    fine: int
    asked: int
    bad: int
    out: int
    hidden: int
    people: int
    """Those of good rows."""
    accounts: int
    repeated: int

    @property
    def has_errors(self) -> bool:
        """Whether a row needs fixing, or nobody is left."""
        return self.bad > 0 or self.people == 0


def checked(session: Session, pending: PendingUpload) -> Checked:
    """The figures of a list."""
    states = count_states(session, pending.id)
    about = about_of(pending)
    repeated = session.scalar(
        select(func.count()).where(
            UploadRow.upload_id == pending.id,
            UploadRow.repeats.is_not(None),
            UploadRow.state == "bad",
            UploadRow.is_hidden.is_(False),
        )
    )
    fine, asked = states.get("fine", 0), states.get("asked", 0)
    return Checked(
        sum(states.values()),
        fine,
        asked,
        states.get("bad", 0),
        states.get("out", 0),
        about.profile.hidden,
        fine + asked,
        about.accounts,
        repeated or 0,
    )


def asked_about_food(session: Session, upload_id: str) -> int:
    """How many people will be asked about food."""
    return (
        session.scalar(
            select(func.count()).where(
                UploadRow.upload_id == upload_id,
                UploadRow.asks.is_(True),
                UploadRow.state.in_(("fine", "asked")),
                UploadRow.is_hidden.is_(False),
            )
        )
        or 0
    )


def rows_in(session: Session, upload_id: str, state: str, number: str | None) -> Page[Row]:
    """One page of the rows in a state, in the order of the file."""
    query = (
        select(UploadRow.number, UploadRow.said)
        .where(UploadRow.upload_id == upload_id, UploadRow.state == state, UploadRow.is_hidden.is_(False))
        .order_by(UploadRow.number)
    )
    page = page_of(session, query, number)
    return Page(
        [row_of(one, text) for one, text in page.items if text is not None and readable(text) is not None],
        page.number,
        page.total,
    )


def first_bad(pending: PendingUpload) -> list[Row]:
    """The first rows to fix, found while the rest of the list was still being read."""
    return [row_of(number, text) for number, text in about_of(pending).first]


def left_out(session: Session, upload_id: str) -> Sequence[int]:
    """The numbers of the first rows that were left out by hand."""
    return session.scalars(
        select(UploadRow.number)
        .where(UploadRow.upload_id == upload_id, UploadRow.state == "out", UploadRow.is_hidden.is_(False))
        .order_by(UploadRow.number)
        .limit(ROWS_A_PAGE)
    ).all()


def told_of_file(pending: PendingUpload) -> list[Question]:
    """What nobody needs to fix, and has to know before saving."""
    about, answers = about_of(pending), answers_of(pending)
    columns = about.columns(answers)
    _, dates = find_orders(columns, about.profile, answers)
    found = [
        *about.checked,
        *about.told,
        *describe_repairs(about.profile, answers, _REPAIRS_TOLD),
        *(describe_guess(name, about.header[place], place) for place, name in about.guessed),
        *columns.questions,
        *dates,
    ]
    return [one for one in found if not (answers.hidden and one.code == "hidden_rows")]


@dataclass(frozen=True, slots=True)
class FoodTold:
    """A column about food as it was answered for; `how` and `on` are None where its people are asked."""

    heading: str
    filled: int
    how: str | None
    on: date | None


def foods_told(pending: PendingUpload) -> list[FoodTold]:
    """The columns about food, with what was said about each."""
    about, answers = about_of(pending), answers_of(pending)
    columns = about.columns(answers)
    said = {place: (how, date.fromisoformat(day)) for place, how, day in answers.told}
    return [
        FoodTold(columns.title(place), about.profile.columns[place].filled, *said.get(place, (None, None)))
        for place in columns.found.get("diet", ())
        if place not in columns.follow_ups
    ]


def columns_told(pending: PendingUpload) -> tuple[tuple[ColumnRead, ...], tuple[str, ...]]:
    """(how each column is read, the columns that are not imported)."""
    about = about_of(pending)
    columns = about.columns(answers_of(pending))
    return columns_read(columns), unmapped(columns, about.profile)
