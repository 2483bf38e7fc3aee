"""Letters that wait for the giver, and how long it took those that were answered."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Final

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.conversation.working_day import country_of, due_at
from service.recipients.letters.models import Letter

FEWEST: Final = 20
"""Answers from which on a time is told; below there are counts only."""
_LOOKED_AT: Final = 2000
_SHORTEST: Final = timedelta(days=1)
"""Nothing that waits for less can have waited for a working day."""


@dataclass(frozen=True, slots=True)
class Times:
    """How letters that were handed to the giver stand. `median` None: too few answers to tell it."""

    handed_over: int
    answered: int
    median: timedelta | None

    @property
    def waiting(self) -> int:
        """How many still wait."""
        return self.handed_over - self.answered


def times_of(session: Session, campaign: Campaign, *of: ColumnElement[bool]) -> Times:
    """Of one campaign, or of those of its letters for which `of` holds. A letter that the giver's people may not read is counted
    like any other: nothing is told of it."""
    rows = session.execute(
        select(Letter.handed_over_at, Letter.answered_at).where(
            Letter.campaign_id == campaign.id, Letter.workspace_id == campaign.workspace_id, Letter.writer == "person",
            Letter.handed_over_at.is_not(None), *of,
        )
    ).all()  # fmt: skip
    took = [row.answered_at - row.handed_over_at for row in rows if row.answered_at is not None]
    return Times(len(rows), len(took), median(took) if len(took) >= FEWEST else None)


def overdue(session: Session, at: datetime) -> dict[str, tuple[int, datetime]]:
    """Workspace -> how many letters have waited for more than a working day, and since when the oldest has."""
    since: dict[str, datetime] = {}
    counts: Counter[str] = Counter()
    for workspace_id, late_since in _late(session, at):
        counts[workspace_id] += 1
        since[workspace_id] = min(late_since, since.get(workspace_id, late_since))
    return {workspace_id: (counts[workspace_id], since[workspace_id]) for workspace_id in counts}


def _late(session: Session, at: datetime) -> Iterator[tuple[str, datetime]]:
    rows = session.execute(
        select(Letter.workspace_id, Letter.campaign_id, Letter.handed_over_at)
        .where(
            Letter.handed_over_at.is_not(None), Letter.answered_at.is_(None), Letter.handed_over_at <= at - _SHORTEST
        )
        .order_by(Letter.handed_over_at)
        .limit(_LOOKED_AT)
    ).all()
    by_campaign: dict[str, list[tuple[str, datetime]]] = defaultdict(list)
    for workspace_id, campaign_id, handed_over_at in rows:
        if handed_over_at is not None:
            by_campaign[campaign_id].append((workspace_id, handed_over_at))
    for campaign_id, waiting in by_campaign.items():
        country = country_of(session, session.get_one(Campaign, campaign_id))
        for workspace_id, handed_over_at in waiting:
            due = due_at(country, handed_over_at)
            if due <= at:
                yield workspace_id, due
