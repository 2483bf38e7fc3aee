"""Where to bring it: asked only of somebody who said yes, and given to the carrier alone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from service.errors import Conflict, LinkClosed
from service.gifting.events import EventKind, write_event
from service.gifting.hold import lift_hold
from service.gifting.lock import lock_gift
from service.gifting.models import RecipientGift
from service.recipients.models import Recipient
from service.recipients.postal.addresses import read_address, save_address

MAY_CHANGE: Final = frozenset({"accepted", "ordered"})
"""Statuses in which a gift's address can be given, seen and changed: from the yes until the parcel leaves."""


def give_address(session: Session, gift: RecipientGift, values: Mapping[str, str], at: datetime) -> None:
    """Keeps the address of an accepted gift, or replaces it until the parcel leaves; the one before is gone with that.

    Raises AddressInvalid with what is wrong with each field, Conflict where the gift does not wait for an address, LinkClosed for a
    person who was erased.
    """
    # Both are locked: an answer that is undone, or a person who is erased at this moment, must leave no address behind.
    lock_gift(session, gift)
    recipient = session.get_one(Recipient, gift.recipient_id)
    if recipient.erased_at is not None:
        raise LinkClosed()
    if gift.status not in MAY_CHANGE:
        raise Conflict("This gift doesn’t need an address.")
    address = read_address(values, country=recipient.country, today=at.date())
    save_address(
        session,
        workspace_id=gift.workspace_id,
        recipient_id=recipient.id,
        gift_id=gift.id,
        address=address,
        at=at,
    )
    lift_hold(session, gift, "address_unconfirmed", at)
    write_event(session, gift, EventKind.ADDRESS_CONFIRMED, {}, at)
