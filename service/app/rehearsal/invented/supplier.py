"""The supplier of a rehearsal: whatever was ordered leaves the next working day, and is there two days later."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, select

from service.db.connect import reading, transaction
from service.errors import Conflict, Unsafe
from service.fulfilment.packing import have_looked_at
from service.gifting.events import EventKind
from service.gifting.fulfil import mark_delivered, mark_shipped
from service.gifting.models import GiftEvent, RecipientGift
from service.planning.rehearsal.models import Rehearsal
from service.workspaces.actor import system

LEAVES_AFTER: Final = timedelta(hours=20)
THERE_AFTER: Final = timedelta(days=2)
_SATURDAY: Final = 5


def deliver_parcels(rehearsal: Rehearsal, at: datetime) -> None:
    """Every parcel whose time has come leaves or arrives, in the order in which it was ordered."""
    if at.weekday() >= _SATURDAY:
        return
    for gift_id in _since(rehearsal, "ordered", EventKind.ORDERED, at - LEAVES_AFTER):
        try:
            with transaction() as session:
                gift = session.get_one(RecipientGift, gift_id)
                mark_shipped(session, gift, system(rehearsal.workspace_id), at)
        except Unsafe:
            have_looked_at(rehearsal.workspace_id, gift_id)
        except Conflict:
            continue  # its order waits for an answer
    for gift_id in _since(rehearsal, "shipped", EventKind.SHIPPED, at - THERE_AFTER):
        with transaction() as session:
            mark_delivered(session, session.get_one(RecipientGift, gift_id), system(rehearsal.workspace_id), at)


def _since(rehearsal: Rehearsal, status: str, kind: EventKind, until: datetime) -> list[str]:
    since = (
        select(GiftEvent.gift_id, func.max(GiftEvent.at).label("at"))
        .where(GiftEvent.campaign_id == rehearsal.campaign_id, GiftEvent.kind == kind)
        .group_by(GiftEvent.gift_id)
        .subquery()
    )
    with reading() as session:
        return list(
            session.scalars(
                select(RecipientGift.id)
                .join(since, since.c.gift_id == RecipientGift.id)
                .where(
                    RecipientGift.campaign_id == rehearsal.campaign_id,
                    RecipientGift.status == status,
                    RecipientGift.hold_reason.is_(None),
                    since.c.at <= until,
                )
                .order_by(since.c.at, RecipientGift.id)
            )
        )
