"""Marks that make a gift safe for somebody and that nobody stands for. The sample's products are made up and have no documents."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.catalog.entry import CLEAR, GROUPS, marks_of
from service.catalog.import_products import is_unsettled
from service.catalog.models import Product
from service.catalog.state_marks import words_of
from service.ops.audit.checks.books import all_rows
from service.ops.audit.defect import Defect

_SHOWN: Final = 3


def compare_marks(session: Session) -> Iterator[Defect]:
    """Every own product with a mark without its source, date or name, or with words of food or skin that don’t hold it back
    though nobody has settled them."""
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
        if not product.is_unsettled and is_unsettled(words_of(product), product.settled):
            yield Defect(
                "marks",
                product.id,
                f"Product {product.id}: it’s said to be neither food nor for the skin, its texts name either, and nobody has "
                "settled that.",
            )


def _is_stated(product: Product, name: str) -> bool:
    source = product.mark_sources.get(name, {})
    return all(source.get(part) for part in ("source", "on", "by"))
