"""What the contact policy did in the last 28 days: counted from what was sent and what was capped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.brain.deciding.models import CappedMessage
from service.contact.models import Contact
from service.contact.rules import BEGUN_BY_US

SPAN: Final = timedelta(days=28)


@dataclass(frozen=True, slots=True)
class Figures:
    """`capped`: the limit's code -> messages, each once however often it was weighed; `better_one` where
    another message was kept."""

    sent: int
    by_way: Mapping[str, int]
    """Way -> messages that were sent."""
    capped: Mapping[str, int]

    @property
    def all_capped(self) -> int:
        """Messages that no limit had room for."""
        return sum(self.capped.values())

    @property
    def wanted(self) -> int:
        """Messages that were worth writing."""
        return self.sent + self.all_capped


def figures_of(session: Session, workspace_id: str, at: datetime) -> Figures:
    """Of all campaigns of a workspace."""
    sent = session.execute(
        select(Contact.way, func.count(Contact.id))
        .where(Contact.workspace_id == workspace_id, Contact.purpose.in_(sorted(BEGUN_BY_US)), Contact.at > at - SPAN)
        .group_by(Contact.way)
    )
    by_way = {way: number for way, number in sent}
    capped = session.execute(
        select(
            CappedMessage.code, func.count((CappedMessage.kind + func.coalesce(CappedMessage.gift_id, "")).distinct())
        )
        .where(CappedMessage.workspace_id == workspace_id, CappedMessage.at > at - SPAN)
        .group_by(CappedMessage.code)
    )
    return Figures(sum(by_way.values()), by_way, {code: number for code, number in capped})
