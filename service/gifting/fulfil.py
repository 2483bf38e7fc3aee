"""From an ordered gift to a parcel at the door. Only people of the ops role see these rows: they hold addresses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.catalog.models import Product
from service.config import settings
from service.gifting.models import GiftEvent, RecipientGift
from service.gifting.number import gift_number
from service.gifting.transitions import apply
from service.recipients.addresses import Address, address_of, start_erasure


@dataclass(frozen=True, slots=True)
class PickRow:
    """One parcel. `address` None: it was erased, or belongs to a person who was."""

    gift_id: str
    number: str
    status: str
    sku: str
    product: str
    ordered_at: datetime | None
    address: Address | None


def pick_list(session: Session, workspace_id: str) -> tuple[PickRow, ...]:
    """Parcels to pack and parcels on their way, oldest order first."""
    rows = session.execute(
        select(RecipientGift, Product)
        .join(Product, Product.id == RecipientGift.product_id)
        .where(RecipientGift.workspace_id == workspace_id, RecipientGift.status.in_(("ordered", "shipped")))
    ).all()
    ordered = _ordered_at(session, workspace_id)
    found = [
        PickRow(
            gift.id,
            gift_number(gift),
            gift.status,
            product.sku,
            product.texts["en"]["name"],
            ordered.get(gift.id),
            address_of(session, gift.id),
        )
        for gift, product in rows
    ]
    return tuple(sorted(found, key=lambda row: (row.ordered_at is None, row.ordered_at, row.gift_id)))


def mark_shipped(session: Session, gift: RecipientGift, at: datetime) -> None:
    """The parcel has left. Raises Conflict where it was not ordered."""
    apply(session, gift, "ship", at)


def mark_delivered(session: Session, gift: RecipientGift, at: datetime) -> None:
    """The parcel has arrived; its address is erased after the stated days. Raises Conflict where it was not shipped."""
    apply(session, gift, "deliver", at)
    start_erasure(session, gift.id, at, days=settings().address_kept_days)


def mark_returned(session: Session, gift: RecipientGift, at: datetime) -> None:
    """The parcel came back: its money does too, and the address goes. Raises Conflict where it was not shipped."""
    apply(session, gift, "return", at)
    start_erasure(session, gift.id, at, days=settings().address_kept_days)


def _ordered_at(session: Session, workspace_id: str) -> dict[str, datetime]:
    events = session.execute(
        select(GiftEvent.gift_id, GiftEvent.at).where(
            GiftEvent.workspace_id == workspace_id, GiftEvent.kind == "gift.ordered"
        )
    )
    return {row.gift_id: row.at for row in events}
