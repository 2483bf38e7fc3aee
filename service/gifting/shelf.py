"""What is free on the shelf. Taking is one conditional UPDATE, so that the last piece goes to one person only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Final

from sqlalchemy import Integer, bindparam, select, update
from sqlalchemy.orm import Session

from service.catalog.models import Product
from service.db.loaded import refresh_loaded
from service.db.writing.chunks import in_chunks
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


_PUT_BACK: Final = (
    update(Product)
    .where(Product.id.in_(bindparam("products", expanding=True)))
    .values(stock=Product.stock + bindparam("pieces", type_=Integer))
    .execution_options(synchronize_session=False)
)


def put_back(session: Session, product_id: str, pieces: int = 1) -> None:
    """Puts `pieces` back on the shelf."""
    _put_back_each(session, [product_id], pieces)


def _put_back_each(session: Session, product_ids: Sequence[str], pieces: int) -> None:
    session.execute(_PUT_BACK, {"products": product_ids, "pieces": pieces})
    for product_id in product_ids:
        refresh_loaded(session, Product, product_id, ["stock"])


def move(session: Session, deltas: Mapping[str, int]) -> None:
    """Takes (below zero) and puts back (above zero). Products are locked in id order: in any other order two swaps wait for each
    other for ever. Raises OutOfStock with the product's id as `param`."""
    moved = {product_id: delta for product_id, delta in deltas.items() if delta}
    if len(moved) > 1:
        lock_products(session, moved)
    back: dict[int, list[str]] = defaultdict(list)
    for product_id, delta in sorted(moved.items()):
        if delta > 0:
            back[delta].append(product_id)
        elif not take(session, product_id, -delta):
            raise OutOfStock("The last one has just gone.", param=product_id)
    for delta, product_ids in back.items():
        for some in in_chunks(product_ids):
            _put_back_each(session, some, delta)


_LOCKED: Final = (
    select(Product.id)
    .where(Product.id.in_(bindparam("products", expanding=True)))
    .order_by(Product.id)
    .with_for_update(key_share=True)
)


def lock_products(session: Session, product_ids: Collection[str | None]) -> None:
    """Locks products in id order, for a step that moves some of them more than once."""
    for some in in_chunks(sorted(product_id for product_id in set(product_ids) if product_id is not None)):
        session.execute(_LOCKED, {"products": some}).all()


def merge(first: Mapping[str, int], second: Mapping[str, int]) -> dict[str, int]:
    """Both movements as one: a product that is put back and taken in the same step is not touched at all."""
    return {key: first.get(key, 0) + second.get(key, 0) for key in {**first, **second}}
