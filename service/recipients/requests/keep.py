"""A request about somebody's data is noted, with the day until which it is to be answered, and ends once."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from dateutil.relativedelta import relativedelta
from sqlalchemy import ColumnElement, exists, select, update
from sqlalchemy.orm import Session

from service.errors import Conflict, InvalidInput, NotFound
from service.recipients.lock import lock_person
from service.recipients.models import Recipient
from service.recipients.requests.models import KINDS, DataRequest, Kind, Outcome
from service.security.ids import new_id
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act

ANSWERED_IN: Final = relativedelta(months=1)
"""How long somebody waits at most for an answer (GDPR, Article 12(3))."""
LONGEST_AGO: Final = timedelta(days=366)
ENDS: Final[tuple[Outcome, ...]] = ("done", "withdrawn", "refused")
"""What somebody can say came of it."""


def note_request(
    session: Session, person: Recipient, kind: str, asked_at: datetime, actor: Actor, at: datetime
) -> DataRequest:
    """Writes it down, open. Raises InvalidInput for a kind there is not and a moment that can't be, Conflict for one of the kind
    that is open already and for somebody who was erased."""
    kind = read_kind(kind)
    if not at - LONGEST_AGO <= asked_at <= at:
        raise InvalidInput(
            "Choose the day on which they asked: within the last year, and not in the future.", param="asked_on"
        )
    person = lock_person(session, person.id)
    if person.erased_at is not None:
        raise Conflict("This person was erased. There’s nothing left to copy, correct or erase.")
    if _is_open(session, person.id, kind):
        raise Conflict("This is noted already, and still open.")
    request = _row(person, kind, asked_at, actor, at)
    session.add(request)
    session.flush()
    record_act(session, actor, "data_request.noted", at, subject_id=person.id, body={"kind": kind})
    return request


def asked_on(day: date, at: datetime) -> datetime:
    """The moment from which somebody who asked on this day waits: now, where it is today."""
    return at if day == at.date() else datetime.combine(day, time(), tzinfo=UTC)


def end_request(session: Session, request: DataRequest, outcome: str, actor: Actor, at: datetime) -> None:
    """It was answered, taken back or refused. Raises InvalidInput for another outcome, and where an erasure is to be done that was
    not: erasing ends it by itself; Conflict where it has ended."""
    if outcome not in ENDS:
        raise InvalidInput("Say what came of it: done, withdrawn or refused.", param="outcome")
    if request.kind == "erase" and outcome == "done":
        raise InvalidInput("Erase the person: that ends their request.", param="outcome")
    ended = session.execute(
        update(DataRequest)
        .where(DataRequest.id == request.id, DataRequest.done_at.is_(None))
        .values(outcome=outcome, done_at=at, done_by=actor.user_id)
        .returning(DataRequest.id)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    if ended is None:
        raise Conflict("This request has ended already. Nothing was changed.")
    session.refresh(request)
    body = {"kind": request.kind, "outcome": outcome}
    record_act(session, actor, "data_request.ended", at, subject_id=request.recipient_id, body=body)


def end_by_erasure(session: Session, recipient_id: str, at: datetime) -> None:
    """Their erasure is done, and whatever else they asked for has nothing left to be about. For the transaction that erases."""
    for kinds, outcome in ((("erase",), "done"), (("export", "correct"), "erased")):
        session.execute(
            update(DataRequest)
            .where(DataRequest.recipient_id == recipient_id, DataRequest.kind.in_(kinds), DataRequest.done_at.is_(None))
            .values(outcome=outcome, done_at=at)
            .execution_options(synchronize_session=False)
        )


def erasure_of(session: Session, person: Recipient, actor: Actor, at: datetime) -> DataRequest:
    """The request that an erasure by somebody of the sender's has just ended; noted with it where nobody had before."""
    found = session.scalars(
        select(DataRequest)
        .where(DataRequest.recipient_id == person.id, DataRequest.kind == "erase", DataRequest.done_at == at)
        .order_by(DataRequest.id)
        .limit(1)
        .execution_options(populate_existing=True)
    ).first()
    if found is None:
        found = _row(person, "erase", at, actor, at)
        found.outcome, found.done_at = "done", at
        session.add(found)
    found.done_by = actor.user_id
    session.flush()
    return found


def find_request(session: Session, actor: Actor, request_id: str, *people: ColumnElement[bool]) -> DataRequest:
    """One of the actor's workspace. `people`: what narrows whose requests they see. Raises NotFound."""
    found = session.scalar(
        select(DataRequest)
        .join(Recipient, Recipient.id == DataRequest.recipient_id)
        .where(DataRequest.id == request_id, DataRequest.workspace_id == actor.workspace_id, *people)
    )
    if found is None:
        raise NotFound("There’s no such data request.")
    return found


def read_kind(kind: str) -> Kind:
    """The kind. Raises InvalidInput."""
    if kind not in KINDS:
        raise InvalidInput("Choose what they ask for: a copy, a correction or an erasure.", param="kind")
    return kind


def _row(person: Recipient, kind: Kind, asked_at: datetime, actor: Actor, at: datetime) -> DataRequest:
    return DataRequest(
        id=new_id("dsr"), workspace_id=person.workspace_id, recipient_id=person.id, kind=kind, asked_at=asked_at,
        due_at=asked_at + ANSWERED_IN, noted_at=at, noted_by=actor.user_id,
    )  # fmt: skip


def _is_open(session: Session, recipient_id: str, kind: Kind) -> bool:
    standing = exists().where(
        DataRequest.recipient_id == recipient_id, DataRequest.kind == kind, DataRequest.done_at.is_(None)
    )
    return bool(session.scalar(select(standing)))
