"""Alternatives set aside for some minutes while somebody looks at them, so that what is shown can also be had."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from sqlalchemy import bindparam, delete, exists, or_, select
from sqlalchemy.orm import Session, aliased

from service.db.connect import transaction
from service.db.loaded import ask
from service.db.writing.chunks import in_chunks
from service.gifting import shelf
from service.gifting.events import EventKind, write_event
from service.gifting.lock import lock_gift
from service.gifting.models import RecipientGift, SoftHold
from service.jobs.row_sweep import Due, RowSweep

HELD_FOR: Final = timedelta(minutes=15)
"""Long enough that hardly anybody is still choosing when it ends: those who were, met most of the empty shelves."""


Way = Literal["first", "more", "different", "kind"]
"""Behind which button other gifts are shown: the others at once, more like this one, something different, a kind asked for."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page of other gifts: number `page`, from 1, of `pages` behind its button."""

    way: Way = "first"
    page: int = 1
    pages: int = 1


FIRST: Final = Leaf()


def hold_offers(
    session: Session, gift: RecipientGift, product_ids: Sequence[str], at: datetime, leaf: Leaf = FIRST
) -> tuple[str, ...]:
    """Sets one piece of each product aside where there is one, in place of all that were set aside before; answers which.

    A hold that still runs is neither lengthened nor doubled, so pressing again keeps nobody else waiting longer; of another page
    only what stands on both is kept. The gift is locked."""
    rows = {
        row.product_id: row
        for row in session.scalars(
            select(SoftHold).where(SoftHold.gift_id == gift.id).execution_options(populate_existing=True)
        )
    }
    running = [row for row in rows.values() if row.until > at]
    if leaf.way != "kind" and running and all((row.way, row.page) == (leaf.way, leaf.page) for row in running):
        present = {row.product_id for row in running}
        return tuple(product_id for product_id in product_ids if product_id in present)
    wanted = list(dict.fromkeys(product_ids))
    taken, back = _exchange(session, gift, wanted, rows)
    for product_id in back:
        session.delete(rows[product_id])
    session.flush()
    for kind, pieces in (
        (EventKind.OFFERS_RELEASED, dict.fromkeys(back, 1)),
        (EventKind.OFFERS_HELD, dict.fromkeys(taken, -1)),
    ):
        if pieces:
            write_event(session, gift, kind, {"stock": pieces}, at)
    held = [product_id for product_id in wanted if product_id in rows or product_id in taken]
    for rank, product_id in enumerate(held):
        row = rows.get(product_id)
        if row is None:
            row = SoftHold(gift_id=gift.id, product_id=product_id, workspace_id=gift.workspace_id, until=at + HELD_FOR)
            session.add(row)
        elif row.until <= at:
            row.until, row.extended = at + HELD_FOR, 0
        row.rank, row.way, row.page, row.pages = rank, leaf.way, leaf.page, leaf.pages
    session.flush()
    return tuple(held)


def _exchange(
    session: Session, gift: RecipientGift, wanted: Sequence[str], rows: Mapping[str, SoftHold]
) -> tuple[list[str], list[str]]:
    """(taken from the shelf, given back to it); products in the order of their ids, as everywhere."""
    taken, back = [], []
    for product_id in sorted({*wanted, *rows}):
        if product_id not in wanted:
            shelf.put_back(session, product_id)
            back.append(product_id)
        elif product_id not in rows and shelf.take(session, product_id):
            taken.append(product_id)
    # Somebody else may have looked at the same moment; whoever came to the shelf first has it.
    lost = shown_to_others(session, gift, taken)
    for product_id in taken:
        if product_id in lost:
            shelf.put_back(session, product_id)
    return [product_id for product_id in taken if product_id not in lost], back


_SHOWN: Final = (
    select(SoftHold.product_id)
    .join(RecipientGift, RecipientGift.id == SoftHold.gift_id)
    .where(
        SoftHold.workspace_id == bindparam("workspace"),
        RecipientGift.campaign_id == bindparam("campaign"),
        SoftHold.gift_id != bindparam("gift"),
        SoftHold.product_id.in_(bindparam("among", expanding=True)),
        or_(
            RecipientGift.unique_within == bindparam("scope"),
            RecipientGift.account_id == bindparam("account"),
        ),
    )
)


def shown_to_others(session: Session, gift: RecipientGift, among: Sequence[str]) -> frozenset[str]:
    """Those of these products that are set aside for others of the campaign while they look, and may not be had twice: by
    colleagues, or where no two people get the same by anybody."""
    if not among:
        return frozenset()
    of = {
        "workspace": gift.workspace_id,
        "campaign": gift.campaign_id,
        "gift": gift.id,
        "scope": gift.unique_within,
        "account": gift.account_id,
    }
    return frozenset(ask(session, _SHOWN, {**of, "among": among}).scalars())


def let_go(session: Session, gift_id: str) -> dict[str, int]:
    """Ends a gift's holds and answers what they give back to the shelf; the caller moves it there."""
    return dict(Counter(ask(session, _END, {"gift": gift_id}).scalars()))


def let_go_each(session: Session, gift_ids: Sequence[str]) -> dict[str, dict[str, int]]:
    """The same for many gifts: by gift; those that hold nothing are left out."""
    back: dict[str, Counter[str]] = {}
    for some in in_chunks(gift_ids):
        for gift_id, product_id in ask(session, _END_EACH, {"gifts": list(some)}):
            back.setdefault(gift_id, Counter())[product_id] += 1
    return {gift_id: dict(pieces) for gift_id, pieces in back.items()}


_END_EACH: Final = (
    delete(SoftHold)
    .where(SoftHold.gift_id.in_(bindparam("gifts", expanding=True)))
    .returning(SoftHold.gift_id, SoftHold.product_id)
    .execution_options(synchronize_session=False)
)
_END: Final = (
    delete(SoftHold)
    .where(SoftHold.gift_id == bindparam("gift"))
    .returning(SoftHold.product_id)
    .execution_options(synchronize_session=False)
)


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
