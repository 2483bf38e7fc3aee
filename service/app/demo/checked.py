"""The sample's gifts checked once more, from the tables: nobody's colleague has the same, and nothing is unsafe."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import distinct, func, select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.catalog.models import Product
from service.db.base import utc_now
from service.decisions.eligibility import reasons_against
from service.decisions.values import SAFETY
from service.gifting.candidate import candidate_for, choice_of, terms_of
from service.gifting.models import RecipientGift


def duplicates(session: Session, campaign: Campaign) -> int:
    """Pairs of colleagues with the same product in whatever version, counted as gifts less different families in each account."""
    rows = session.execute(
        select(func.count(), func.count(distinct(Product.family)))
        .select_from(RecipientGift)
        .join(Product, Product.id == RecipientGift.product_id)
        .where(RecipientGift.campaign_id == campaign.id, RecipientGift.product_id.is_not(None))
        .group_by(RecipientGift.account_id)
    )
    return sum(gifts - products for gifts, products in rows)


def unsafe(session: Session, campaign: Campaign, gifts: Sequence[RecipientGift]) -> int:
    today, terms = utc_now().date(), terms_of(campaign)
    return sum(
        bool(
            SAFETY
            & set(
                reasons_against(
                    candidate_for(session, campaign, gift, today),
                    choice_of(session.get_one(Product, gift.product_id)),
                    terms,
                    1,
                )
            )
        )
        for gift in gifts
        if gift.product_id is not None
    )
