"""What a plan has promised to others and not yet set aside: nobody's single change may take it from them."""

from __future__ import annotations

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.campaigns.transitions import allows
from service.gifting.models import RecipientGift
from service.gifting.money import bound_for_colleagues
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
    """Minor units that this gift may cost beyond what is set aside for it: neither set aside, nor spent, nor planned for others, of
    the campaign's budget and of its account's; below 0 where the plan no longer fits. A closed campaign has none."""
    if not allows(campaign.status, "decide_again"):
        return 0
    whole = campaign.budget_minor - campaign.reserved_minor - campaign.captured_minor
    left = whole - _planned_money(session, *_planned_for_others(gift))
    share = account_left(session, campaign, gift)
    return left if share is None else min(left, share)


def account_left(session: Session, campaign: Campaign, gift: RecipientGift) -> int | None:
    """The same of the account's own budget alone; None where accounts have none."""
    if campaign.account_budget_minor is None:
        return None
    own = gift.price_minor if gift.is_reserved else 0
    planned = _planned_money(session, *_planned_for_others(gift), RecipientGift.account_id == gift.account_id)
    return campaign.account_budget_minor - bound_for_colleagues(session, gift) - planned - own


def _planned_for_others(gift: RecipientGift) -> tuple[ColumnElement[bool], ...]:
    return (
        RecipientGift.campaign_id == gift.campaign_id,
        RecipientGift.id != gift.id,
        RecipientGift.status.in_(PLANNED),
        RecipientGift.product_id.is_not(None),
    )


def _planned_money(session: Session, *those: ColumnElement[bool]) -> int:
    return int(session.scalar(select(func.coalesce(func.sum(RecipientGift.price_minor), 0)).where(*those)) or 0)
