"""Alternatives set aside for some minutes while somebody looks at them, so that what is shown can also be had."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session, aliased

from service.db.connect import transaction
from service.gifting import shelf
from service.gifting.events import EventKind, write_event
from service.gifting.lock import lock_gift
from service.gifting.models import RecipientGift, SoftHold
from service.jobs.row_sweep import Due, RowSweep

HELD_FOR: Final = timedelta(minutes=15)
"""Long enough that hardly anybody is still choosing when it ends: those who were, met most of the empty shelves."""


def hold_offers(session: Session, gift: RecipientGift, product_ids: Sequence[str], at: datetime) -> tuple[str, ...]:
    """Sets one piece of each product aside where there is one; answers which. A hold that still runs is neither lengthened nor
    doubled, so pressing again keeps nobody else waiting longer."""
    present = held_for(session, gift)
    if present:
        return tuple(product_id for product_id in product_ids if product_id in present)
    held = tuple(product_id for product_id in sorted(set(product_ids)) if shelf.take(session, product_id))
    session.add_all(
        SoftHold(gift_id=gift.id, product_id=product_id, workspace_id=gift.workspace_id, until=at + HELD_FOR)
        for product_id in held
    )
    if held:
        write_event(session, gift, EventKind.OFFERS_HELD, {"stock": dict.fromkeys(held, -1)}, at)
    return tuple(product_id for product_id in product_ids if product_id in held)


def held_for(session: Session, gift: RecipientGift) -> frozenset[str]:
    """Products of which a piece is set aside for this person while they look."""
    return frozenset(session.scalars(select(SoftHold.product_id).where(SoftHold.gift_id == gift.id)))


def let_go(session: Session, gift_id: str) -> dict[str, int]:
    """Ends a gift's holds and answers what they give back to the shelf; the caller moves it there."""
    gone = session.execute(
        delete(SoftHold)
        .where(SoftHold.gift_id == gift_id)
        .returning(SoftHold.product_id)
        .execution_options(synchronize_session=False)
    )
    return dict(Counter(gone.scalars()))


def _due(at: datetime) -> Due:
    """One row for each gift, that of its first product."""
    other = aliased(SoftHold)
    first = ~exists().where(
        other.gift_id == SoftHold.gift_id, other.product_id < SoftHold.product_id, other.until <= at
    )
    return select(SoftHold.gift_id, SoftHold.workspace_id, SoftHold.until).where(SoftHold.until <= at, first)


def end_holds_of(session: Session, product_id: str, gifts: Sequence[RecipientGift], at: datetime) -> int:
    """Ends the holds that these gifts have of one product; answers how many. The product's row comes last."""
    gone = session.scalars(
        delete(SoftHold)
        .where(SoftHold.product_id == product_id, SoftHold.gift_id.in_([gift.id for gift in gifts]))
        .returning(SoftHold.gift_id)
        .execution_options(synchronize_session=False)
    ).all()
    shelf.move(session, {product_id: len(gone)})
    for gift in gifts:
        if gift.id in gone:
            write_event(session, gift, EventKind.OFFERS_RELEASED, {"stock": {product_id: 1}}, at)
    return len(gone)


def _end_of(gift_id: str, at: datetime) -> int:
    with transaction() as session:
        gift = session.get_one(RecipientGift, gift_id)
        lock_gift(session, gift)
        gone = session.execute(
            delete(SoftHold)
            .where(SoftHold.gift_id == gift_id, SoftHold.until <= at)
            .returning(SoftHold.product_id)
            .execution_options(synchronize_session=False)
        )
        deltas = dict(Counter(gone.scalars()))
        if not deltas:
            return 0
        shelf.move(session, deltas)
        write_event(session, gift, EventKind.OFFERS_RELEASED, {"stock": deltas}, at)
        return 1


end_soft_holds: Final = RowSweep("soft holds ended", _due, _end_of)
"""Ends the holds whose time is over; answers how many gifts had some."""
