"""A named person has looked into what made somebody ill: the product goes on, or it is recalled."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final, Literal, cast

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from service.catalog.models import Product
from service.catalog.offer_changed import offer_changed
from service.errors import Conflict, InvalidInput
from service.gifting.models import Incident
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act

Looked = Literal["maker", "item", "batch", "elsewhere"]
LOOKED: Final[Mapping[Looked, str]] = {
    "maker": "I asked its maker, who knows of no fault",
    "item": "I looked at the item or one of the same batch",
    "batch": "A laboratory tested the batch",
    "elsewhere": "The person was ill from something else, and said so",
}
"""How somebody found out. No words of their own: they would speak of the person."""


def read_looked(typed: str) -> Looked:
    """Raises InvalidInput for what is not one of `LOOKED`."""
    if typed not in LOOKED:
        raise InvalidInput("Say how you found out that it can go on.", param="looked")
    return cast("Looked", typed)


def let_go_on(session: Session, product: Product, looked: Looked, seen: str, actor: Actor, at: datetime) -> int:
    """The product is given again, orders that waited go on, and every report about it is closed: how many those were. `seen`: the
    number of reports that the presser saw. Raises Conflict where another has come since, or nothing stops it."""
    product = session.get_one(Product, product.id, populate_existing=True, with_for_update=True)
    if product.halted_at is None:
        raise Conflict("This gift isn’t stopped any more.")
    if str(count_ill(session, product.id)) != seen:
        raise Conflict("Someone else has been made ill since you opened this page. Look at it again first.")
    product.halted_at = None
    closed = close_ill(session, product.id, "cleared", actor, at)
    session.flush()
    record_act(session, actor, "product.cleared", at, subject_id=product.id, body={"looked": looked, "reports": closed})
    offer_changed(session, [product])
    return closed


def close_ill(
    session: Session, product_id: str, remedy: Literal["cleared", "recalled"], actor: Actor, at: datetime
) -> int:
    """Closes every report of an illness about a product. The caller has locked the product, which every report does too."""
    closed = session.execute(
        update(Incident)
        .where(Incident.product_id == product_id, Incident.kind == "ill", Incident.closed_at.is_(None))
        .values(closed_at=at, closed_by=actor.user_id, remedy=remedy)
        .returning(Incident.id)
        .execution_options(synchronize_session=False)
    ).all()
    return len(closed)


def count_ill(session: Session, product_id: str) -> int:
    """How many people say so and nobody has looked."""
    waiting = select(func.count()).where(
        Incident.product_id == product_id, Incident.kind == "ill", Incident.closed_at.is_(None)
    )
    return session.scalar(waiting) or 0
