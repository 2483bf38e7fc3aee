"""What is kept for somebody who is asked before anything is chosen: promised by the plan, reserved by the launch that asks them,
free again once they are decided for, their gift or the campaign ends. Where nothing is right for them the sum stays without a piece
(`value`).

One of the pieces is given and its money spent; until then all of them are out of everybody else's reach, so that the answer of one
does not hang on who answers first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, cast

from sqlalchemy import Table, and_, delete, exists, func, insert, or_, select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.campaigns.transitions import CLOSED
from service.catalog.landed.in_force import extra_for
from service.catalog.models import Product
from service.catalog.offer_changed import offer_changed
from service.db.connect import transaction
from service.db.loaded import find_row, row_of
from service.db.writing.chunks import in_chunks
from service.decisions.asking.aside import Aside
from service.gifting import money, shelf
from service.gifting.cost import country_of
from service.gifting.hold import ASKING
from service.gifting.lock import lock_gift
from service.gifting.models import RecipientGift, SetAside
from service.gifting.transitions import ANSWERABLE, PLANNED, note_step
from service.jobs.row_sweep import Due, RowSweep


@dataclass(frozen=True, slots=True)
class Short:
    """Somebody for whom nothing could be set aside (`is_empty`), or nothing for some likely answer, and why: a `Lack`, or None
    where no gift suits any of their likely answers. Which answer it is stays here: beside what we know of them it could tell what
    they said."""

    recipient_id: str
    is_empty: bool
    why: str | None


@dataclass(frozen=True, slots=True)
class AsideSums:
    """What is kept for those of a campaign who are asked. Money in minor units; `empty` people have nothing set aside, for `partly`
    more some likely answer that a gift would suit is not served. `short` are these people one by one."""

    people: int = 0
    pieces: int = 0
    amount_minor: int = 0
    reserved_minor: int = 0
    empty: int = 0
    partly: int = 0
    short: tuple[Short, ...] = ()


def promise(session: Session, campaign_id: str, gifts: Mapping[str, dict[str, Any]], asides: Iterable[Aside]) -> None:
    """Writes down what a plan sets aside. `gifts`: recipient id -> the gift's columns, for everybody whose gift the plan wrote."""
    rows = [
        {
            "gift_id": gift["id"],
            "workspace_id": gift["workspace_id"],
            "campaign_id": campaign_id,
            "pieces": list(one.pieces),
            "amount_minor": one.amount_minor,
            "unserved": sorted(one.open_to - one.served),
            "lack": one.lack,
            "is_taken": False,
        }
        for one in asides
        if (gift := gifts.get(one.candidate_id)) is not None
    ]
    if rows:
        session.execute(insert(cast(Table, SetAside.__table__)), rows)


def reserve_asides(session: Session, gift_ids: Sequence[str], at: datetime) -> int:
    """Really sets aside what the plan promised those who are asked now; answers for how many. Their people and gifts are locked.

    First the pieces, by product, then the money, so that nobody waits in a circle. A piece that has gone since is left out; where
    the money for the dearest is not there any more, the dearest go back.
    """
    rows = _unreserved(session, gift_ids)
    got: dict[str, list[str]] = {row.gift_id: [] for row in rows}
    for product_id, gift_id in sorted((piece, row.gift_id) for row in rows for piece in row.pieces):
        if shelf.take(session, product_id):
            got[gift_id].append(product_id)
    for row in rows:
        gift = session.get_one(RecipientGift, row.gift_id)
        pieces = [piece for piece in row.pieces if piece in got[row.gift_id]]
        _reserve(session, gift, row, pieces, _costs(session, gift, pieces), at)
    session.flush()
    return sum(row.is_taken for row in rows)


def _reserve(
    session: Session, gift: RecipientGift, row: SetAside, pieces: list[str], costs: Mapping[str, int], at: datetime
) -> None:
    while pieces:
        amount = max(costs[piece] for piece in pieces)
        if money.try_reserve(session, gift, amount, at):
            row.pieces, row.amount_minor, row.is_taken = pieces, amount, True
            note_step(session, gift, "set_aside", dict.fromkeys(pieces, -1), at, aside_minor=amount)
            return
        for piece in [one for one in pieces if costs[one] == amount]:
            # The shelf's row is still ours, so giving back cannot make anybody wait in a circle.
            shelf.put_back(session, piece)
            pieces.remove(piece)
    row.pieces, row.amount_minor = [], 0


def free_aside(session: Session, gift: RecipientGift, at: datetime) -> None:
    """Nothing is kept for the person any more: pieces back on the shelf, money free. The gift is locked. Where nothing is kept,
    nothing happens. What is free again may suit somebody who got none, so they are looked at."""
    row = session.get(SetAside, gift.id, populate_existing=True)
    if row is None:
        return
    pieces, amount, was_reserved = list(row.pieces), row.amount_minor, row.is_taken
    session.delete(row)
    session.flush()
    if not was_reserved:
        return
    note_step(session, gift, "free_aside", dict.fromkeys(pieces, 1), at, aside_minor=amount)
    shelf.move(session, dict.fromkeys(pieces, 1))
    offer_changed(session, [session.get_one(Product, piece) for piece in pieces])
    money.release(session, gift, amount, at)


