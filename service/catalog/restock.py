"""Pieces come to a product's shelf, or are written off: one conditional UPDATE, and a line of the shelf's own history."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from service.catalog.models import Product, ShelfChange
from service.catalog.offer_changed import offer_changed
from service.db.loaded import refresh_loaded
from service.errors import InvalidInput, NotFound
from service.workspaces.actor import Actor
from service.workspaces.announcements.announce import announce
from service.workspaces.audit import record_act

REASONS: Final[Mapping[str, str]] = {
    "delivery": "Delivery from the maker",
    "counted": "Counted again",
    "damaged": "Damaged or lost",
    "other": "Something else",
}
"""Why pieces come or go, as pages say it."""
MOST: Final = 1_000_000


def change_shelf(session: Session, product_id: str, pieces: int, reason: str, actor: Actor, at: datetime) -> int:
    """Brings pieces (above zero) or writes off free ones (below); what is free afterwards.

    What somebody was promised is not free and cannot be written off. Raises InvalidInput for a reason or number that is none,
    NotFound for another workspace's product.
    """
    held = select(Product.stock).where(Product.id == product_id, Product.workspace_id == actor.workspace_id)
    if session.scalar(held) is None:
        raise NotFound("There’s no such product.")
    if reason not in REASONS:
        raise InvalidInput("Say why the number of pieces changes.", param="reason")
    if pieces == 0 or abs(pieces) > MOST:
        raise InvalidInput("Say how many pieces come or go.", param="pieces")
    changed = session.execute(
        update(Product)
        .where(Product.id == product_id, Product.workspace_id == actor.workspace_id, Product.stock + pieces >= 0)
        .values(stock=Product.stock + pieces, opening_stock=Product.opening_stock + pieces)
        .returning(Product.stock, Product.opening_stock)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    if changed is None:
        free = session.scalar(held)
        raise InvalidInput(
            f"Only {free} {'is' if free == 1 else 'are'} free. What someone was promised can’t be written off.",
            param="pieces",
        )
    refresh_loaded(session, Product, product_id, ["stock", "opening_stock"])
    session.add(
        ShelfChange(
            workspace_id=actor.workspace_id,
            product_id=product_id,
            pieces=pieces,
            before=changed.opening_stock - pieces,
            after=changed.opening_stock,
            reason=reason,
            user_id=actor.user_id,
            at=at,
        )
    )
    if pieces > 0:
        offer_changed(session, [session.get_one(Product, product_id)])
        announce(session, actor.workspace_id, "product.restocked", product_id, at)
    elif changed.stock == 0:
        announce(session, actor.workspace_id, "product.out_of_stock", product_id, at)
    record_act(
        session, actor, "product.restocked", at, subject_id=product_id, body={"pieces": pieces, "reason": reason}
    )
    return int(changed.stock)


def shelf_history(session: Session, product_id: str) -> list[ShelfChange]:
    """Every change, the newest first."""
    query = select(ShelfChange).where(ShelfChange.product_id == product_id).order_by(ShelfChange.id.desc())
    return list(session.scalars(query.limit(100)))
