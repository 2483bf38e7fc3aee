"""How much there is to swap to in the sample campaign, read from the tables."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.catalog.models import Product
from service.decisions.rules.swap_rule import SHARES, swap_range
from service.decisions.values import SwapRule
from service.gifting.models import GiftAlternative, MatchRun, RecipientGift

ENOUGH: Final = 3


@dataclass(frozen=True)
class SwapFigures:
    """`alternatives` people may swap to, everybody's counted; `within` counts those that each limit allows. `short`: people who
    would have fewer than three under each limit, by the plan; `short_now`: under the campaign's own, by the tables."""

    limit: str
    alternatives: int = 0
    within: dict[str, int] = field(default_factory=dict)
    short: dict[str, int] = field(default_factory=dict)
    short_now: int = 0


def swap_figures(session: Session, campaign: Campaign) -> SwapFigures:
    """Of everybody with a gift, by what it first cost and what its alternatives cost now."""
    rows = session.execute(
        select(RecipientGift.id, RecipientGift.first_price_minor, Product.price_minor)
        .join(GiftAlternative, GiftAlternative.gift_id == RecipientGift.id)
        .join(Product, Product.id == GiftAlternative.product_id)
        .where(RecipientGift.campaign_id == campaign.id, RecipientGift.first_price_minor.is_not(None))
    ).all()
    gifts = session.scalars(
        select(RecipientGift.id).where(RecipientGift.campaign_id == campaign.id, RecipientGift.product_id.is_not(None))
    ).all()
    counts = Counter(gift_id for gift_id, _, _ in rows)
    run = session.get(MatchRun, campaign.current_match_run_id) if campaign.current_match_run_id else None
    return SwapFigures(
        limit=campaign.swap_limit,
        alternatives=len(rows),
        within={
            limit: sum(price in swap_range(SwapRule(limit), first or 0) for _, first, price in rows)
            for limit, shares in SHARES.items()
            if shares is not None
        },
        short=dict((run.swap_short or {}) if run else {}),
        short_now=sum(counts[gift_id] < ENOUGH for gift_id in gifts) if campaign.swap_limit != "none" else 0,
    )
