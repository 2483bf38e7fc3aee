"""The one question that stands for a person until they answer or skip it: written down where it was chosen, and put by a page."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import BindParameter, ScalarSelect, SQLColumnExpression, delete, select
from sqlalchemy.orm import Session

from service.db.writing.insert_new import insert_new
from service.recipients.models import Question, Recipient
from service.recipients.questions import QUESTIONS, QuestionKind
from service.security.ids import new_id

_OPEN: Final = (Question.answered_at.is_(None), Question.skipped_at.is_(None))


def put_question(session: Session, person: Recipient, gift_id: str, kind: QuestionKind | None, at: datetime) -> None:
    """From now on this question stands for the person, who is locked, on the page of this gift, and no other that was chosen for
    them; None: none does. One that was answered or skipped is never put again, and a doubt's is nobody's to take away."""
    session.execute(
        delete(Question).where(
            Question.recipient_id == person.id, Question.gift_id.is_not(None), Question.opened_at.is_(None), *_OPEN
        )
    )
    if kind is not None:
        _put(session, person, gift_id, kind, at, opened_at=None)


def open_signal(session: Session, person: Recipient, gift_id: str, kind: QuestionKind, at: datetime) -> None:
    """Something about this gift is ambiguous, and the person, who is locked, is asked; never where they were asked it before."""
    if not QUESTIONS[kind].is_signal:
        raise ValueError(f"{kind} is not asked because of a signal.")
    _put(session, person, gift_id, kind, at, opened_at=at)
    row = session.scalar(select(Question).where(Question.recipient_id == person.id, Question.kind == kind, *_OPEN))
    if row is not None:
        row.gift_id, row.opened_at = gift_id, at
        session.flush()


def withdraw_signals(session: Session, recipient_id: str, gift_id: str) -> None:
    """What was ambiguous about this gift is so no more: what nobody has answered is not asked."""
    signals = [kind for kind, entry in QUESTIONS.items() if entry.is_signal]
    session.execute(
        delete(Question).where(
            Question.recipient_id == recipient_id, Question.gift_id == gift_id, Question.kind.in_(signals), *_OPEN
        )
    )


def standing_kind(
    recipient_id: BindParameter[str] | SQLColumnExpression[str], gift_id: BindParameter[str] | SQLColumnExpression[str]
) -> ScalarSelect[str]:
    """As a part of a query: the kind of the question that stands on this gift's page, what the person did before what we chose."""
    return (
        select(Question.kind)
        .where(Question.recipient_id == recipient_id, Question.gift_id == gift_id, *_OPEN)
        .order_by(Question.opened_at.is_(None), Question.kind)
        .limit(1)
        .scalar_subquery()
    )


def asked_before(session: Session, recipient_id: str) -> Collection[str]:
    """Kinds of questions that the person answered or skipped."""
    return frozenset(all_asked_before(session, [recipient_id]).get(recipient_id, ()))


def all_asked_before(session: Session, recipient_ids: Sequence[str]) -> dict[str, set[str]]:
    """The same of several people, at most as many as one statement takes; who answered and skipped none is not among them."""
    closed = Question.answered_at.is_not(None) | Question.skipped_at.is_not(None)
    found: dict[str, set[str]] = {}
    rows = session.execute(
        select(Question.recipient_id, Question.kind).where(Question.recipient_id.in_(recipient_ids), closed)
    )
    for recipient_id, kind in rows:
        found.setdefault(recipient_id, set()).add(kind)
    return found


def _put(
    session: Session,
    person: Recipient,
    gift_id: str,
    kind: QuestionKind,
    at: datetime,
    *,
    opened_at: datetime | None,
) -> None:
    row = {
        "id": new_id("qst"),
        "workspace_id": person.workspace_id,
        "recipient_id": person.id,
        "kind": kind,
        "gift_id": gift_id,
        "asked_at": at,
        "opened_at": opened_at,
    }
    insert_new(session, Question, ("recipient_id", "kind"), [row])
