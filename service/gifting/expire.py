"""The sweep that ends gifts nobody answered in time. Their money comes back whole."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import and_, or_, select

from service.campaigns.models import Campaign
from service.db.connect import reading, transaction
from service.errors import Conflict
from service.gifting.models import RecipientGift
from service.gifting.transitions import ANSWERABLE, apply

BATCH: Final = 200


def expire_gifts(at: datetime) -> int:
    """Expires what is still open when its campaign closes, and what was accepted but never got an address. One gift a
    transaction; answers how many."""
    with reading() as session:
        due = session.scalars(
            select(RecipientGift.id)
            .join(Campaign, Campaign.id == RecipientGift.campaign_id)
            .where(
                Campaign.expires_at <= at,
                or_(
                    RecipientGift.status.in_(ANSWERABLE),
                    and_(
                        RecipientGift.status == "accepted",
                        RecipientGift.hold_reason == "address_unconfirmed",
                        RecipientGift.undo_until <= at,
                    ),
                ),
            )
            .order_by(RecipientGift.id)
            .limit(BATCH)
        ).all()
    return sum(_expire(gift_id, at) for gift_id in due)


def _expire(gift_id: str, at: datetime) -> int:
    try:
        with transaction() as session:
            apply(session, session.get_one(RecipientGift, gift_id), "expire", at, values={"undo_until": None})
    except Conflict:
        # It was answered or expired from elsewhere since we looked; either way it is no longer ours to expire.
        return 0
    return 1
