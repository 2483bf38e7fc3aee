"""The sweep that starts the clock of addresses which no step of their gift ever will: the parcel whose arrival nobody reports, the
order that waits for ever, and gifts that had ended before every ending started the clock."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import and_, func, or_, select, update

from service.campaigns.models import Campaign
from service.config import settings
from service.db.connect import transaction
from service.gifting.models import GiftEvent, RecipientGift
from service.gifting.transitions import TERMINAL
from service.recipients.models import DeliveryAddress

WAITED_FOR: Final = timedelta(days=90)
"""How long after its campaign and its own last step a gift may still need its address."""
_ANSWERED: Final = ("declined", "donated")


def start_forgotten_clocks(at: datetime) -> int:
    """Gives every address whose gift has ended, or has not moved for too long, its stated days; answers how many."""
    last_step = select(func.max(GiftEvent.at)).where(GiftEvent.gift_id == RecipientGift.id).scalar_subquery()
    has_ended = or_(
        RecipientGift.status.in_(TERMINAL),
        and_(RecipientGift.status.in_(_ANSWERED), RecipientGift.is_reserved.is_(False)),
    )
    stands_still = and_(
        Campaign.expires_at <= at - WAITED_FOR,
        DeliveryAddress.created_at <= at - WAITED_FOR,
        func.coalesce(last_step, RecipientGift.created_at) <= at - WAITED_FOR,
    )
    done = (
        select(RecipientGift.id)
        .join(Campaign, Campaign.id == RecipientGift.campaign_id)
        .where(RecipientGift.id == DeliveryAddress.gift_id, or_(has_ended, stands_still))
    )
    with transaction() as session:
        started = session.execute(
            update(DeliveryAddress)
            .where(
                DeliveryAddress.erase_after.is_(None),
                DeliveryAddress.body.is_not(None),
                done.correlate(DeliveryAddress).exists(),
            )
            .values(erase_after=at + timedelta(days=settings().address_kept_days))
            .returning(DeliveryAddress.id)
            .execution_options(synchronize_session=False)
        ).all()
    return len(started)
