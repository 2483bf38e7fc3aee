"""Everybody whom a report of an illness concerns: who has the product, and who waits for it. All of them, and nobody by name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from service import said
from service.campaigns.models import Campaign
from service.db.page import Page, page_of
from service.folding import batch_key
from service.gifting.models import Incident, Parcel, RecipientGift
from service.gifting.number import gift_number
from service.gifting.transitions import ANSWERABLE
from service.outreach.warnings.concerned import spellings
from service.outreach.warnings.recalls import HAS_IT

WAITS_FOR_IT: Final = (*sorted(ANSWERABLE), "accepted", "ordered")
Alike = Literal["same", "unknown", "other"]


@dataclass(frozen=True, slots=True)
class Concerned:
    """One gift. `alike`: whether its parcel is of the batch of the report; not known is not another one."""

    number: str
    campaign: str
    status: str
    batch: str | None
    packed_at: datetime | None
    alike: Alike

    @property
    def word(self) -> str:
        """Where the gift is."""
        return said.state(self.status).capitalize()


@dataclass(frozen=True, slots=True)
class Everybody:
    """`have_it` people have the product, or soon will; `wait` have been given it and their parcel has not left. `page`: of all."""

    page: Page[Concerned]
    have_it: int
    wait: int


def list_concerned(session: Session, incident: Incident, wanted: str | None) -> Everybody:
    """Whoever has it first, those of the same batch and of none that is known before the others; a page at a time, all of them."""
    those = (RecipientGift.product_id == incident.product_id, RecipientGift.status.in_((*HAS_IT, *WAITS_FOR_IT)))
    spelled = [] if incident.batch is None else spellings(session, incident.product_id, incident.batch)
    parcel = (Parcel.gift_id == RecipientGift.id) & (Parcel.product_id == RecipientGift.product_id)
    nearness = case((Parcel.batch.in_(spelled), 0), (Parcel.batch.is_(None), 1), else_=2)
    query = (
        select(RecipientGift, Campaign.name, Parcel.batch, Parcel.packed_at)
        .join(Campaign, Campaign.id == RecipientGift.campaign_id)
        .outerjoin(Parcel, parcel)
        .where(*those)
        .order_by(RecipientGift.status.not_in(HAS_IT), nearness, RecipientGift.id)
    )
    page = page_of(session, query, wanted)
    counted = dict(
        session.execute(select(RecipientGift.status, func.count()).where(*those).group_by(RecipientGift.status)).all()
    )
    rows = [
        Concerned(gift_number(gift), name, gift.status, batch, packed_at, _alike(batch, incident.batch))
        for gift, name, batch, packed_at in page.items
    ]
    have_it = sum(counted.get(status, 0) for status in HAS_IT)
    return Everybody(Page(rows, page.number, page.total), have_it, sum(counted.values()) - have_it)


def batches_reported(session: Session, product_id: str) -> list[str]:
    """The batches that people were made ill by and nobody has looked into, as they were typed, each once."""
    batches = session.scalars(
        select(Incident.batch)
        .where(
            Incident.product_id == product_id,
            Incident.kind == "ill",
            Incident.closed_at.is_(None),
            Incident.batch.is_not(None),
        )
        .order_by(Incident.batch)
    )
    return list({batch_key(batch): batch for batch in batches if batch is not None}.values())


def _alike(batch: str | None, reported: str | None) -> Alike:
    if batch is None or reported is None:
        return "unknown"
    return "same" if batch_key(batch) == batch_key(reported) else "other"