def free_asides(session: Session, gift_ids: Sequence[str], at: datetime, *, values: bool = False) -> None:
    """The same for many gifts of one campaign, all locked, as a new plan is written down: all pieces first, then the money.
    `values`: the sums alone, and nothing else."""
    back: dict[str, int] = {}
    freed: list[tuple[RecipientGift, int]] = []
    for some in in_chunks(sorted(gift_ids)):
        rows = session.scalars(
            select(SetAside).where(SetAside.gift_id.in_(some), SetAside.is_value == values).order_by(SetAside.gift_id)
        ).all()
        for row in rows:
            if row.is_taken:
                gift = session.get_one(RecipientGift, row.gift_id)
                stock = dict.fromkeys(row.pieces, 1)
                note_step(session, gift, "free_aside", stock, at, aside_minor=row.amount_minor)
                back = shelf.merge(back, stock)
                freed.append((gift, row.amount_minor))
        session.execute(delete(SetAside).where(SetAside.gift_id.in_([row.gift_id for row in rows])))
    shelf.move(session, back)
    for gift, amount in freed:
        money.release(session, gift, amount, at)


def kept_for(session: Session, gift: RecipientGift) -> SetAside | None:
    """What is kept for this gift's person, promised or reserved; None for nothing."""
    return find_row(session, SetAside, gift.id)


def aside_sums(session: Session, campaign_id: str) -> AsideSums:
    """What is kept in a campaign now, for everybody who is asked."""
    found = session.execute(
        select(SetAside, RecipientGift.recipient_id)
        .join(RecipientGift, RecipientGift.id == SetAside.gift_id)
        .where(SetAside.campaign_id == campaign_id, ~SetAside.is_value)
        .order_by(SetAside.gift_id)
    ).all()
    rows = [row for row, _ in found]
    return AsideSums(
        people=len(rows),
        pieces=sum(len(row.pieces) for row in rows),
        amount_minor=sum(row.amount_minor for row in rows),
        reserved_minor=sum(row.amount_minor for row in rows if row.is_taken),
        empty=sum(not row.pieces for row in rows),
        partly=sum(bool(row.pieces and row.unserved) for row in rows),
        short=tuple(Short(person, not row.pieces, row.lack) for row, person in found if not row.pieces or row.unserved),
    )


def promised_minor(session: Session, campaign_id: str) -> int:
    """Minor units that the next launch sets aside for those it asks."""
    total = func.coalesce(func.sum(SetAside.amount_minor), 0)
    where = (SetAside.campaign_id == campaign_id, ~SetAside.is_taken)
    return int(session.scalar(select(total).where(*where)) or 0)


def _unreserved(session: Session, gift_ids: Sequence[str]) -> list[SetAside]:
    found: list[SetAside] = []
    for some in in_chunks(sorted(gift_ids)):
        found += session.scalars(
            select(SetAside)
            .where(SetAside.gift_id.in_(some), ~SetAside.is_taken)
            .order_by(SetAside.gift_id)
            .execution_options(populate_existing=True)
        )
    return found


def _costs(session: Session, gift: RecipientGift, product_ids: Sequence[str]) -> dict[str, int]:
    """What each product would cost once it is with the gift's person."""
    country = country_of(session, gift)
    products = (row_of(session, Product, product_id) for product_id in product_ids)
    return {one.id: one.price_minor + extra_for(one, country).minor for one in products}


def _due(at: datetime) -> Due:
    """Kept for somebody who waits for no answer of theirs any more and has no value to donate, or whose campaign is over."""
    waits = exists().where(
        RecipientGift.id == SetAside.gift_id,
        RecipientGift.product_id.is_(None),
        or_(
            and_(RecipientGift.status.in_(PLANNED), RecipientGift.hold_reason.in_(ASKING)),
            and_(RecipientGift.status.in_(PLANNED | ANSWERABLE), SetAside.is_value),
        ),
    )
    # What was launched ends by itself (`expire`), and its sum with it.
    planned = exists().where(RecipientGift.id == SetAside.gift_id, RecipientGift.status.in_(PLANNED))
    ended = exists().where(
        Campaign.id == SetAside.campaign_id,
        or_(Campaign.status == CLOSED, and_(planned, Campaign.expires_at <= at)),
    )
    since = select(RecipientGift.created_at).where(RecipientGift.id == SetAside.gift_id).scalar_subquery()
    return select(SetAside.gift_id, SetAside.workspace_id, since).where(or_(~waits, ended))


def _free(gift_id: str, at: datetime) -> int:
    with transaction() as session:
        gift = session.get_one(RecipientGift, gift_id)
        lock_gift(session, gift)
        row = session.get(SetAside, gift_id, populate_existing=True)
        campaign = session.get_one(Campaign, gift.campaign_id, populate_existing=True)
        if row is None or _is_waited_for(campaign, gift, row, at):
            # It is waited for again, or somebody else was faster.
            return 0
        free_aside(session, gift, at)
        return 1


def _is_waited_for(campaign: Campaign, gift: RecipientGift, row: SetAside, at: datetime) -> bool:
    """The same of one row."""
    if campaign.status == CLOSED or gift.product_id is not None:
        return False
    if gift.status in ANSWERABLE:
        return row.is_value
    return gift.status in PLANNED and campaign.expires_at > at and (row.is_value or gift.hold_reason in ASKING)


free_ended: Final = RowSweep("sums set aside freed", _due, _free)
"""Frees what nobody waits for any more, whichever way that came about; answers for how many."""
