"""How often we write to a person and ask them something, over all campaigns, and the rows that this is counted by."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import BindParameter, ColumnElement, SQLColumnExpression, String, bindparam, delete, func, or_, select
from sqlalchemy.orm import Session

from service.contact.models import Contact, ContactLimit
from service.contact.rules import (
    BEGUN_BY_US,
    BETWEEN_MESSAGES,
    BETWEEN_QUESTIONS,
    QUESTIONS,
    ByHand,
    PageQuestion,
    Purpose,
)
from service.db.loaded import ask
from service.gifting.models import RecipientGift
from service.recipients.models import Recipient
from service.workspaces.sandbox import no_limits

_RECOMMENDING: Final[PageQuestion] = "page_nps"

Key = BindParameter[str] | SQLColumnExpression[str]


def _limit_holds(person_id: Key) -> ColumnElement[bool]:
    return or_(ContactLimit.recipient_id.is_(None), ContactLimit.recipient_id == person_id)


def asked_columns(workspace_id: Key, person_id: Key, message_id: BindParameter[str]) -> tuple[ColumnElement[Any], ...]:
    """What `free_from` is told, as parts of a query: when the person was asked last, the longest pause that their workspace or they
    want, and whether no limit holds for them."""
    return (
        select(func.max(Contact.at))
        .where(
            Contact.recipient_id == person_id,
            Contact.purpose.in_(sorted(QUESTIONS)),
            Contact.message_id != message_id,
        )
        .scalar_subquery()
        .label("asked_at"),
        select(func.max(ContactLimit.question_days))
        .where(ContactLimit.workspace_id == workspace_id, _limit_holds(person_id))
        .scalar_subquery()
        .label("question_days"),
        no_limits(workspace_id).label("is_free"),
    )


_ASKED: Final = select(
    *asked_columns(
        bindparam("workspace", type_=String), bindparam("person", type_=String), bindparam("message", type_=String)
    )
)


def note_contact(
    session: Session,
    gift: RecipientGift,
    message_id: str,
    purpose: Purpose | PageQuestion | ByHand,
    at: datetime,
    way: str = "mail",
) -> None:
    """Counts a message from now on, in the transaction that decides that it leaves; `way` as of `Contact`. The person is locked by
    the caller."""
    row = {
        "workspace_id": gift.workspace_id,
        "recipient_id": gift.recipient_id,
        "gift_id": gift.id,
        "message_id": message_id,
        "purpose": purpose,
        "at": at,
        "way": way,
    }
    forget_contact(session, message_id)
    session.add(Contact(**row))
    session.flush()


def question_free_from(
    session: Session, workspace_id: str, person_id: str, message_id: str | None = None
) -> datetime | None:
    """From when on this person may be asked something of our own accord, on a page or by a message, counted over all campaigns: the
    one rule for both. None where nothing was asked yet, and in a sandbox, which asks as often as it likes
    unless it rehearses. The message itself,
    where it is sent again, does not stand in its own way. What somebody's safety depends on is asked at any time."""
    wanted = {"workspace": workspace_id, "person": person_id, "message": message_id or ""}
    last, days, is_free = ask(session, _ASKED, wanted).one()
    return free_from(last, days, is_free)


def free_from(asked_at: datetime | None, question_days: int | None, is_free: bool | None) -> datetime | None:
    """The same of what `asked_columns` say."""
    if asked_at is None or is_free:
        return None
    return asked_at + max(BETWEEN_QUESTIONS, timedelta(days=question_days or 0))


def forget_contact(session: Session, message_id: str) -> None:
    """Nothing left after all: it counts no more."""
    session.execute(delete(Contact).where(Contact.message_id == message_id))


def capped_until(
    session: Session, person: Recipient, purpose: Purpose | PageQuestion, message_id: str | None
) -> tuple[datetime | None, datetime | None]:
    """Until when the last message, and the last question, keep us from writing; None where neither was. The message itself, where
    it is sent again, does not stand in its own way."""
    last = _last(session, person, message_id)
    asks = purpose in QUESTIONS
    return (
        None if last is None else last + _between_messages(session, person),
        question_free_from(session, person.workspace_id, person.id, message_id) if asks else None,
    )


def has_had(session: Session, gift: RecipientGift, purpose: Purpose, message_id: str | None) -> bool:
    """Whether this gift has had a message of this purpose, other than this one."""
    found = select(Contact.id).where(Contact.gift_id == gift.id, Contact.purpose == purpose, _other(message_id))
    return session.scalar(found.limit(1)) is not None


def may_ask_here(session: Session, person: Recipient, at: datetime) -> bool:
    """Whether a page may ask this person something now. They are locked by the caller, so that of two pages one asks."""
    if person.erased_at is not None:
        return False
    free = question_free_from(session, person.workspace_id, person.id)
    return free is None or free <= at


def was_asked_to_recommend(session: Session, person: Recipient, since: datetime) -> bool:
    """Whether they were asked since then, in whatever campaign, whether they would recommend it."""
    found = select(Contact.id).where(
        Contact.recipient_id == person.id, Contact.at > since, Contact.purpose == _RECOMMENDING
    )
    return session.scalar(found.limit(1)) is not None


def note_question(
    session: Session, gift: RecipientGift, question_id: str, at: datetime, *, recommends: bool = False
) -> None:
    """Counts a question that a page has put, from the press that answers or skips it: whoever only looks was not asked.
    `question_id`: the same one, answered anew, is the same question. The person is locked by the caller."""
    note_contact(session, gift, question_id, _RECOMMENDING if recommends else "page_question", at, "page")


def _last(session: Session, person: Recipient, message_id: str | None) -> datetime | None:
    return session.scalar(
        select(func.max(Contact.at)).where(
            Contact.recipient_id == person.id, Contact.purpose.in_(sorted(BEGUN_BY_US)), _other(message_id)
        )
    )


def _other(message_id: str | None) -> ColumnElement[bool]:
    return Contact.message_id != (message_id or "")


def _between_messages(session: Session, person: Recipient) -> timedelta:
    """The longest of what the house, the workspace and the person want between two messages."""
    days = session.scalar(
        select(func.max(ContactLimit.message_days)).where(
            ContactLimit.workspace_id == person.workspace_id, _limit_holds(bindparam("person", type_=String))
        ),
        {"person": person.id},
    )
    return max(BETWEEN_MESSAGES, timedelta(days=days or 0))
