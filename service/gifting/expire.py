"""The sweep that ends gifts nobody answered in time. Their money comes back whole."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.db.connect import transaction
from service.errors import Conflict
from service.gifting.find import AGAIN_FOR
from service.gifting.lock import lock_gift
from service.gifting.look_again import look_at
from service.gifting.models import RecipientGift
from service.gifting.stop import stop_after_yes
from service.gifting.transitions import ANSWERABLE, apply
from service.jobs.row_sweep import Due, RowSweep

_WAITS_FOR_ANSWER: Final = ("address_unconfirmed", "dietary_unknown")


def _due(at: datetime) -> Due:
    """Gifts that are still open when their person may answer no longer, and those that were accepted but wait for an address or an
    answer that never came."""
    expires_at = select(Campaign.expires_at).where(Campaign.id == RecipientGift.campaign_id).scalar_subquery()
    over = select(Campaign.id).where(Campaign.expires_at <= at)
    return select(RecipientGift.id, RecipientGift.workspace_id, expires_at).where(
        # By campaign and status, as the index has them.
        RecipientGift.campaign_id.in_(over),
        RecipientGift.status.in_(ANSWERABLE | {"accepted", "ordered"}),
        or_(RecipientGift.stopped_at.is_(None), RecipientGift.stopped_at <= at - AGAIN_FOR),
        or_(
            RecipientGift.status.in_(ANSWERABLE),
            and_(
                RecipientGift.status == "accepted",
                RecipientGift.hold_reason.in_(_WAITS_FOR_ANSWER),
                RecipientGift.undo_until <= at,
            ),
            and_(RecipientGift.status == "ordered", RecipientGift.hold_reason == "dietary_unknown"),
        ),
    )


def _expire(gift_id: str, at: datetime) -> int:
    try:
        with transaction() as session:
            gift = session.get_one(RecipientGift, gift_id)
            lock_gift(session, gift)
            if gift.status == "ordered":
                return _stop_waiting(session, gift, at)
            # A yes of the last moment may be there since we looked.
            if gift.status == "accepted" and gift.hold_reason not in _WAITS_FOR_ANSWER:
                return 0
            apply(session, gift, "expire", at, values={"undo_until": None})
    except Conflict:
        # It was answered or expired from elsewhere since we looked; either way it is no longer ours to expire.
        return 0
    return 1


def _stop_waiting(session: Session, gift: RecipientGift, at: datetime) -> int:
    if gift.hold_reason != "dietary_unknown":
        return 0
    stop_after_yes(session, gift, at)
    look_at(session, gift)
    return 1


expire_gifts: Final = RowSweep("gifts expired", _due, _expire)
"""Expires what nobody answered in time; answers how many.

An order that waits for an answer cannot expire, its piece is in the hands of fulfilment: it is stopped and chosen again.
"""
