"""Stops a gift after its person has said yes, because it is no longer safe for them. After a yes nothing else stops one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from service.gifting.incidents import open_stopped
from service.gifting.models import RecipientGift
from service.gifting.transitions import apply

_ACTS: Final[Mapping[str, str]] = {"accepted": "stop_accepted", "ordered": "stop_ordered"}
AFTER_YES: Final = frozenset(_ACTS)
"""Statuses after a yes in which a gift can still be stopped."""
_BEGINS_ANEW: Final = {
    "product_id": None,
    "original_product_id": None,
    "price_minor": 0,
    "is_swapped": False,
    "hold_reason": None,
    "decided_at": None,
    "undo_until": None,
    "status_before": None,
}


def stop_after_yes(session: Session, gift: RecipientGift, at: datetime) -> None:
    """The gift is open again and has no product; the address that was given stays. The caller has it looked at again.

    Accepted: the piece goes back on the shelf and its money is free again. Ordered: the piece is in the hands of fulfilment, so
    stock and money stay as they are, and an incident waits until somebody says where the piece is. Raises Conflict from any other
    status.
    """
    act, product_id, price = _ACTS.get(gift.status, "stop_ordered"), gift.product_id, gift.price_minor
    values = {**_BEGINS_ANEW, "content_version": RecipientGift.content_version + 1}
    if act == "stop_accepted" or product_id is None:
        apply(session, gift, act, at, values=values, note={"from_product_id": product_id})
        return
    incident = open_stopped(session, gift, product_id, price, at)
    note = {"from_product_id": product_id, "incident_id": incident.id}
    apply(session, gift, act, at, values=values, note=note)
