"""Reminds a person once of a gift whose invitation led to nothing. Whoever pressed anything on its page is left in peace."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from service.campaigns.models import Campaign
from service.contact.gift_state import NOT_PRESSED, ended
from service.db.connect import reading, transaction
from service.gifting.lock import lock_gift
from service.gifting.models import RecipientGift
from service.outreach.models import LEFT, MailMessage
from service.outreach.write_down import is_written, write_down

AFTER: Final = timedelta(days=5)
"""How long an invitation is left alone."""
BATCH: Final = 200


def remind_people(at: datetime) -> int:
    """Sweep: writes down the reminders that are due and asks for them to be sent; answers how many. One gift a transaction."""
    invitation, reminder = aliased(MailMessage), aliased(MailMessage)
    reminded = exists().where(reminder.gift_id == RecipientGift.id, reminder.kind == "reminder")
    with reading() as session:
        due = session.scalars(
            select(RecipientGift.id)
            .join(Campaign, Campaign.id == RecipientGift.campaign_id)
            .join(invitation, invitation.gift_id == RecipientGift.id)
            .where(
                RecipientGift.status == "notified",
                Campaign.status == "running",
                Campaign.expires_at > at + NOT_PRESSED,
                invitation.kind == "invitation",
                invitation.state.in_(LEFT),
                invitation.sent_at <= at - AFTER,
                ~reminded,
            )
            .order_by(RecipientGift.id)
            .limit(BATCH)
        ).all()
    return sum(_remind(gift_id, at) for gift_id in due)


def _remind(gift_id: str, at: datetime) -> int:
    with transaction() as session:
        # The lock lets two sweeps at the same moment see each other, so that one of them writes.
        gift = session.get_one(RecipientGift, gift_id)
        lock_gift(session, gift)
        if is_written(session, gift, "reminder") or ended(session, gift, "reminder", at):
            return 0
        write_down(session, gift, "reminder", at)
    return 1
