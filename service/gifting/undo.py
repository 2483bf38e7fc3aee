"""Takes back the last answer, as long as its window is open."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.errors import Conflict
from service.gifting.consequences import take_back_told
from service.gifting.cost import agreed_columns
from service.gifting.events import EventKind
from service.gifting.guard import product_in
from service.gifting.lock import lock_gift
from service.gifting.look_again import look_at
from service.gifting.models import GiftEvent, RecipientGift
from service.gifting.swap import swap_gift
from service.gifting.transitions import TRANSITIONS, apply
from service.gifting.value import is_donated_value, return_value
from service.recipients.charities.named import end_naming, waiting_of
from service.recipients.lock import lock_person

_CLEARED = {
    "decided_at": None,
    "undo_until": None,
    "status_before": None,
    "decline_reason": None,
    "charity": None,
    "hold_reason": None,
    "passed_on_at": None,
    "kept_until": None,
}


def undo_answer(session: Session, gift: RecipientGift, at: datetime) -> None:
    """An accepted, donated or declined gift is open again; a swapped one is swapped back.

    Raises Conflict where there is nothing to undo or its window has closed, and all that swapping raises.
    """
    lock_gift(session, gift)
    person = lock_person(session, gift.recipient_id)
    if gift.undo_until is None or at >= gift.undo_until:
        raise Conflict("This can no longer be undone.")
    if gift.status in TRANSITIONS["undo"].sources:
        was, named = gift.status, waiting_of(session, gift.charity)
        if is_donated_value(gift):
            return_value(session, gift, at, _CLEARED)
        else:
            apply(session, gift, "undo", at, values=_CLEARED)
        if named is not None:
            end_naming(named, "taken_back", at)
        if was == "declined":
            take_back_told(session, person, gift, EventKind.DECLINED, at)
        if was != "accepted":
            # While it was declined or donated, nobody asked whether it was still safe for this person.
            look_at(session, gift)
    elif gift.status == "opened" and (before := _before_swap(session, gift)) is not None:
        product_id, price_minor, parts = before
        take_back_told(session, person, gift, EventKind.SWAPPED, at)
        if price_minor is None:
            price_minor = product_in(session, gift.workspace_id, product_id).price_minor
        swap_gift(session, gift, product_id, at, agreed=agreed_columns(price_minor, parts))
    else:
        raise Conflict("There is nothing to undo.")


def reopen(session: Session, gift: RecipientGift, at: datetime) -> None:
    """Opens a gift that was declined, so that something else can be answered at once: what was told with the no stays. Nothing for
    any other gift, or where its window has closed. Person and gift are locked."""
    if gift.status == "declined" and gift.undo_until is not None and at < gift.undo_until:
        apply(session, gift, "undo", at, values=_CLEARED)


def _before_swap(session: Session, gift: RecipientGift) -> tuple[str, int | None, dict[str, int]] | None:
    """(product, its price then in minor units, what was paid besides part by part) before the last swap; the price is None where
    that swap did not write it down."""
    last = session.scalar(
        select(GiftEvent)
        .where(GiftEvent.gift_id == gift.id, GiftEvent.kind == EventKind.SWAPPED)
        .order_by(GiftEvent.id.desc())
        .limit(1)
    )
    if last is None or (product_id := last.body.get("from_product_id")) is None:
        return None
    return product_id, last.body.get("from_price_minor"), last.body.get("from_extra_parts", {})
