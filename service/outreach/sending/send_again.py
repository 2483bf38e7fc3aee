"""A mail whose outcome is open, or that failed, is sent again only because a person of the ops role says so."""

from __future__ import annotations

from datetime import datetime
from typing import Final, cast

from sqlalchemy.orm import Session

from service.contact.may_write import way_to
from service.contact.rules import SAFETY
from service.contact.wishes.ways import Way
from service.errors import Conflict
from service.gifting.models import RecipientGift
from service.jobs.enqueue import enqueue, next_version
from service.outreach.models import JOB_OF, MailKind, MailMessage
from service.outreach.purpose import topic_of
from service.recipients.lock import lock_person
from service.recipients.models import Recipient
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
    gift, job = session.get_one(RecipientGift, message.gift_id), JOB_OF[message.way]
    enqueue(
        session,
        job,
        message.id,
        version=next_version(session, job, message.id),
        workspace_id=message.workspace_id,
        campaign_id=gift.campaign_id,
        passes_pause=message.kind in SAFETY,
    )


def go_another_way(session: Session, message: MailMessage, person: Recipient, at: datetime) -> bool:
    """Whether its person has chosen another way since a queued message was written: it then waits there, as if it were new. The
    person is locked by the caller. A warning that goes by mail stays there: it may have tried the other way."""
    way = way_to(session, person, topic_of(cast(MailKind, message.kind)), at)
    if way == message.way or (message.kind in SAFETY and message.way == "mail"):
        return False
    take_way(session, message, way)
    return True


def take_way(session: Session, message: MailMessage, way: Way) -> None:
    """From now on it goes this way, with all patience. The caller has locked its person."""
    message.way, message.addressed_to, message.sending_token = way, None, None
    queue_again(session, message)
