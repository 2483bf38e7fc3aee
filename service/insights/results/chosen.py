"""Rather X than Y: what swaps and keeps taught, from those who had both on their page."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.catalog.models import Product
from service.decisions.forecasting.confidence import Share
from service.decisions.forecasting.small_numbers import may_show
from service.gifting.models import GiftAlternative, RecipientGift
from service.gifting.transitions import KEPT
from service.insights.results.narrow import Narrowed
from service.said import category

FEWEST_CHOICES: Final = 20
"""So many people have to have chosen between two kinds before it is told; below, one could be read off."""
_CHOSE: Final = KEPT | {"returned"}


@dataclass(frozen=True, slots=True)
class Rather:
    """Of those who had gifts of both kinds on their page and kept one of the two, how many chose the first."""

    first: str
    second: str
    chose: Share

    @property
    def is_sure(self) -> bool:
        """Whether the interval leaves the half."""
        low, high = self.chose.interval
        return low > 50 or high < 50


def count_rather(session: Session, part: Narrowed) -> tuple[list[Rather], int, int]:
    """(pairs of categories with at least twenty choices and four on either side, surest first; swaps; keeps).

    The categories are the catalog's own: nothing that somebody eats, avoids or believes is among them.
    """
    categories = {
        product_id: name
        for product_id, name in session.execute(
            select(Product.id, Product.category).where(
                Product.workspace_id.in_(select(RecipientGift.workspace_id).where(*part.condition()).limit(1))
            )
        )
    }
    offered: defaultdict[str, set[str]] = defaultdict(set)
    for gift_id, product_id in session.execute(
        select(GiftAlternative.gift_id, GiftAlternative.product_id)
        .join(RecipientGift, RecipientGift.id == GiftAlternative.gift_id)
        .where(*part.condition(), RecipientGift.status.in_(_CHOSE))
    ):
        offered[gift_id].add(categories.get(product_id, ""))
    chosen: Counter[tuple[str, str]] = Counter()
    swaps = keeps = 0
    for gift_id, original, present, is_swapped in session.execute(
        select(RecipientGift.id, RecipientGift.original_product_id, RecipientGift.product_id, RecipientGift.is_swapped)
        .where(*part.condition(), RecipientGift.status.in_(_CHOSE), RecipientGift.product_id.is_not(None))
    ):  # fmt: skip
        swaps, keeps = swaps + is_swapped, keeps + (not is_swapped)
        took = categories.get(present or "", "")
        planned = categories.get(original or "", "")
        others = {planned} if is_swapped and planned else offered[gift_id]
        for other in others - {took, ""}:
            chosen[took, other] += 1
    found = []
    for one, two in {tuple(sorted(pair)) for pair in chosen}:
        to_one, to_two = chosen[one, two], chosen[two, one]
        first, second, part_of = (one, two, to_one) if to_one >= to_two else (two, one, to_two)
        if to_one + to_two >= FEWEST_CHOICES and may_show(part_of, to_one + to_two):
            found.append(Rather(category(first), category(second), Share(part_of, to_one + to_two)))
    return sorted(found, key=lambda one: (-one.chose.interval[0], one.first, one.second)), swaps, keeps
