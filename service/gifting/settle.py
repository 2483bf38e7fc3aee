"""The sweep that makes an answer final once it can no longer be undone: money captured or released, the parcel ordered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.catalog.models import Product
from service.db.connect import transaction
from service.errors import Conflict
from service.gifting.arrival_forecast import is_away_then
from service.gifting.cost import PRICE_ALONE
from service.gifting.end_together import end_together, hold_still
from service.gifting.find import campaign_of
from service.gifting.guard import Safety, safety_now
from service.gifting.hold import hold_gift, lift_hold
from service.gifting.lock import lock_gift
from service.gifting.look_again import look_at
from service.gifting.models import RecipientGift
from service.gifting.stop import stop_after_yes
from service.gifting.transitions import NOTHING, apply
from service.jobs.row_sweep import Due, RowSweep
from service.recipients.charities.named import waiting_of, waits_for_yes
from service.recipients.models import Recipient
from service.recipients.postal.addresses import has_address, is_address_lost
from service.recipients.quiet.in_force import quiet_of

Wait = Literal["dietary_unknown", "product_halted", "quiet", "address_unconfirmed", "away"]
_WAITS: Final[tuple[Wait, ...]] = ("dietary_unknown", "product_halted", "quiet", "address_unconfirmed", "away")
"""What an order may wait for, as the holds say it."""
_LIFTED_BY_AN_ANSWER: Final = ("dietary_unknown", "address_unconfirmed")
_ACTS: Final = {"accepted": "order", "donated": "settle_donation", "declined": "settle_decline"}
_DECIDED: Final = ("donated", "declined")
"""Answers that nothing more is asked about: whoever may get a parcel is asked about each by itself."""

_SPENT_ALONE: Final[Mapping[str, Mapping[str, Any]]] = {"donated": PRICE_ALONE, "declined": NOTHING}
"""What is given to a charity is sent nowhere: only its price is spent."""


def _due(at: datetime) -> Due:
    return select(RecipientGift.id, RecipientGift.workspace_id, RecipientGift.undo_until).where(
        RecipientGift.status.in_(_ACTS),
        RecipientGift.is_reserved,
        RecipientGift.undo_until <= at,
        # What nobody has said yes to is not given.
        (RecipientGift.status != "donated") | ~waits_for_yes(RecipientGift.charity),
        # Whoever gives what these wait for lifts the hold.
        (RecipientGift.status != "accepted")
        | RecipientGift.hold_reason.is_(None)
        | RecipientGift.hold_reason.not_in(_LIFTED_BY_AN_ANSWER),
    )


def _settle_together(session: Session, gift_ids: Sequence[str], at: datetime) -> list[str]:
    """Those that were declined or given away, once their people and they are held still and are due as ever."""
    held = {gift.id: gift for gift in hold_still(session, gift_ids)}
    due = _due(at).where(RecipientGift.id.in_(gift_ids), RecipientGift.status.in_(_DECIDED))
    settled: list[str] = sorted(set(session.scalars(due)) & held.keys())
    for status in _DECIDED:
        of_status = [held[one] for one in settled if held[one].status == status]
        end_together(session, _ACTS[status], of_status, at, values=_SPENT_ALONE[status])
    return settled


def _settle(gift_id: str, at: datetime) -> int:
    try:
        with transaction() as session:
            gift = session.get_one(RecipientGift, gift_id)
            lock_gift(session, gift)
            if gift.status not in _ACTS or gift.undo_until is None or gift.undo_until > at:
                return 0
            if gift.status == "accepted":
                return int(try_to_order(session, gift, at) == "ordered")
            if waiting_of(session, gift.charity) is not None:
                return 0
            apply(session, gift, _ACTS[gift.status], at, values=_SPENT_ALONE[gift.status])
    except Conflict:
        # Undone or settled from elsewhere since we looked.
        return 0
    return 1


def try_to_order(session: Session, gift: RecipientGift, at: datetime) -> Wait | Literal["ordered", "stopped"]:
    """Orders an accepted gift that is safe at this moment and can be sent; else says what it waits for, or that it was stopped and
    is looked at again.

    Person and gift are locked by the caller, the product here, so nothing can be told in between: what is told later finds an
    order. Raises Conflict where it is not accepted.
    """
    safety = safety_now(session, campaign_of(session, gift), gift, at, still=True)
    if safety == "unsafe":
        stop_after_yes(session, gift, at)
        look_at(session, gift)
        return "stopped"
    waits = _waits_for(session, gift, safety, at)
    for reason in _WAITS:
        if reason != waits:
            lift_hold(session, gift, reason, at)
    if waits is not None:
        hold_gift(session, gift, waits, at)
        return waits
    apply(session, gift, "order", at)
    return "ordered"


def _waits_for(session: Session, gift: RecipientGift, safety: Safety, at: datetime) -> Wait | None:
    """The hold that says what the order waits for, or None where it can be made."""
    if safety == "asks":
        return "dietary_unknown"
    if safety == "halted":
        return "product_halted"
    if quiet_of(session, session.get_one(Recipient, gift.recipient_id), at) is not None:
        return "quiet"
    product = session.get_one(Product, gift.product_id)
    if product.is_mailed:
        return None
    if not has_address(session, gift.id) or is_address_lost(session, gift.id):
        return "address_unconfirmed"
    return "away" if is_away_then(session, campaign_of(session, gift), gift, product, at) else None


settle_decided: Final = RowSweep("decisions settled", _due, _settle, together=_settle_together)
"""Settles the gifts whose undo window has closed; answers how many.

A gift that was accepted without an address is held, not captured: nobody pays for a parcel that cannot leave. One that is not safe
any more is stopped and looked at again.
"""
