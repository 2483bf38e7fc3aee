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
from service.jobs.row_sweep import Due, RowSweep
from service.recipients.models import DeliveryAddress

WAITED_FOR: Final = timedelta(days=90)
"""How long after its campaign and its own last step a gift may still need its address."""
_ANSWERED: Final = ("declined", "donated")


def _due(at: datetime) -> Due:
    """Addresses without a clock whose gift has ended, or has not moved for too long."""
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
    return (
        select(DeliveryAddress.id, DeliveryAddress.workspace_id, DeliveryAddress.created_at)
        .join(RecipientGift, RecipientGift.id == DeliveryAddress.gift_id)
        .join(Campaign, Campaign.id == RecipientGift.campaign_id)
        .where(
            DeliveryAddress.erase_after.is_(None),
            DeliveryAddress.body.is_not(None),
            or_(has_ended, stands_still),
        )
    )


def _start(address_id: str, at: datetime) -> int:
    with transaction() as session:
        started = session.scalars(
            update(DeliveryAddress)
            .where(
                DeliveryAddress.id == address_id, DeliveryAddress.id.in_(_due(at).with_only_columns(DeliveryAddress.id))
            )
            .values(erase_after=at + timedelta(days=settings().address_kept_days))
            .returning(DeliveryAddress.id)
            .execution_options(synchronize_session=False)
        )
        return len(started.all())


start_forgotten_clocks: Final = RowSweep("forgotten addresses found", _due, _start)
"""Gives every such address its stated days; answers how many."""
