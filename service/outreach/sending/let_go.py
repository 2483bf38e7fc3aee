"""What waits to be sent to somebody who must not be written to any more is ended at once, and not only when its turn comes."""

from __future__ import annotations

from functools import partial
from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.contact.caps import forget_contact
from service.contact.may_write import may_write_at
from service.db.base import utc_now
from service.gifting.models import RecipientGift
from service.jobs.act_types import Effect, Lease
from service.outreach.models import MailKind, MailMessage
from service.recipients.lock import lock_person


def let_go_job(lease: Lease) -> Effect:
    """The act of `outreach.let_go`: subject is the person."""
    return partial(let_go, lease.subject_id)


def let_go(recipient_id: str, session: Session) -> None:
    """Ends every queued mail of the person that may never leave; a warning about their safety stays."""
    at, person = utc_now(), lock_person(session, recipient_id)
    queued = (
        select(MailMessage)
        .where(MailMessage.recipient_id == recipient_id, MailMessage.state == "queued")
        .order_by(MailMessage.id)
        .with_for_update()
    )
    for message in session.scalars(queued).all():
        gift = session.get_one(RecipientGift, message.gift_id)
        answer = may_write_at(session, person, at, cast(MailKind, message.kind), gift, message.id)
        if answer.never is not None:
            message.state, message.error_code = "suppressed", answer.never
            message.wait_code = message.wait_until = None
            forget_contact(session, message.id)
