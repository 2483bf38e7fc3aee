"""The catalog as the console shows it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.catalog.models import Product
from service.db.page import Page, cut
from service.folding import fold


@dataclass(frozen=True, slots=True)
class GiftList:
    """One page of products and how many there are in each category, by name."""

    page: Page[Product]
    categories: tuple[tuple[str, int], ...]
    total: int


def list_gifts(session: Session, workspace_id: str, category: str, wanted: str, number: str | None) -> GiftList:
    """Products of a category ("" for all) whose name or line has all the words, cheapest first."""
    products = session.scalars(
        select(Product).where(Product.workspace_id == workspace_id).order_by(Product.price_minor, Product.sku)
    ).all()
    counts = Counter(product.category for product in products)
    words = fold(wanted).split()
    found = [
        product
        for product in products
        if (not category or product.category == category) and (not words or _matches(product, words))
    ]
    return GiftList(cut(found, number), tuple(sorted(counts.items())), len(products))


def _matches(product: Product, words: list[str]) -> bool:
    text = fold(f"{product.texts['en']['name']} {product.texts['en']['line']} {product.sku}")
    return all(word in text for word in words)
