"""What people exchanged, and how often each gift was: the clearest thing they tell us."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.catalog.models import Product
from service.decisions.forecasting.confidence import Share
from service.insights.funnel import GiftStand


@dataclass(frozen=True, slots=True)
class SwapLine:
    """A gift that was planned, the gifts it was exchanged for, and how many of its people exchanged it."""

    name: str
    instead: tuple[tuple[str, int], ...]
    swapped: Share


def count_swaps(session: Session, workspace_id: str, gifts: Iterable[GiftStand]) -> list[SwapLine]:
    """One line for every planned gift that somebody swapped, most swapped first."""
    planned: Counter[str] = Counter()
    away: dict[str, Counter[str]] = {}
    for gift in gifts:
        first = gift.original_product_id or gift.product_id
        if first is None:
            continue
        planned[first] += 1
        if gift.is_swapped and gift.product_id and gift.product_id != first:
            away.setdefault(first, Counter())[gift.product_id] += 1
    names = _names(session, workspace_id, {*away, *(to for found in away.values() for to in found)})
    lines = [
        SwapLine(
            names[product_id],
            tuple((names[to], number) for to, number in found.most_common()),
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
