"""Stops a gift after its person has said yes: because it is no longer safe for them, or because there is no piece of it to pack.
After a yes nothing else stops one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from service import said
from service.errors import Conflict
from service.gifting.cost import NOTHING
from service.gifting.events import EventKind, last_time
from service.gifting.gift_row import NEXT_VERSION
from service.gifting.incidents import open_stopped
from service.gifting.models import RecipientGift
from service.gifting.transitions import apply

_ACTS: Final[Mapping[str, str]] = {"accepted": "stop_accepted", "ordered": "stop_ordered"}
AFTER_YES: Final = frozenset(_ACTS)
"""Statuses after a yes in which a gift can still be stopped."""
_BEGINS_ANEW: Final = {
    "product_id": None,
    "original_product_id": None,
    **NOTHING,
    "is_swapped": False,
    "hold_reason": None,
    "decided_at": None,
    "undo_until": None,
    "status_before": None,
    "passed_on_at": None,
}


def stop_after_yes(session: Session, gift: RecipientGift, at: datetime) -> None:
    """The gift is open again and has no product; the address that was given stays. The caller has it looked at again.

    Accepted: the piece goes back on the shelf and its money is free again. Ordered: the piece is in the hands of fulfilment, so
    stock and money stay as they are, and an incident waits until somebody says where the piece is. Raises Conflict from any other
    status.
    """
    act, product_id, price = _ACTS.get(gift.status, "stop_ordered"), gift.product_id, gift.cost_minor
    values = {**_BEGINS_ANEW, "content_version": NEXT_VERSION}
    if act == "stop_accepted" or product_id is None:
        apply(session, gift, act, at, values=values, note={"from_product_id": product_id})
        return
    incident = open_stopped(session, gift, product_id, price, at)
    note = {"from_product_id": product_id, "incident_id": incident.id}
    apply(session, gift, act, at, values=values, note=note)


def stop_without_piece(session: Session, gift: RecipientGift, at: datetime) -> None:
    """The piece of an ordered gift is broken or missing: the gift is open again and has no product; the address stays. The caller
    has it looked at again.

    What was paid for the piece stays spent until somebody says what became of it, for which an incident waits. Raises Conflict from
    any other status.
    """
    product_id = gift.product_id
    if gift.status != "ordered" or product_id is None:
        raise Conflict(f"This gift is {said.state(gift.status)}; only what is still to be packed can run out.")
    incident = open_stopped(session, gift, product_id, gift.cost_minor, at)
    values = {**_BEGINS_ANEW, "content_version": NEXT_VERSION}
    apply(session, gift, "run_out", at, values=values, note={"from_product_id": product_id, "incident_id": incident.id})


def has_run_out(session: Session, gift: RecipientGift) -> bool:
    """Whether there was no piece of it when it was last stopped, and its person has not answered since. That is no secret."""
    return gift.is_chosen_again and last_time(session, gift, EventKind.RAN_OUT) == gift.stopped_at
