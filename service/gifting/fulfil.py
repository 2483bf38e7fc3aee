"""From an ordered gift to a parcel at the door."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from service.catalog.models import Product
from service.errors import Conflict, Unsafe
from service.gifting.events import EventKind, times_of
from service.gifting.find import campaign_of
from service.gifting.guard import Safety, safety_now
from service.gifting.incidents import lose_piece, open_parcel, settle_piece, stopped_piece
from service.gifting.lock import lock_gift
from service.gifting.models import Incident, RecipientGift
from service.gifting.packed import is_batch_recalled, require_batch_not_recalled
from service.gifting.transitions import apply, apply_all
from service.jobs.enqueue import enqueue
from service.recipients.erase import is_erased
from service.recipients.models import Recipient
from service.recipients.quiet.in_force import quiet_of
from service.workspaces.actor import Actor, system
from service.workspaces.audit import record_act

ON_ITS_WAY: Final = "outreach.on_its_way"
HALTED: Final = "Keep this parcel here: this gift is stopped for everyone until someone has checked it."
MAILED: Final = "This gift comes by email. Type its code or link instead."
LEFT: Final = frozenset({"shipped", "delivered"})
"""Statuses of a gift whose parcel is on its way or there: it cannot be stopped any more, its person can be told."""


def mark_shipped(session: Session, gift: RecipientGift, actor: Actor, at: datetime, *, as_code: bool = False) -> None:
    """Hands the parcel over. Person, gift and product are locked, so what is safe now is safe when it leaves. `as_code`: it is
    mailed, and what it is has been written down.

    Raises Conflict where it was not ordered, its person is quiet by rule or it goes the other way, Unsafe where it must not leave:
    the caller has it looked at again in a transaction of its own. What somebody else has handed over already is for
    `record_shipment`.
    """
    lock_gift(session, gift)
    safety = _safety(session, gift, at) if gift.status == "ordered" else "safe"
    if safety == "halted":
        raise Conflict(HALTED)
    if safety != "safe":
        raise Unsafe("Keep this parcel here: another gift is being chosen.")
    if gift.status == "ordered":
        require_batch_not_recalled(session, gift)
        if session.get_one(Product, gift.product_id).is_mailed != as_code:
            raise Conflict(MAILED if not as_code else "This gift goes as a parcel, so it can’t be mailed.")
    if gift.status == "ordered" and quiet_of(session, session.get_one(Recipient, gift.recipient_id), at) is not None:
        raise Conflict("Keep this parcel here: nothing goes to this person for now.")
    apply(session, gift, "ship", at)
    _tell(session, gift)
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
    is_safe = gift.status != "ordered" or (
        _safety(session, gift, at) == "safe" and not is_batch_recalled(session, gift)
    )
    apply(session, gift, "ship", at)
    if not is_safe:
        open_parcel(session, gift, "shipped", at)
    else:
        _tell(session, gift)


def _tell(session: Session, gift: RecipientGift) -> None:
    """Asks for the mail that says so, once a parcel. It sees what is written of the carrier in the same transaction."""
    enqueue(
        session,
        ON_ITS_WAY,
        gift.id,
        version=parcels_sent(session, gift),
        workspace_id=gift.workspace_id,
        campaign_id=gift.campaign_id,
    )


def parcels_sent(session: Session, gift: RecipientGift) -> int:
    """How many parcels of this gift have left: more than one where the first arrived broken and another was sent."""
    return times_of(session, gift, EventKind.SHIPPED)


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


def mark_lost(session: Session, gift: RecipientGift, actor: Actor, at: datetime) -> None:
    """The carrier lost the parcel: its money comes back, and the address goes. Should its piece turn up, ops says where it is.

    Raises Conflict where it was not shipped.
    """
    lock_gift(session, gift)
    apply_all(session, [lose_piece(session, gift, "lose", at)], at)
    record_act(session, actor, "gift.lost", at, subject_id=gift.id)


def mark_failed(session: Session, gift: RecipientGift, actor: Actor, at: datetime) -> None:
    """The order cannot be carried out: its person gets nothing. Where its piece is, is asked of ops; the money follows the answer.

    Raises Conflict where it is not ordered.
    """
    lock_gift(session, gift)
    apply_all(session, [lose_piece(session, gift, "fail", at)], at)
    record_act(session, actor, "gift.failed", at, subject_id=gift.id)
