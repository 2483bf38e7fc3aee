"""Whether a gift is in its box as it is now."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.gifting.models import Parcel, RecipientGift


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
