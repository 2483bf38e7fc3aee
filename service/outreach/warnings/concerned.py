"""Whose gift a recall concerns: everybody with the product, or with one batch of it.

What was packed says of which batch a parcel is. Where nobody knows, it may be the recalled one: unknown is never another batch.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, exists, or_, select, true
from sqlalchemy.orm import Session

from service.folding import batch_key
from service.gifting.models import Incident, Parcel, RecipientGift
from service.outreach.models import Recall


def spellings(session: Session, product_id: str, batch: str) -> list[str]:
    """All the ways in which this batch was typed at packing."""
    key = batch_key(batch)
    typed = select(Parcel.batch).where(Parcel.product_id == product_id, Parcel.batch.is_not(None)).distinct()
    kept = select(Incident.batch).where(Incident.product_id == product_id, Incident.batch.is_not(None)).distinct()
    return sorted({one for one in (*session.scalars(typed), *session.scalars(kept)) if one and batch_key(one) == key})


def may_have_it(session: Session, product_id: str, batch: str | None) -> ColumnElement[bool]:
    """Of gifts whose parcel has left with the product: whether it may be of the batch; None is every batch."""
    if batch is None:
        return true()
    spelled = spellings(session, product_id, batch)
    parcel = and_(Parcel.gift_id == RecipientGift.id, Parcel.product_id == product_id)
    is_another = exists().where(parcel, Parcel.batch.is_not(None), Parcel.batch.not_in(spelled))
    had_one = exists().where(
        Incident.gift_id == RecipientGift.id, Incident.product_id == product_id, Incident.batch.in_(spelled)
    )
    return or_(~is_another, had_one)


def is_in_box(session: Session, product_id: str, batch: str) -> ColumnElement[bool]:
    """Of gifts that are ordered: whether a piece that may be of the batch is in their box already."""
    spelled = spellings(session, product_id, batch)
    return exists().where(
        Parcel.gift_id == RecipientGift.id,
        Parcel.product_id == product_id,
        or_(Parcel.batch.is_(None), Parcel.batch.in_(spelled)),
    )


def batch_of(recall: Recall) -> str | None:
    """The batch that alone is recalled; None where all of the product is, whatever the notice names."""
    return recall.batch if recall.reach == "batch" else None


def recall_for(session: Session, gift: RecipientGift, product_id: str) -> Recall | None:
    """The latest recall that concerns this gift; None where none does. One of the whole product comes before any of a batch."""
    recalls = session.scalars(
        select(Recall)
        .where(Recall.product_id == product_id)
        .order_by(Recall.reach.desc(), Recall.opened_at.desc(), Recall.id)
    )
    return next((recall for recall in recalls if concerns(session, recall, gift)), None)


def concerns(session: Session, recall: Recall, gift: RecipientGift) -> bool:
    """Whether the gift, which has left, may be of what was recalled."""
    those = may_have_it(session, recall.product_id, batch_of(recall))
    return session.scalar(select(RecipientGift.id).where(RecipientGift.id == gift.id, those)) is not None
