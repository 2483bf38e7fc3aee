"""From an ordered gift to a parcel at the door. Only people of the ops role see these rows: they hold addresses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.catalog.models import Product
from service.db.base import utc_now
from service.errors import Unsafe
from service.gifting.candidate import candidates_for, choice_of, terms_of
from service.gifting.find import campaign_of
from service.gifting.guard import Safety, for_safety, is_safe, safety_now
from service.gifting.incidents import lose_piece, open_parcel, settle_piece, stopped_piece
from service.gifting.lock import lock_gift
from service.gifting.models import GiftEvent, Incident, RecipientGift
from service.gifting.number import gift_number
from service.gifting.transitions import apply, apply_all
from service.recipients.addresses import Address, address_of
from service.recipients.erase import is_erased
from service.workspaces.actor import Actor, system
from service.workspaces.audit import record_act

LEFT: Final = frozenset({"shipped", "delivered"})
"""Statuses of a gift whose parcel is on its way or there: it cannot be stopped any more, its person can be told."""


@dataclass(frozen=True, slots=True)
class PickRow:
    """One parcel. `address` None: it was erased, or belongs to a person who was. `is_stopped`: it was ordered and must not leave,
    its gift is being chosen again."""

    gift_id: str
    number: str
    status: str
    sku: str
    product: str
    ordered_at: datetime | None
    address: Address | None
    is_stopped: bool


def see_pick_list(session: Session, actor: Actor, at: datetime) -> tuple[PickRow, ...]:
    """The pick list of the actor's workspace. It holds addresses, so that looking at it is written down."""
    rows = pick_list(session, actor.workspace_id, at)
    record_act(session, actor, "pick_list.seen", at, body={"parcels": len(rows)})
    return rows


def pick_list(session: Session, workspace_id: str, at: datetime | None = None) -> tuple[PickRow, ...]:
    """Parcels to pack and parcels on their way, oldest order first. Whether one may still leave is asked now (`at` None)."""
    rows = session.execute(
        select(RecipientGift, Product)
        .join(Product, Product.id == RecipientGift.product_id)
        .where(RecipientGift.workspace_id == workspace_id, RecipientGift.status.in_(("ordered", "shipped")))
    ).all()
    ordered = _ordered_at(session, workspace_id)
    stopped = _not_safe(
        session, [(gift, product) for gift, product in rows if gift.status == "ordered"], at or utc_now()
    )
    found = [
        PickRow(
            gift.id,
            gift_number(gift),
            gift.status,
            product.sku,
            product.texts["en"]["name"],
            ordered.get(gift.id),
            address_of(session, gift.id),
            gift.id in stopped,
        )
        for gift, product in rows
    ]
    return tuple(sorted(found, key=lambda row: (row.ordered_at is None, row.ordered_at, row.gift_id)))


def _not_safe(session: Session, rows: Sequence[tuple[RecipientGift, Product]], at: datetime) -> frozenset[str]:
    """Ids of the gifts that must not leave now; a handful of queries for each campaign, however many parcels it has."""
    by_campaign: dict[str, list[tuple[RecipientGift, Product]]] = defaultdict(list)
    for gift, product in rows:
        by_campaign[gift.campaign_id].append((gift, product))
    found: set[str] = set()
    for campaign_id, those in by_campaign.items():
        campaign = session.get_one(Campaign, campaign_id)
        candidates = candidates_for(session, campaign, [gift for gift, _ in those], at.date())
        terms = terms_of(campaign)
        found |= {
            gift.id
            for gift, product in those
            if not is_safe(for_safety(candidates[gift.id], gift), choice_of(product), terms)
        }
    return frozenset(found)


def mark_shipped(session: Session, gift: RecipientGift, actor: Actor, at: datetime) -> None:
    """Hands the parcel over. Person, gift and product are locked, so what is safe now is safe when it leaves.

    Raises Conflict where it was not ordered, Unsafe where it must not leave: the caller has it looked at again in a transaction of
    its own. What somebody else has handed over already is for `record_shipment`.
    """
    lock_gift(session, gift)
    if gift.status == "ordered" and _safety(session, gift, at) != "safe":
        raise Unsafe("Keep this parcel here: its gift is being chosen again.")
    apply(session, gift, "ship", at)
    record_act(session, actor, "gift.shipped", at, subject_id=gift.id)


def record_shipment(session: Session, gift: RecipientGift, at: datetime, *, piece: Incident | None = None) -> None:
    """Writes down that a carrier has the parcel. That is recorded safe or not; where it is not, an incident is opened and the
    person is told.

    `piece`: the report is about that stopped piece. Without it, a gift that was stopped and not ordered again, or whose order
    failed, is taken for the one that left all the same. Raises Conflict where nothing of this gift could have left.
    """
    lock_gift(session, gift)
    if piece is None and gift.status != "ordered":
        piece = stopped_piece(session, gift)
    if piece is not None:
        settle_piece(session, piece, "written_off", system(gift.workspace_id), at)
        if piece.kind == "stopped" or _safety(session, gift, at) != "safe":
            open_parcel(session, gift, "shipped", at, stopped=piece)
        return
    is_safe = gift.status != "ordered" or _safety(session, gift, at) == "safe"
    apply(session, gift, "ship", at)
    if not is_safe:
        open_parcel(session, gift, "shipped", at)


def note_unsafe(session: Session, gift: RecipientGift, at: datetime) -> None:
    """Opens an incident for a parcel that has left and is not safe by what is known now; nothing where it is or was told before.

    Of a person who was erased nothing is known and nobody can be told, so that there is nothing to judge by.
    """
    if gift.status in LEFT and not is_erased(session, gift.recipient_id) and _safety(session, gift, at) == "unsafe":
        open_parcel(session, gift, "shipped" if gift.status == "shipped" else "delivered", at)


def _safety(session: Session, gift: RecipientGift, at: datetime) -> Safety:
    return safety_now(session, campaign_of(session, gift), gift, at, still=True)


def mark_delivered(session: Session, gift: RecipientGift, actor: Actor, at: datetime) -> None:
    """The parcel has arrived; its address is erased after the stated days. It is recorded safe or not, and where it is not, its
    person is told. Raises Conflict where it was not shipped."""
    lock_gift(session, gift)
    apply(session, gift, "deliver", at)
    note_unsafe(session, gift, at)
    record_act(session, actor, "gift.delivered", at, subject_id=gift.id)


def mark_returned(session: Session, gift: RecipientGift, actor: Actor, at: datetime) -> None:
    """The parcel came back: its money does too, and the address goes. Where its piece is now is asked of ops.

    Raises Conflict where it was not shipped.
    """
    lock_gift(session, gift)
    apply_all(session, [lose_piece(session, gift, "return", at)], at)
    record_act(session, actor, "gift.returned", at, subject_id=gift.id)


def mark_failed(session: Session, gift: RecipientGift, actor: Actor, at: datetime) -> None:
    """The order cannot be carried out: its person gets nothing. Where its piece is, is asked of ops; the money follows the answer.

    Raises Conflict where it is not ordered.
    """
    lock_gift(session, gift)
    apply_all(session, [lose_piece(session, gift, "fail", at)], at)
    record_act(session, actor, "gift.failed", at, subject_id=gift.id)


def _ordered_at(session: Session, workspace_id: str) -> dict[str, datetime]:
    events = session.execute(
        select(GiftEvent.gift_id, GiftEvent.at).where(
            GiftEvent.workspace_id == workspace_id, GiftEvent.kind == "gift.ordered"
        )
    )
    return {row.gift_id: row.at for row in events}
