"""The sweep that makes an answer final once it can no longer be undone: money captured or released, the parcel ordered."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import select

from service.db.connect import reading, transaction
from service.errors import Conflict
from service.gifting.hold import hold_gift, lift_hold
from service.gifting.models import RecipientGift
from service.gifting.transitions import apply
from service.recipients.addresses import has_address

BATCH: Final = 200
_ACTS: Final = {"accepted": "order", "donated": "settle_donation", "declined": "settle_decline"}


def settle_decided(at: datetime) -> int:
    """Settles every gift whose undo window has closed; one gift a transaction, answers how many.

    A gift that was accepted without an address is held, not captured: nobody pays for a parcel that cannot leave.
    """
    with reading() as session:
        due = session.scalars(
            select(RecipientGift.id)
            .where(RecipientGift.status.in_(_ACTS), RecipientGift.is_reserved, RecipientGift.undo_until <= at)
            .order_by(RecipientGift.undo_until)
            .limit(BATCH)
        ).all()
    return sum(_settle(gift_id, at) for gift_id in due)


def _settle(gift_id: str, at: datetime) -> int:
    try:
        with transaction() as session:
            gift = session.get_one(RecipientGift, gift_id)
            if gift.status not in _ACTS or gift.undo_until is None or gift.undo_until > at:
                return 0
            if gift.status == "accepted" and not has_address(session, gift.id):
                hold_gift(session, gift, "address_unconfirmed", at)
                return 0
            lift_hold(session, gift, "address_unconfirmed", at)
            apply(session, gift, _ACTS[gift.status], at)
    except Conflict:
        # Undone or settled from elsewhere since we looked.
        return 0
    return 1
