"""A mail whose outcome is open, or that failed, is sent again only because a person of the ops role says so."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from service.errors import Conflict
from service.gifting.models import RecipientGift
from service.jobs.enqueue import enqueue, next_version
from service.outreach.models import MailMessage
from service.outreach.sending.mail_queue import KIND
from service.recipients.lock import lock_person
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act

AGAIN: Final = ("unknown", "failed")


def send_again(session: Session, message: MailMessage, actor: Actor, at: datetime) -> None:
    """Puts the mail back into the queue, with all its patience. Raises Conflict where it is not one that may be sent again."""
    lock_person(session, message.recipient_id)
    session.refresh(message, with_for_update=True)
    if message.state not in AGAIN:
        raise Conflict("You can only resend an email that failed or whose outcome is unknown.")
    queue_again(session, message)
    record_act(session, actor, "mail.sent_again", at, subject_id=message.id)


def queue_again(session: Session, message: MailMessage) -> None:
    """The mail is queued as if it were new, under a job of its own. The caller has locked its person."""
    message.state, message.error_code, message.tries = "queued", None, 0
    message.wait_code = message.wait_until = message.first_failed_at = None
    session.flush()
    gift = session.get_one(RecipientGift, message.gift_id)
    enqueue(
        session,
        KIND,
        message.id,
        version=next_version(session, KIND, message.id),
        workspace_id=message.workspace_id,
        campaign_id=gift.campaign_id,
    )
