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
    planned = _planned(session, workspace_id)
    products = session.scalars(select(Product).where(Product.workspace_id == workspace_id)).all()
    lines = [ShortStock(product, product.stock, planned.get(product.id, 0)) for product in products]
    short = [line for line in lines if line.planned and (line.left <= FEW or line.planned > line.left)]
    return sorted(short, key=lambda line: (line.left - line.planned, line.product.sku))[:SHOWN]


def _planned(session: Session, workspace_id: str) -> dict[str, int]:
    """Product id -> people for whom a plan has chosen it and nothing has been reserved yet."""
    rows = session.execute(
        select(RecipientGift.product_id, func.count())
        .where(
            RecipientGift.workspace_id == workspace_id,
            RecipientGift.product_id.is_not(None),
            RecipientGift.status.in_(PLANNED),
        )
        .group_by(RecipientGift.product_id)
    )
    return {product_id: number for product_id, number in rows if product_id is not None}
