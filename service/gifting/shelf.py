"""What is free on the shelf. Taking is one conditional UPDATE, so that the last piece goes to one person only.

Whoever listens is told when the last free piece goes, and when one is free again after there was none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, Dialect, Integer, Row, String, bindparam, select, update
from sqlalchemy.orm import Session
from sqlalchemy.sql import ClauseElement

from service.catalog.models import Product
from service.db.base import utc_now
from service.db.loaded import ask, refresh_loaded
from service.db.writing.chunks import in_chunks
from service.db.writing.listed import as_listed, listed
from service.db.writing.prepared import Prepared
from service.errors import OutOfStock
from service.workspaces.announcements.announce import Kind, announce

_product: Any = Product.__table__  # a table of the mapping, whose columns mypy does not know


def take(session: Session, product_id: str, pieces: int = 1) -> bool:
    """Takes `pieces` from the shelf. False, and nothing taken, where there are not so many or the product was recalled, halted or
    retired, or has words to settle."""
    taken = ask(session, _TAKE, {"product": product_id, "pieces": pieces}).all()
    refresh_loaded(session, Product, product_id, ["stock"])
    _tell(session, "product.out_of_stock", taken, 0)
    return bool(taken)


def _tell(session: Session, kind: Kind, moved: Iterable[Row[*tuple[Any, ...]]], stock: int) -> None:
    """Of the products that were moved, those of which `stock` pieces are free now."""
    for product in moved:
        if product.stock == stock:
            announce(session, product.workspace_id, kind, product.id, utc_now())


_PUT_BACK: Final = (
    update(Product)
    .where(Product.id.in_(bindparam("products", expanding=True)))
    .values(stock=Product.stock + bindparam("pieces", type_=Integer))
    .returning(Product.id, Product.workspace_id, Product.stock)
    .execution_options(synchronize_session=False)
)


def take_each(session: Session, pieces: Mapping[str, int]) -> frozenset[str]:
    """The same of many products at once: the ids of those that had as many `pieces` (by product id) and let them be taken. Of the
    others nothing is taken."""
    if not pieces:
        return frozenset()
    # An UPDATE of many rows locks them in no certain order, so they are locked before.
    lock_products(session, pieces)
    connection = session.connection()
    rows = as_listed(connection, "wanted", ("id", "pieces"), sorted(pieces.items()))
    moved = list(_TAKE_EACH.run(connection, **rows))
    taken = frozenset(row.id for row in moved)
    for product_id in taken:
        refresh_loaded(session, Product, product_id, ["stock"])
    _tell(session, "product.out_of_stock", sorted(moved, key=lambda row: row.id), 0)
    return taken


def _take_each(dialect: Dialect) -> ClauseElement:
    wanted = listed(dialect, "wanted", {"id": String(), "pieces": Integer()})
    return (
        update(_product)
        .where(_product.c.id == wanted.c.id, *_may_go(_product.c, wanted.c.pieces))
        .values(stock=_product.c.stock - wanted.c.pieces)
        .returning(_product.c.id, _product.c.workspace_id, _product.c.stock)
    )


_TAKE_EACH: Final = Prepared(_take_each)


def _may_go(product: Any, pieces: Any) -> tuple[ColumnElement[bool], ...]:
    """What is true of a product that so many pieces may be taken of. `product`: its columns, or the mapped class."""
    return (
        product.stock >= pieces,
        product.recalled_at.is_(None),
        product.halted_at.is_(None),
        product.retired_at.is_(None),
        ~product.is_unsettled,
    )


_PIECES: Final = bindparam("pieces", type_=Integer)
_TAKE: Final = (
    update(_product)
    .where(_product.c.id == bindparam("product"), *_may_go(_product.c, _PIECES))
    .values(stock=_product.c.stock - _PIECES)
    .returning(_product.c.id, _product.c.workspace_id, _product.c.stock)
)


def put_back(session: Session, product_id: str, pieces: int = 1) -> None:
    """Puts `pieces` back on the shelf."""
    _put_back_each(session, [product_id], pieces)


def _put_back_each(session: Session, product_ids: Sequence[str], pieces: int) -> None:
    moved = ask(session, _PUT_BACK, {"products": product_ids, "pieces": pieces}).all()
    for product_id in product_ids:
        refresh_loaded(session, Product, product_id, ["stock"])
    _tell(session, "product.restocked", sorted(moved, key=lambda row: str(row.id)), pieces)


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
        ask(session, _LOCKED, {"products": some}).all()


def merge(first: Mapping[str, int], second: Mapping[str, int]) -> dict[str, int]:
    """Both movements as one: a product that is put back and taken in the same step is not touched at all."""
    return {key: first.get(key, 0) + second.get(key, 0) for key in {**first, **second}}
