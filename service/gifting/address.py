"""Where to bring it: asked only of somebody who said yes, and given to the carrier alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from service.catalog.models import Product
from service.errors import Conflict, LinkClosed
from service.gifting.events import EventKind, write_event
from service.gifting.hold import lift_hold
from service.gifting.lock import lock_gift
from service.gifting.look_again import look_at_person
from service.gifting.models import RecipientGift
from service.gifting.packed import is_packed
from service.recipients.facts.heard import hear_once
from service.recipients.models import Recipient
from service.recipients.postal.addresses import Address, address_of, read_address, save_address
from service.recipients.postal.kept import forget_kept, keep_address
from service.workspaces.actor import system
from service.workspaces.audit import record_act

AFTER_YES: Final = frozenset({"accepted", "ordered"})
"""Statuses in which a gift's address can be given, seen and changed, until the parcel is packed."""
PACKED: Final = "parcel"
"""What a refusal names as its cause where the parcel is packed already."""


def may_change(session: Session, gift: RecipientGift) -> bool:
    """From the yes until the parcel is packed: from then on its label can be printed."""
    return gift.status in AFTER_YES and not _comes_by_email(session, gift) and not is_packed(session, gift)


def give_address(session: Session, gift: RecipientGift, values: Mapping[str, str], at: datetime) -> None:
    """Keeps the address of an accepted gift, or replaces it until the parcel is packed; the one before is gone with that. `values`
    has the fields of the form, and `keep`: yes where it is to be offered with their next gift, no where none is any more.

    Raises AddressInvalid with what is wrong with each field, Conflict where the gift does not wait for an address, LinkClosed for a
    person who was erased.
    """
    # Both are locked: an answer that is undone, or a person who is erased at this moment, must leave no address behind.
    lock_gift(session, gift)
    recipient = session.get_one(Recipient, gift.recipient_id)
    if recipient.erased_at is not None:
        raise LinkClosed()
    if gift.status not in AFTER_YES or _comes_by_email(session, gift):
        raise Conflict("This gift doesn’t need an address.")
    if is_packed(session, gift):
        raise Conflict("The parcel is packed, so its address can’t be changed any more.", param=PACKED)
    address = read_address(values, country=recipient.country, today=at.date())
    _hear_note(session, recipient, address, at)
    if values.get("keep") == "yes":
        keep_address(session, recipient, address, at)
    elif values.get("keep") == "no":
        forget_kept(session, recipient.id)
    before = address_of(session, gift.id)
    save_address(
        session,
        workspace_id=gift.workspace_id,
        recipient_id=recipient.id,
        gift_id=gift.id,
        address=address,
        at=at,
    )
    if before is not None and before != address:
        changed = sorted(name for name, value in asdict(address).items() if value != getattr(before, name))
        record_act(
            session, system(gift.workspace_id), "gift.address_changed", at, subject_id=gift.id, body={"fields": changed}
        )
    lift_hold(session, gift, "address_unconfirmed", at)
    write_event(session, gift, EventKind.ADDRESS_CONFIRMED, {}, at)


def _comes_by_email(session: Session, gift: RecipientGift) -> bool:
    product = None if gift.product_id is None else session.get(Product, gift.product_id)
    return product is not None and product.is_mailed


def _hear_note(session: Session, recipient: Recipient, address: Address, at: datetime) -> None:
    """What somebody writes to a courier may tell of an allergy all the same. Names and companies are not read."""
    if address.note is not None and hear_once(session, recipient, address.note, "asked", at):
        look_at_person(session, recipient.id, at)
