"""Invites a person once everything that was made for them is there."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.campaigns.find import takes_answers
from service.db.base import utc_now
from service.gifting.find import campaign_of
from service.gifting.models import RecipientGift
from service.gifting.transitions import ANSWERABLE
from service.jobs.acts import Effect, Lease
from service.jobs.enqueue import enqueue
from service.outreach.contact_policy import may_write
from service.outreach.models import MailMessage
from service.recipients.models import Recipient
from service.security.ids import new_id

KIND: Final = "outreach.invite"
INVITATION: Final = "invitation"
PAUSE: Final = timedelta(minutes=10)
"""How long until a paused campaign is looked at again."""


def invite_job(lease: Lease) -> Effect:
    """The act of `outreach.invite`: subject is the gift. All of it is quick, so all of it is effect."""
    return partial(invite, gift_id=lease.subject_id, version=lease.version)


def invite(session: Session, *, gift_id: str, version: int = 1) -> None:
    """Writes the invitation down, once for a gift, and asks for it to be sent.

    A paused campaign invites nobody: the same job comes back later under its next `version`. A person we may not write to gets a
    message too, `suppressed` with its reason: silence is a decision that can be looked up.
    """
    at = utc_now()
    gift = session.get_one(RecipientGift, gift_id)
    campaign = campaign_of(session, gift)
    recipient = session.get_one(Recipient, gift.recipient_id)
    key = f"{INVITATION}:{gift.id}"
    known = session.scalar(select(MailMessage.id).where(MailMessage.idempotency_key == key))
    if known is not None or gift.status not in ANSWERABLE or not takes_answers(campaign, at):
        return
    if campaign.status == "paused":
        _ask(session, gift, KIND, gift.id, at + PAUSE, version + 1)
        return
    contact = may_write(session, recipient, at)
    message = MailMessage(
        id=new_id("msg"),
        workspace_id=gift.workspace_id,
        gift_id=gift.id,
        recipient_id=recipient.id,
        kind=INVITATION,
        idempotency_key=key,
        state="queued" if contact.refusal is None else "suppressed",
        error_code=contact.refusal,
        created_at=at,
    )
    session.add(message)
    session.flush()
    if contact.refusal is None:
        gift.delivery_status = "scheduled"
        _ask(session, gift, "outreach.send", message.id, contact.not_before)
    elif contact.refusal == "unsubscribed":
        gift.delivery_status = "unsubscribed"


def _ask(
    session: Session, gift: RecipientGift, kind: str, subject_id: str, run_at: datetime | None, version: int = 1
) -> None:
    enqueue(
        session,
        kind,
        subject_id,
        version=version,
        workspace_id=gift.workspace_id,
        campaign_id=gift.campaign_id,
        run_at=run_at,
    )
