"""What the notes of a list propose: shown some people at a time, each fact kept or dropped by whoever uploads."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from service.db.page import Page, page_of
from service.errors import Conflict, NotFound
from service.planning.labels import describe_interest
from service.planning.people.lists.mapping.row_text import row_of
from service.planning.people.lists.notes.propose import ProposedFact
from service.planning.people.models import PendingUpload, UploadRow
from service.planning.people.uploads.kept import LostUpload, Portion, require_unchanged
from service.security.encryption import readable

FIELD: Final = re.compile(r"fact-(\d{1,6})-(\d{1,2})")
_AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class FactShown:
    """One fact of a note. `name` is its field in the form."""

    number: int
    person: str
    words: str
    said: str
    name: str
    is_kept: bool


@dataclass(frozen=True, slots=True)
class FactsShown:
    """The facts of some people, in the order of the file: `page` holds the rows they are from; `facts` counts all of the list."""

    items: tuple[FactShown, ...]
    page: Page[int]
    facts: int

    @property
    def people(self) -> int:
        """Whose notes propose something."""
        return self.page.total


def dropped_of(text: str | None) -> frozenset[str]:
    """The ids of a row's facts that were dropped. Raises LostUpload where that cannot be read any more: what was dropped does not
    come back."""
    if text is not None and readable(text) is None:
        raise LostUpload
    return frozenset(json.loads(text)) if text else frozenset()


def facts_shown(session: Session, pending: PendingUpload, number: str | None) -> FactsShown:
    """One page of people whose notes propose something."""
    wanted = _proposing(pending.id)
    query = select(UploadRow.number, UploadRow.said, UploadRow.dropped).where(*wanted).order_by(UploadRow.number)
    page = page_of(session, query, number)
    total = session.scalar(select(func.coalesce(func.sum(UploadRow.facts), 0)).where(*wanted)) or 0
    shown = [one for row, said, dropped in page.items for one in _of_row(row, said, dropped)]
    return FactsShown(tuple(shown), Page([row for row, _, _ in page.items], page.number, page.total), int(total))


def _proposing(upload_id: str) -> tuple[ColumnElement[bool], ...]:
    return (
        UploadRow.upload_id == upload_id,
        UploadRow.facts > 0,
        UploadRow.state.in_(("fine", "asked")),
        UploadRow.is_hidden.is_(False),
    )


def _of_row(number: int, said: str | None, dropped: str | None) -> list[FactShown]:
    person = row_of(number, said).person if said is not None and readable(said) is not None else None
    if person is None:
        return []
    gone = dropped_of(dropped)
    name = " ".join(filter(None, (person.given_name, person.family_name))) or person.email
    return [
        FactShown(number, name, fact.words, describe(fact), f"fact-{number}-{place}", fact.id not in gone)
        for place, fact in enumerate(person.proposed)
    ]


def describe(fact: ProposedFact) -> str:
    """What we would remember, in words."""
    if fact.kind == "interest":
        return f"Likes {describe_interest(fact.value)}"
    if fact.kind == "away":
        last = date.fromisoformat(fact.value)
        return f"Away until {last.day} {last:%B %Y}"
    return f"{'Doesn’t want' if fact.kind == 'dislike' else 'Already has'}: {describe_interest(fact.value)}"


def answer_facts(session: Session, pending: PendingUpload, form: Mapping[str, str]) -> None:
    """Keeps and drops facts as a form says: `fact-<row>-<place>`: keep or drop. Raises Conflict while the list is not checked."""
    said: dict[int, dict[int, bool]] = {}
    for name, value in form.items():
        if (found := FIELD.fullmatch(name)) is not None and value in {"keep", "drop"}:
            said.setdefault(int(found[1]), {})[int(found[2])] = value == "keep"
    _require_checked(pending)
    rows = session.scalars(
        select(UploadRow).where(UploadRow.upload_id == pending.id, UploadRow.number.in_(sorted(said)[:_AT_ONCE]))
    )
    for row in rows:
        dropped = set(dropped_of(row.dropped))
        for place, fact in enumerate(_proposed(row)):
            answer = said[row.number].get(place)
            if answer is not None:
                (dropped.discard if answer else dropped.add)(fact.id)
        row.dropped = json.dumps(sorted(dropped), ensure_ascii=False) if dropped else None
    _changed(session, pending)


def answer_all(upload_id: str, portion: Portion, *, kept: bool) -> None:
    """Keeps or drops every fact of a list's notes, some rows in each transaction; done again it changes nothing. Raises Conflict
    while the list is not checked, NotFound where it is gone."""
    after, is_more = -1, True
    while is_more:
        with portion() as session:
            pending = session.get(PendingUpload, upload_id)
            if pending is None:
                raise NotFound("We no longer have this upload. Upload the file again.")
            _require_checked(pending)
            rows = session.scalars(
                select(UploadRow)
                .where(*_proposing(upload_id), UploadRow.number > after)
                .order_by(UploadRow.number)
                .limit(_AT_ONCE)
            ).all()
            for row in rows:
                row.dropped = None if kept else json.dumps([fact.id for fact in _proposed(row)], ensure_ascii=False)
            is_more = bool(rows)
            after = rows[-1].number if rows else after
            if not is_more:
                _changed(session, pending)


def _proposed(row: UploadRow) -> tuple[ProposedFact, ...]:
    person = row_of(row.number, row.said).person if row.said is not None and readable(row.said) is not None else None
    return person.proposed if person is not None else ()


def _require_checked(pending: PendingUpload) -> None:
    if pending.state != "checked":
        raise Conflict("This list is still being checked. Try again in a moment.")


def _changed(session: Session, pending: PendingUpload) -> None:
    require_unchanged(session, pending.id, pending.version).version += 1
    session.flush()
