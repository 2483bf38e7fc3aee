"""The catalog as the console shows it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session

from service.catalog.models import Product
from service.db.page import Page, cut, page_of
from service.db.writing.chunks import MOST
from service.folding import fold


@dataclass(frozen=True, slots=True)
class GiftList:
    """One page of products and how many there are in each category, by name."""

    page: Page[Product]
    categories: tuple[tuple[str, int], ...]
    total: int


def list_gifts(session: Session, workspace_id: str, category: str, wanted: str, number: str | None) -> GiftList:
    """Products of a category ("" for all) whose name or line has all the words, cheapest first."""
    counts = [
        (name, number_of)
        for name, number_of in session.execute(
            select(Product.category, func.count())
            .where(Product.workspace_id == workspace_id)
            .group_by(Product.category)
            .order_by(Product.category)
        )
    ]
    query = select(Product).where(Product.workspace_id == workspace_id).order_by(Product.price_minor, Product.sku)
    if category:
        query = query.where(Product.category == category)
    words = fold(wanted).split()
    page = _search(session, query, words, number) if words else page_of(session, query, number)
    products = Page([product for (product,) in page.items], page.number, page.total)
    return GiftList(products, tuple(counts), sum(number_of for _, number_of in counts))


def _search(session: Session, query: Select[Product], words: list[str], number: str | None) -> Page[Row[Product]]:
    """Of all that are read, only those of the page are kept."""
    everything = session.scalars(query.execution_options(yield_per=MOST))
    page = cut([product.id for product in everything if _matches(product, words)], number)
    return Page(session.execute(query.where(Product.id.in_(page.items))).all(), page.number, page.total)


def _matches(product: Product, words: list[str]) -> bool:
    text = fold(f"{product.texts['en']['name']} {product.texts['en']['line']} {product.sku}")
    return all(word in text for word in words)
