"""How often we write to a person and ask them something, over all campaigns, and the rows that this is counted by."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, bindparam, delete, func, select
from sqlalchemy.orm import Session

from service.contact.models import Contact, ContactLimit
from service.contact.rules import BEGUN_BY_US, BETWEEN_MESSAGES, BETWEEN_QUESTIONS, QUESTIONS, PageQuestion, Purpose
from service.gifting.models import RecipientGift
from service.recipients.models import Recipient
from service.workspaces.sandbox import is_sandbox

_RECOMMENDING: Final[PageQuestion] = "page_nps"

_ASKED: Final = select(
    select(func.max(Contact.at))
    .where(Contact.recipient_id == bindparam("person"), Contact.purpose.in_(sorted(QUESTIONS)))
    .scalar_subquery(),
    select(func.max(ContactLimit.question_days))
    .where(
        ContactLimit.workspace_id == bindparam("workspace"),
        ContactLimit.recipient_id.is_(None) | (ContactLimit.recipient_id == bindparam("person")),
    )
    .scalar_subquery(),
)
"""When the person was asked last, and the longest pause that their workspace or they want. One statement, since pages ask it."""


def note_contact(
    session: Session, gift: RecipientGift, message_id: str, purpose: Purpose | PageQuestion, at: datetime
) -> None:
    """Counts a message from now on, in the transaction that decides that it leaves. The person is locked by the caller."""
    row = {
        "workspace_id": gift.workspace_id,
        "recipient_id": gift.recipient_id,
        "gift_id": gift.id,
        "message_id": message_id,
        "purpose": purpose,
        "at": at,
    }
    forget_contact(session, message_id)
    session.add(Contact(**row))
    session.flush()


def question_free_from(session: Session, gift: RecipientGift) -> datetime | None:
    """From when on a page may put a question to this gift's person of its own accord, counted over all campaigns with those by
    mail; None where none was put yet. What somebody's safety depends on is asked at any time."""
    last, days = session.execute(_ASKED, {"workspace": gift.workspace_id, "person": gift.recipient_id}).one()
    return None if last is None else last + max(BETWEEN_QUESTIONS, timedelta(days=days or 0))


def forget_contact(session: Session, message_id: str) -> None:
    """Nothing left after all: it counts no more."""
    session.execute(delete(Contact).where(Contact.message_id == message_id))


def capped_until(
    session: Session, person: Recipient, purpose: Purpose | PageQuestion, message_id: str | None
) -> tuple[datetime | None, datetime | None]:
    """Until when the last message, and the last question, keep us from writing; None where neither was. The message itself, where
    it is sent again, does not stand in its own way."""
    between, between_questions = _limits(session, person)
    last = _last(session, person, BEGUN_BY_US, message_id)
    asked = _last(session, person, QUESTIONS, message_id) if purpose in QUESTIONS else None
    return (None if last is None else last + between, None if asked is None else asked + between_questions)


def has_had(session: Session, gift: RecipientGift, purpose: Purpose, message_id: str | None) -> bool:
    """Whether this gift has had a message of this purpose, other than this one."""
    found = select(Contact.id).where(Contact.gift_id == gift.id, Contact.purpose == purpose, _other(message_id))
    return session.scalar(found.limit(1)) is not None


def may_ask_here(session: Session, person: Recipient, at: datetime) -> bool:
    """Whether a page may ask this person something now. They are locked by the caller, so that of two pages one asks. A sandbox
    asks as often as it likes."""
    if person.erased_at is not None:
        return False
    if is_sandbox(session, person.workspace_id):
        return True
    _, asked = capped_until(session, person, "page_question", None)
    return asked is None or asked <= at


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
    note_contact(session, gift, question_id, _RECOMMENDING if recommends else "page_question", at)


def _last(session: Session, person: Recipient, purposes: Collection[str], message_id: str | None) -> datetime | None:
    return session.scalar(
        select(func.max(Contact.at)).where(
            Contact.recipient_id == person.id, Contact.purpose.in_(sorted(purposes)), _other(message_id)
        )
    )


def _other(message_id: str | None) -> ColumnElement[bool]:
    return Contact.message_id != (message_id or "")


def _limits(session: Session, person: Recipient) -> tuple[timedelta, timedelta]:
    """The longest of what the house, the workspace and the person want between two messages and two questions."""
    rows = session.execute(
        select(ContactLimit.message_days, ContactLimit.question_days).where(
            ContactLimit.workspace_id == person.workspace_id,
            ContactLimit.recipient_id.is_(None) | (ContactLimit.recipient_id == person.id),
        )
    ).all()
    return (
        max([BETWEEN_MESSAGES, *(timedelta(days=message) for message, _ in rows)]),
        max([BETWEEN_QUESTIONS, *(timedelta(days=question) for _, question in rows)]),
    )
