"""Mails that were written before a mail server was set: once there is one, they go, if they may and are still needed."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import or_, select

from service.db.connect import reading, transaction
from service.gifting.models import RecipientGift
from service.outreach.models import MailMessage
from service.outreach.post import is_mail_on
from service.outreach.send_again import queue_again
from service.recipients.lock import lock_person
from service.workspaces.models import Workspace

_NOT_OPENED: Final = ("created", "notified")
_BATCH: Final = 200


def send_shown_mail(at: datetime) -> int:  # noqa: ARG001 (every sweep is given the instant)
    """Sweep: puts what stands in the outbox only into the queue, where `may_write_at` is asked as for every mail; how many.

    Left alone: sandboxes, links that somebody handed over, and invitations that were opened all the same.
    """
    if not is_mail_on():
        return 0
    with reading() as session:
        found = session.scalars(
            select(MailMessage.id)
            .join(Workspace, Workspace.id == MailMessage.workspace_id)
            .join(RecipientGift, RecipientGift.id == MailMessage.gift_id)
            .where(
                MailMessage.state == "shown",
                MailMessage.handed_over_at.is_(None),
                Workspace.is_sandbox.is_(False),
                or_(MailMessage.kind.not_in(("invitation", "reminder")), RecipientGift.status.in_(_NOT_OPENED)),
            )
            .order_by(MailMessage.created_at, MailMessage.id)
            .limit(_BATCH)
        ).all()
    return sum(_queue(message_id) for message_id in found)


def _queue(message_id: str) -> int:
    with transaction() as session:
        message = session.get_one(MailMessage, message_id)
        lock_person(session, message.recipient_id)
        session.refresh(message, with_for_update=True)
        if message.state != "shown" or message.handed_over_at is not None:
            return 0
        queue_again(session, message)
    return 1
