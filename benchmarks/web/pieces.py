"""Whether anything was given away twice: each product's pieces, counted from the rows before and after."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.catalog.models import Product
from service.gifting.models import RecipientGift, SetAside, SoftHold


@dataclass(frozen=True, slots=True)
class Pieces:
    """By product id: on the shelf, and out of it (somebody's gift, shown to somebody, kept for an answer)."""

    shelf: Counter[str]
    out: Counter[str]

    @property
    def there(self) -> Counter[str]:
        """All there are of each product."""
        return Counter({key: self.shelf[key] + self.out[key] for key in {*self.shelf, *self.out}})


def count_pieces(session: Session) -> Pieces:
    """Every workspace's, at this moment."""
    out = Counter[str]()
    gifts = select(RecipientGift.product_id, func.count()).where(RecipientGift.is_reserved)
    shown = select(SoftHold.product_id, func.count())
    for product_id, pieces in session.execute(gifts.group_by(RecipientGift.product_id)):
        out[str(product_id)] += pieces
    for product_id, pieces in session.execute(shown.group_by(SoftHold.product_id)):
        out[product_id] += pieces
    for kept in session.scalars(select(SetAside.pieces).where(SetAside.is_taken)):
        out.update(kept)
    shelf = Counter({key: stock for key, stock in session.execute(select(Product.id, Product.stock))})
    return Pieces(shelf, out)


def oversold(before: Pieces, after: Pieces) -> int:
    """Pieces that are out and never were there, and those that the shelf owes."""
    there = before.there
    return sum(max(0, pieces - there[key]) for key, pieces in after.out.items()) + sum(
        max(0, -pieces) for pieces in after.shelf.values()
    )
