"""Whether a gift is in its box as it is now, and with which batch."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.catalog.models import Product
from service.errors import Conflict
from service.folding import batch_key
from service.gifting.models import Parcel, RecipientGift

TYPE_IT: Final = "A batch of this gift was recalled. Pack it again and type the batch number that stands on it."


def packed_as(session: Session, gifts: Mapping[str, RecipientGift]) -> dict[str, Parcel]:
    """The parcels that stand for these gifts as they are now, by gift id: one that was packed before its gift was stopped, or with
    another product, is none of theirs any more."""
    rows = session.scalars(select(Parcel).where(Parcel.gift_id.in_(gifts)).execution_options(populate_existing=True))
    return {row.gift_id: row for row in rows if stands_for(row, gifts[row.gift_id])}


def is_packed(session: Session, gift: RecipientGift) -> bool:
    """The same of one gift."""
    return gift.id in packed_as(session, {gift.id: gift})


def stands_for(parcel: Parcel, gift: RecipientGift) -> bool:
    """Whether this is how the gift is packed now."""
    return parcel.product_id == gift.product_id and (gift.stopped_at is None or parcel.packed_at > gift.stopped_at)


def batch_in(session: Session, gift: RecipientGift) -> str | None:
    """The batch that the gift was packed with, as typed; None where nobody knows it."""
    parcel = packed_as(session, {gift.id: gift}).get(gift.id)
    return None if parcel is None else parcel.batch


def is_recalled(product: Product, batch: str | None) -> bool:
    """Whether a piece of this batch may be of a recalled one: no batch known is never another batch."""
    return bool(product.recalled_batches) and (batch is None or batch_key(batch) in product.recalled_batches)


def is_batch_recalled(session: Session, gift: RecipientGift) -> bool:
    """The same of how the gift is packed now."""
    return is_recalled(session.get_one(Product, gift.product_id), batch_in(session, gift))


def require_batch_not_recalled(session: Session, gift: RecipientGift) -> None:
    """Asked in the moment before a parcel leaves; its product is locked. Raises Conflict where its batch was recalled, or may have
    been."""
    product = session.get_one(Product, gift.product_id)
    batch = batch_in(session, gift)
    if not is_recalled(product, batch):
        return
    raise Conflict(TYPE_IT if batch is None else f"Keep this parcel here: batch {batch} was recalled.")
