"""How many people a recall would reach, by how far their gift has come, before anything is pressed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from service.gifting.models import RecipientGift
from service.gifting.transitions import ANSWERABLE, PLANNED
from service.outreach.warnings.concerned import is_in_box, may_have_it
from service.outreach.warnings.recalls import HAS_IT
from service.recipients.models import Recipient

Group = Literal["planned", "open", "accepted", "ordered", "shipped", "delivered"]
GROUP_OF: Final[Mapping[str, Group]] = {
    **dict.fromkeys(PLANNED, "planned"),
    **dict.fromkeys(ANSWERABLE, "open"),
    "accepted": "accepted",
    "ordered": "ordered",
    "shipped": "shipped",
    "delivered": "delivered",
}
"""Status of a gift -> its line. A gift that was declined, given away, returned or has ended is nobody's any more."""
GROUPS: Final[tuple[Group, ...]] = ("planned", "open", "accepted", "ordered", "shipped", "delivered")


@dataclass(frozen=True, slots=True)
class Line:
    """One group: how many gifts, and what they cost together in minor units."""

    group: Group
    gifts: int
    amount_minor: int


@dataclass(frozen=True, slots=True)
class DryCount:
    """Every group in order, also the empty ones. `erased` of the people who have the product cannot be told."""

    lines: tuple[Line, ...]
    campaigns: int
    erased: int

    @property
    def gifts(self) -> int:
        """Gifts that the recall would reach."""
        return sum(line.gifts for line in self.lines)

    @property
    def to_stop(self) -> int:
        """Gifts that have not left."""
        return sum(line.gifts for line in self.lines if line.group not in HAS_IT)

    @property
    def have_it(self) -> int:
        """Gifts that have left: their people have the product, or soon will."""
        return self.gifts - self.to_stop

    @property
    def stamp(self) -> str:
        """What a form brings back, so that a press counts only for the figures its presser saw."""
        return ".".join(str(line.gifts) for line in self.lines) + f".{self.campaigns}.{self.erased}"


def count_affected(session: Session, *product_ids: str, batch: str | None = None) -> DryCount:
    """Everybody for whom one of the products is planned, promised or under way, or who has it, in all campaigns. `batch`: of one
    product, those alone who may have a piece of it, and in whose box one is: the others are packed from another batch."""
    those = _those(session, product_ids, batch)
    rows = session.execute(
        select(RecipientGift.status, func.count(), func.sum(RecipientGift.cost_minor))
        .where(*those)
        .group_by(RecipientGift.status)
    ).all()
    found = {group: [0, 0] for group in GROUPS}
    for status, gifts, amount in rows:
        found[GROUP_OF[status]][0] += gifts
        found[GROUP_OF[status]][1] += int(amount)
    return DryCount(
        tuple(Line(group, *found[group]) for group in GROUPS),
        session.scalar(select(func.count(RecipientGift.campaign_id.distinct())).where(*those)) or 0,
        _erased(session, those),
    )


def _those(session: Session, product_ids: Collection[str], batch: str | None) -> tuple[ColumnElement[bool], ...]:
    every = (RecipientGift.product_id.in_(product_ids), RecipientGift.status.in_(GROUP_OF))
    if batch is None:
        return every
    (product_id,) = product_ids
    have_it = RecipientGift.status.in_(HAS_IT) & may_have_it(session, product_id, batch)
    in_box = (RecipientGift.status == "ordered") & is_in_box(session, product_id, batch)
    return *every, have_it | in_box


def _erased(session: Session, those: Collection[ColumnElement[bool]]) -> int:
    return (
        session.scalar(
            select(func.count())
            .select_from(RecipientGift)
            .join(Recipient, Recipient.id == RecipientGift.recipient_id)
            .where(*those, RecipientGift.status.in_(HAS_IT), Recipient.erased_at.is_not(None))
        )
        or 0
    )
