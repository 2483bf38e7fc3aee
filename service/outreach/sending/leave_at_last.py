"""Mails that were written before a mail server was set: once there is one, they go, if they may and are still needed."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import Boolean, literal, or_, select, true

from service.db.connect import transaction
from service.gifting.models import RecipientGift
from service.jobs.row_sweep import Due, RowSweep
from service.outreach.models import MailMessage
from service.outreach.sending.post import is_mail_on
from service.outreach.sending.send_again import queue_again
from service.recipients.lock import lock_person
from service.workspaces.models import Workspace

_NOT_OPENED: Final = ("created", "notified")


def _due(_at: datetime) -> Due:
    """Stands in the outbox only, although mail leaves by now. Left alone: sandboxes, links that somebody handed over, and
    invitations that were opened all the same."""
    return (
        select(MailMessage.id, MailMessage.workspace_id, MailMessage.created_at)
        .join(Workspace, Workspace.id == MailMessage.workspace_id)
        .join(RecipientGift, RecipientGift.id == MailMessage.gift_id)
        .where(
            literal(is_mail_on(), Boolean).is_(true()),
            MailMessage.state == "shown",
            MailMessage.handed_over_at.is_(None),
            Workspace.is_sandbox.is_(False),
            or_(MailMessage.kind.not_in(("invitation", "reminder")), RecipientGift.status.in_(_NOT_OPENED)),
        )
    )


def _queue(message_id: str, _at: datetime) -> int:
    """From the queue on `may_write_at` is asked as for every mail."""
    with transaction() as session:
        message = session.get_one(MailMessage, message_id)
        lock_person(session, message.recipient_id)
        session.refresh(message, with_for_update=True)
        if message.state != "shown" or message.handed_over_at is not None:
            return 0
        queue_again(session, message)
    return 1


send_shown_mail: Final = RowSweep("mail written before there was a server sent", _due, _queue)
"""Puts such mail into the queue; answers how many."""
