"""What a plan has promised to others and not yet set aside: nobody's single change may take it from them."""

from __future__ import annotations

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.gifting.models import RecipientGift
from service.gifting.transitions import PLANNED


def promised_pieces(session: Session, gift: RecipientGift) -> dict[str, int]:
    """Product id -> pieces that still lie on the shelf but are planned for others of this campaign."""
    rows = session.execute(
        select(RecipientGift.product_id, func.count())
        .where(*_planned_for_others(gift))
        .group_by(RecipientGift.product_id)
    )
    return {product_id: count for product_id, count in rows if product_id is not None}


def money_left(session: Session, campaign: Campaign, gift: RecipientGift) -> int:
    """Minor units that are neither set aside, nor spent, nor planned for others; below 0 where the plan no longer fits."""
    planned = session.scalar(
        select(func.coalesce(func.sum(RecipientGift.price_minor), 0)).where(*_planned_for_others(gift))
    )
    return campaign.budget_minor - campaign.reserved_minor - campaign.captured_minor - int(planned or 0)


def _planned_for_others(gift: RecipientGift) -> tuple[ColumnElement[bool], ...]:
    return (
        RecipientGift.campaign_id == gift.campaign_id,
        RecipientGift.id != gift.id,
        RecipientGift.status.in_(PLANNED),
        RecipientGift.product_id.is_not(None),
    )
