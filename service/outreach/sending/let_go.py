"""What waits to be sent to somebody who must not be written to any more is ended at once, and not only when its turn comes."""

from __future__ import annotations

from functools import partial
from typing import cast

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from service.contact.caps import forget_contact
from service.contact.may_write import may_write_at
from service.contact.suppressed import forget
from service.contact.wishes.ways import Way
from service.db.base import utc_now
from service.gifting.models import RecipientGift
from service.jobs.act_types import Effect, Lease
from service.outreach.models import MailKind, MailMessage
from service.outreach.purpose import purpose_of
from service.outreach.sending.send_again import go_another_way
from service.recipients.lock import lock_person
from service.recipients.models import Recipient


def let_go_job(lease: Lease) -> Effect:
    """The act of `outreach.let_go`: subject is the person."""
    return partial(let_go, lease.subject_id)


def let_go(recipient_id: str, session: Session) -> None:
    """Ends every queued mail of the person that may never leave; a warning about their safety stays."""
    at, person = utc_now(), lock_person(session, recipient_id)
    if person.erased_at is not None:
        _forget_addresses(session, person)
    queued = (
        select(MailMessage)
        .where(MailMessage.recipient_id == recipient_id, MailMessage.state == "queued")
        .order_by(MailMessage.id)
        .with_for_update()
    )
    for message in session.scalars(queued).all():
        gift = session.get_one(RecipientGift, message.gift_id)
        go_another_way(session, message, person, at)
        kind, way = cast(MailKind, message.kind), cast(Way, message.way)
        answer = may_write_at(session, person, at, purpose_of(session, gift, kind), gift, message.id, way)
        if answer.never is not None:
            message.state, message.error_code = "suppressed", answer.never
            message.wait_code = message.wait_until = None
            forget_contact(session, message.id)


def _forget_addresses(session: Session, person: Recipient) -> None:
    """Of whoever was erased one keyed hash stays: those of addresses that they had before go, with what became of mail there."""
    theirs = MailMessage.recipient_id == person.id
    older = session.scalars(
        select(MailMessage.addressed_to).where(theirs, MailMessage.addressed_to != person.email_hash).distinct()
    )
    for address in older.all():
        if address is not None:
            forget(session, person.workspace_id, address)
    session.execute(update(MailMessage).where(theirs).values(addressed_to=None))
