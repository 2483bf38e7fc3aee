"""What the catalog says of its products: marks that nobody stands for, and the shelf's own history.

The sample's products are made up and have no documents.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.catalog.entry import CLEAR, GROUPS, marks_of
from service.catalog.models import Product, ShelfChange
from service.ops.audit.checks.books import all_rows
from service.ops.audit.defect import Defect

_SHOWN: Final = 3


def compare_marks(session: Session) -> Iterator[Defect]:
    """Every own product with a mark that makes it safe for somebody without its source, date or name."""
    own = select(Product).where(~Product.is_sample).order_by(Product.id)
    for product in all_rows(session, own):
        marks = marks_of(product.kind, {group: getattr(product, group) for group in GROUPS})
        bare = [name for name, mark in marks.items() if mark in CLEAR and not _is_stated(product, name)]
        if bare:
            more = f" and {len(bare) - _SHOWN} more" if len(bare) > _SHOWN else ""
            yield Defect(
                "marks",
                product.id,
                f"Product {product.id}: {len(bare)} of its marks make it safe for someone and have no source, date and name: "
                f"{', '.join(bare[:_SHOWN])}{more}.",
            )


def compare_history(session: Session) -> Iterator[Defect]:
    """Each change of a shelf goes on where the last one ended, and the last one ends at what was ever brought."""
    last: dict[str, int] = {}
    for change in all_rows(session, select(ShelfChange).order_by(ShelfChange.id)):
        begins = last.get(change.product_id, change.before)
        last[change.product_id] = change.after
        if begins != change.before or change.before + change.pieces != change.after:
            yield Defect(
                "shelf",
                change.product_id,
                f"Product {change.product_id}: change {change.id} of its shelf goes from {change.before} by {change.pieces} to "
                f"{change.after}; the one before ended at {begins}.",
            )
    for product_id, brought in session.execute(select(Product.id, Product.opening_stock).order_by(Product.id)):
        if product_id in last and last[product_id] != brought:
            yield Defect(
                "shelf",
                product_id,
                f"Product {product_id}: {brought} pieces were ever brought; by its shelf’s history it should be "
                f"{last[product_id]}.",
            )


def _is_stated(product: Product, name: str) -> bool:
    source = product.mark_sources.get(name, {})
    return all(source.get(part) for part in ("source", "on", "by"))
