"""Gifts that are running out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.catalog.models import Product
from service.gifting.models import RecipientGift
from service.gifting.transitions import PLANNED

FEW: Final = 3
SHOWN: Final = 8


@dataclass(frozen=True, slots=True)
class ShortStock:
    """`left` lie on the shelf, `planned` are chosen in plans that have not reserved them yet."""

    product: Product
    left: int
    planned: int


def list_short(session: Session, workspace_id: str) -> list[ShortStock]:
    """Products with few left or with more planned than left, the scarcest first."""
    chosen = (
        select(RecipientGift.product_id, func.count().label("people"))
        .where(RecipientGift.workspace_id == workspace_id, RecipientGift.status.in_(PLANNED))
        .group_by(RecipientGift.product_id)
        .subquery()
    )
    rows = session.execute(
        select(Product, chosen.c.people)
        .join(chosen, chosen.c.product_id == Product.id)
        .where(Product.workspace_id == workspace_id, (Product.stock <= FEW) | (Product.stock < chosen.c.people))
        .order_by(Product.stock - chosen.c.people, Product.sku)
        .limit(SHOWN)
    )
    return [ShortStock(product, product.stock, planned) for product, planned in rows]
