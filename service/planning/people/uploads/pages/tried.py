"""The first rows of a list read under answers that nobody has saved yet: who each would become, and which of its cells is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.planning.people.lists.columns import TITLES
from service.planning.people.lists.headings import Field
from service.planning.people.lists.mapping.answers import Answers
from service.planning.people.lists.mapping.row_text import row_of
from service.planning.people.lists.read_file import read_some
from service.planning.people.lists.upload import Cell, PersonReading, Row
from service.planning.people.models import PendingUpload, UploadRow
from service.planning.people.uploads.about import about_of
from service.planning.people.uploads.check_list import row_asked

AT_MOST: Final = 5
_FOOD: Final = "Food"


@dataclass(frozen=True, slots=True)
class Tried:
    """One row. `becomes`: (title, value) of what we would keep, empty where a cell is wrong; `open`: what would be asked."""

    number: int
    becomes: tuple[tuple[str, str], ...]
    wrong: tuple[Cell, ...]
    open: tuple[str, ...]


def try_rows(session: Session, pending: PendingUpload, answers: Answers, today: date) -> list[Tried]:
    """The first that show in the file. Nothing is kept of it. Raises LostUpload, ListRefused."""
    kept = session.execute(
        select(UploadRow.number, UploadRow.cells)
        .where(UploadRow.upload_id == pending.id, UploadRow.is_hidden.is_(False))
        .order_by(UploadRow.number)
        .limit(AT_MOST)
    ).all()
    rows = [row_asked(number, cells, None) for number, cells in kept]
    read = read_some(about_of(pending).asking(answers, today), rows) if rows else None
    return [_tried(row_of(one.number, one.text)) for one in (read.rows if read else ())]


def _tried(row: Row) -> Tried:
    becomes = tuple(_becomes(row.person)) if row.person is not None else ()
    return Tried(row.number, becomes, row.errors, tuple(one.sentence for one in row.questions))


def _becomes(person: PersonReading) -> Iterator[tuple[str, str]]:
    name = " ".join(filter(None, (person.given_name, person.family_name)))
    known: tuple[tuple[Field, str | None], ...] = (
        ("full_name", name), ("email", person.email), ("company", person.company), ("job_title", person.job_title),
        ("city", person.city), ("country", person.country), ("locale", person.locale),
        ("interests", ", ".join(person.interests)), ("relationship", person.relationship), ("lifecycle", person.lifecycle),
        ("account_value", person.account_value), ("motive", person.motive), ("personal_line", person.personal_line),
        ("owner", person.owner), ("opted_out", "yes" if person.opted_out else None),
        ("away_to", person.away[1].isoformat() if person.away else None),
    )  # fmt: skip
    for field, value in known:
        if value:
            yield TITLES[field], value
    if person.diet_ask:
        yield _FOOD, "We ask them."
    elif person.diet_known:
        yield _FOOD, person.dietary_text or "Nothing to avoid"
    else:
        yield _FOOD, "Unknown"
