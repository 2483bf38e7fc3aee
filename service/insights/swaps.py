"""What people exchanged, and how often each gift was: the clearest thing they tell us."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.catalog.models import Product
from service.db.writing.beside import beside
from service.decisions.forecasting.confidence import Share
from service.gifting.models import RecipientGift


@dataclass(frozen=True, slots=True)
class SwapLine:
    """A gift that was planned, the gifts it was exchanged for, and how many of its people exchanged it."""

    name: str
    instead: tuple[tuple[str, int], ...]
    swapped: Share


def count_swaps(session: Session, campaign: Campaign) -> list[SwapLine]:
    """One line for every planned gift that somebody swapped, most swapped first. Rows come back for products, not for people."""
    first = func.coalesce(RecipientGift.original_product_id, RecipientGift.product_id)
    rows = session.execute(
        select(first, RecipientGift.product_id, RecipientGift.is_swapped, func.count())
        .where(
            beside(RecipientGift.workspace_id) == campaign.workspace_id,
            RecipientGift.campaign_id == campaign.id,
            RecipientGift.launched_at.is_not(None),
            RecipientGift.status != "canceled",
            first.is_not(None),
        )
        .group_by(first, RecipientGift.product_id, RecipientGift.is_swapped)
    )
    planned: Counter[str] = Counter()
    away: dict[str, Counter[str]] = {}
    for product_id, present, is_swapped, people in rows:
        planned[product_id] += people
        if is_swapped and present and present != product_id:
            away.setdefault(product_id, Counter())[present] += people
    names = _names(session, campaign.workspace_id, {*away, *(to for found in away.values() for to in found)})
    lines = [
        SwapLine(
            names[product_id],
            tuple((names[to], number) for to, number in _most(found, names)),
            Share(found.total(), planned[product_id]),
        )
        for product_id, found in away.items()
    ]
    return sorted(lines, key=lambda line: (-line.swapped.part, line.name))


def _names(session: Session, workspace_id: str, product_ids: set[str]) -> dict[str, str]:
    rows = session.execute(
        select(Product.id, Product.texts).where(Product.workspace_id == workspace_id, Product.id.in_(product_ids))
    )
    return {product_id: str(texts["en"]["name"]) for product_id, texts in rows}


def _most(found: Counter[str], names: dict[str, str]) -> list[tuple[str, int]]:
    """Most first, and by name where as many chose two."""
    return sorted(found.items(), key=lambda one: (-one[1], names[one[0]]))
