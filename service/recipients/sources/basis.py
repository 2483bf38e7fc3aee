"""Why a person may be written to, and where their list comes from: stated once for a list, kept for each of its people."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.db.writing.chunks import in_chunks
from service.db.writing.insert_new import insert_new
from service.recipients.consents.note import note_stated
from service.recipients.models import ListStatement, PersonSource, Recipient
from service.recipients.sources.codes import Basis, How
from service.security.encryption import readable, saying_hash
from service.security.ids import new_id


@dataclass(frozen=True, slots=True)
class Statement:
    """What is stated of a list. `food`: (column, how, when) for each kept one whose people told it themselves and agreed."""

    basis: Basis
    source: str
    food: tuple[tuple[int, How, date], ...] = ()
    said_by: str | None = None
    by_key: bool = False
    """Whether it came in by the API, with a key."""


@dataclass(frozen=True, slots=True)
class Stated:
    """What one list states of a person, newest first where there are several. `source` "" where it cannot be read any more."""

    basis: Basis
    source: str
    food: tuple[tuple[How, date], ...]
    said_at: datetime


def keep_statement(session: Session, workspace_id: str, said: Statement, at: datetime) -> str:
    """The id of the statement's row; said again in the same words it is the same."""
    food = _told(said.food)
    key = saying_hash(
        workspace_id, json.dumps([said.basis, said.source, food, *(["key"] if said.by_key else [])], ensure_ascii=False)
    )
    row = {
        "id": new_id("lst"),
        "workspace_id": workspace_id,
        "said_hash": key,
        "basis": said.basis,
        "source": said.source,
        "food": food,
        "said_by": said.said_by,
        "by_key": said.by_key,
        "said_at": at,
    }
    insert_new(session, ListStatement, ("workspace_id", "said_hash"), [row])
    kept = session.scalars(
        select(ListStatement.id).where(ListStatement.workspace_id == workspace_id, ListStatement.said_hash == key)
    )
    return kept.one()


def keep_sources(
    session: Session,
    statement_id: str,
    said: Statement,
    people: Iterable[tuple[Recipient, Basis | None, Collection[int]]],
    at: datetime,
) -> None:
    """Keeps that these people, who are locked, came with a list: (person, their own basis where their row names one, the columns
    that say what they eat). The last list decides their basis."""
    rows: list[dict[str, Any]] = []
    for recipient, own, columns in people:
        recipient.basis = own or said.basis
        rows.append(
            {
                "id": new_id("src"),
                "workspace_id": recipient.workspace_id,
                "recipient_id": recipient.id,
                "statement_id": statement_id,
                "basis": recipient.basis,
                "food": _told(one for one in said.food if one[0] in columns),
                "said_at": at,
            }
        )
    session.flush()
    new = frozenset(insert_new(session, PersonSource, ("recipient_id", "statement_id"), rows))
    noted = [row for row in rows if row["id"] in new]
    wanted = {row["recipient_id"]: row for row in rows}
    for some in in_chunks(list(wanted)):
        # Uploaded again, a row may say otherwise of its person than it did.
        for kept in session.scalars(
            select(PersonSource).where(PersonSource.statement_id == statement_id, PersonSource.recipient_id.in_(some))
        ):
            row = wanted[kept.recipient_id]
            if (kept.basis, kept.food) != (row["basis"], row["food"]):
                kept.basis, kept.food, kept.said_at = row["basis"], row["food"], at
                noted.append(row)
    note_stated(session, statement_id, noted, at, by_key=said.by_key)


def _told(food: Iterable[tuple[int, How, date]]) -> dict[str, Any]:
    told = sorted({(how, on.isoformat()) for _, how, on in food})
    return {"told": [list(one) for one in told]} if told else {}


def stated_of(session: Session, recipient_id: str) -> Sequence[Stated]:
    """What lists state of a person, the newest first."""
    rows = session.execute(
        select(PersonSource, ListStatement)
        .join(ListStatement, ListStatement.id == PersonSource.statement_id)
        .where(PersonSource.recipient_id == recipient_id)
        .order_by(PersonSource.said_at.desc(), PersonSource.id.desc())
    )
    return [
        Stated(
            cast("Basis", one.basis),
            readable(stated.source) or "",
            tuple((how, date.fromisoformat(on)) for how, on in one.food.get("told", ())),
            one.said_at,
        )
        for one, stated in rows
    ]
