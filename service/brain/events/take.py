"""Taking in what happened elsewhere: all lines are good, or none is kept; what is known already changes nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.brain.events.decided_again import ask_again
from service.brain.events.happened import Happened
from service.brain.events.models import PersonEvent
from service.brain.own_sheet import BadLine
from service.db.writing.chunks import in_chunks
from service.db.writing.insert_new import insert_new
from service.errors import Conflict
from service.recipients.lock import lock_people
from service.recipients.models import Recipient
from service.security.encryption import address_hash
from service.security.ids import new_id
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act


@dataclass(frozen=True, slots=True)
class Taken:
    """`new` were kept and `known` had been before. Where `bad` is not empty nothing was. `people`: whose next action may differ."""

    new: int
    known: int
    bad: Sequence[BadLine]
    people: frozenset[str] = frozenset()


def take_events(
    session: Session, actor: Actor, lines: Sequence[tuple[int, Happened]], bad: Sequence[BadLine], at: datetime
) -> Taken:
    """Keeps events of people of the actor's workspace, in any order and any number of times. `bad`: lines that could not be read.

    The people are locked, so that none is erased meanwhile: of whoever is, nothing is kept. An id that stands with
    something else is refused; the same again is the same event. Raises Conflict where another upload brought one of them at the
    same moment.
    """
    found = _find(session, actor.workspace_id, [one.email for _, one in lines])
    people = lock_people(session, found.values())
    known = _known(session, actor.workspace_id, [one.external_id for _, one in lines])
    wrong, rows, again = list(bad), [], 0
    seen = dict(known)
    for row, one in lines:
        person = people.get(found.get(address_hash(one.email), ""))
        if person is None or person.erased_at is not None:
            wrong.append(
                BadLine(row, "We know nobody with this email address. Upload them first, or take the row out.")
            )
            continue
        said = _as_said(one, person.id)
        if one.external_id in seen:
            again += 1
            if seen[one.external_id] != said:
                wrong.append(BadLine(row, f"The id {one.external_id[:40]} stands for another event already."))
            continue
        seen[one.external_id] = said
        rows.append(_row(one, person, at))
    if wrong:
        return Taken(0, 0, sorted(wrong, key=lambda one: one.row))
    kept = insert_new(session, PersonEvent, ("workspace_id", "external_id"), rows)
    if len(kept) != len(rows):
        raise Conflict("Some of these events came in at the same moment from elsewhere. Upload the file again.")
    touched = frozenset(str(row["recipient_id"]) for row in rows)
    for person_id in sorted(touched):
        ask_again(session, people[person_id])
    record_act(session, actor, "events.imported", at, body={"new": len(rows), "known": again})
    return Taken(len(rows), again, (), touched)


_Said = tuple[str, str, str, int | None, str | None, datetime]


def _as_said(one: Happened, recipient_id: str) -> _Said:
    return recipient_id, one.kind, one.about, one.amount_minor, one.currency, one.at


def _find(session: Session, workspace_id: str, emails: Sequence[str]) -> dict[str, str]:
    """Keyed hash of an address -> whose it is."""
    found: dict[str, str] = {}
    for some in in_chunks(sorted({address_hash(email) for email in emails})):
        rows = session.execute(
            select(Recipient.email_hash, Recipient.id).where(
                Recipient.workspace_id == workspace_id, Recipient.email_hash.in_(some), Recipient.erased_at.is_(None)
            )
        )
        found |= {row.email_hash: row.id for row in rows}
    return found


def _known(session: Session, workspace_id: str, ids: Sequence[str]) -> dict[str, _Said]:
    found: dict[str, _Said] = {}
    for some in in_chunks(sorted(set(ids))):
        rows = session.scalars(
            select(PersonEvent).where(PersonEvent.workspace_id == workspace_id, PersonEvent.external_id.in_(some))
        )
        for row in rows:
            said = (row.recipient_id, row.kind, row.code, row.amount_minor, row.currency, row.at)
            found[row.external_id] = said
    return found


def _row(one: Happened, person: Recipient, at: datetime) -> Mapping[str, object]:
    return {
        "id": new_id("evt"),
        "workspace_id": person.workspace_id,
        "recipient_id": person.id,
        "kind": one.kind,
        "external_id": one.external_id,
        "code": one.about,
        "amount_minor": one.amount_minor,
        "currency": one.currency,
        "entry": None,
        "device": None,
        "at": one.at,
        "taken_at": at,
    }
