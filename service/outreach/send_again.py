"""A mail whose outcome is open, or that failed, is sent again only because a person of the ops role says so."""

from __future__ import annotations

from typing import Final

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from service.errors import Conflict
from service.gifting.models import RecipientGift
from service.jobs.enqueue import enqueue
from service.jobs.models import Job
from service.outreach.models import MailMessage
from service.outreach.send import KIND

AGAIN: Final = ("unknown", "failed")


def send_again(session: Session, message: MailMessage) -> None:
    """Puts the mail back into the queue. Raises Conflict where it is not one that may be sent again."""
    changed = session.execute(
        update(MailMessage)
        .where(MailMessage.id == message.id, MailMessage.state.in_(AGAIN))
        .values(state="queued", error_code=None)
        .returning(MailMessage.id)
        .execution_options(synchronize_session=False)
    ).all()
    if not changed:
        raise Conflict("Only a mail that failed, or whose outcome is unknown, can be sent again.")
    session.refresh(message)
    last = session.scalar(select(func.max(Job.version)).where(Job.kind == KIND, Job.subject_id == message.id))
    gift = session.get_one(RecipientGift, message.gift_id)
    enqueue(
        session,
        KIND,
        message.id,
        version=(last or 0) + 1,
        workspace_id=message.workspace_id,
        campaign_id=gift.campaign_id,
    )
