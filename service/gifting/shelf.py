"""What is free on the shelf. Taking is one conditional UPDATE, so that the last piece goes to one person only."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from service.catalog.models import Product
from service.db.loaded import refresh_loaded
from service.errors import OutOfStock


def take(session: Session, product_id: str, pieces: int = 1) -> bool:
    """Takes `pieces` from the shelf. False, and nothing taken, where there are not so many or the product was recalled, retired, or
    has words to settle."""
    taken = session.execute(
        update(Product)
        .where(
            Product.id == product_id,
            Product.stock >= pieces,
            Product.recalled_at.is_(None),
            Product.retired_at.is_(None),
            ~Product.is_unsettled,
        )
        .values(stock=Product.stock - pieces)
        .returning(Product.id)
        .execution_options(synchronize_session=False)
    ).all()
    refresh_loaded(session, Product, product_id, ["stock"])
    return bool(taken)


def put_back(session: Session, product_id: str, pieces: int = 1) -> None:
    """Puts `pieces` back on the shelf."""
    session.execute(
        update(Product)
        .where(Product.id == product_id)
        .values(stock=Product.stock + pieces)
        .execution_options(synchronize_session=False)
    )
    refresh_loaded(session, Product, product_id, ["stock"])


def move(session: Session, deltas: Mapping[str, int]) -> None:
    """Takes (below zero) and puts back (above zero), products in id order: in any other order two swaps wait for each other for
    ever. Raises OutOfStock with the product's id as `param`."""
    for product_id, delta in sorted(deltas.items()):
        if delta > 0:
            put_back(session, product_id, delta)
        elif delta < 0 and not take(session, product_id, -delta):
            raise OutOfStock("The last one has just gone.", param=product_id)


def lock_products(session: Session, product_ids: Collection[str | None]) -> None:
    """Locks products in id order, for a step that moves some of them more than once."""
    session.execute(
        select(Product.id).where(Product.id.in_(product_ids)).order_by(Product.id).with_for_update(key_share=True)
    ).all()


def merge(first: Mapping[str, int], second: Mapping[str, int]) -> dict[str, int]:
    """Both movements as one: a product that is put back and taken in the same step is not touched at all."""
    return {key: first.get(key, 0) + second.get(key, 0) for key in {**first, **second}}
