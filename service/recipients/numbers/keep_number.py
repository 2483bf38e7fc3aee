"""The number that a person gave for text messages: kept, read, refused by the gateway, forgotten."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from service.recipients.consents.note import Channel, note_consent
from service.recipients.consents.wordings import TEXTS
from service.recipients.models import Recipient, TextNumber
from service.recipients.numbers.codes import end_checks
from service.recipients.numbers.models import NumberCheck
from service.security.encryption import number_hash, readable


def keep_number(session: Session, person: Recipient, number: str, at: datetime) -> None:
    """Writes a number (E.164) down that its person has confirmed, in place of the last one. They are locked by the caller."""
    row = session.get(TextNumber, person.id)
    if row is None:
        row = TextNumber(recipient_id=person.id, workspace_id=person.workspace_id)
        session.add(row)
    if row.number_hash != number_hash(number):
        note_consent(session, person, "texts", "agreed", at, wording=TEXTS)
    row.number, row.number_hash, row.given_at = number, number_hash(number), at
    row.confirmed_at, row.refused_at = at, None
    session.flush()


def number_of(session: Session, recipient_id: str) -> str | None:
    """The number, also one that the gateway refused; None where there is none, or it cannot be read."""
    row = session.get(TextNumber, recipient_id)
    return None if row is None else readable(row.number)


def is_confirmed(session: Session, recipient_id: str) -> bool:
    """Whether they have typed the code that was sent to their number."""
    row = session.get(TextNumber, recipient_id)
    return row is not None and row.confirmed_at is not None


def is_refused(session: Session, recipient_id: str) -> bool:
    """Whether the gateway said that nothing reaches their number."""
    row = session.get(TextNumber, recipient_id)
    return row is not None and row.refused_at is not None


def refuse_number(session: Session, recipient_id: str, number: str, at: datetime) -> None:
    """Nothing is sent to it any more, unless they have given another since."""
    session.execute(
        update(TextNumber)
        .where(TextNumber.recipient_id == recipient_id, TextNumber.number_hash == number_hash(number))
        .values(refused_at=at)
    )


def drop_number(session: Session, person: Recipient, at: datetime, channel: Channel = "page") -> None:
    """The same as `forget_number`, by the person themselves: their consent to text messages ends with it."""
    if is_confirmed(session, person.id):
        note_consent(session, person, "texts", "withdrawn", at, channel=channel)
    forget_number(session, person.id)


def forget_number(session: Session, recipient_id: str) -> None:
    """It goes, and one that waits for its code with it: they chose another way, answered with a stop, or are erased."""
    session.execute(delete(TextNumber).where(TextNumber.recipient_id == recipient_id))
    end_checks(session, NumberCheck.recipient_id == recipient_id)


def people_with(session: Session, number: str) -> Sequence[str]:
    """Ids of all, of whatever workspace, who gave this number (E.164), in the order in which they are locked."""
    found = select(TextNumber.recipient_id).where(TextNumber.number_hash == number_hash(number))
    return session.scalars(found.order_by(TextNumber.recipient_id)).all()
