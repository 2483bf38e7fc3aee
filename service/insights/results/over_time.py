"""How a campaign went on from its launch: the running total of gifts that were kept or donated, and the share of each week."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import accumulate

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.decisions.forecasting.confidence import Share
from service.gifting.models import RecipientGift
from service.insights.results.counts import TAKEN
from service.insights.results.narrow import Narrowed

_DECIDED = TAKEN | {"declined"}


@dataclass(frozen=True, slots=True)
class Running:
    """From the `first` day, of the launch, to the `last`, on which it closes or, where that came later, something was still
    decided.

    `steps`: (days since the first, people who had kept or donated their gift by its end). `low` to `high` is what the plan forecast
    for the end; None where it forecast nothing.
    """

    first: date
    last: date
    steps: Sequence[tuple[int, int]]
    low: int | None = None
    high: int | None = None

    @property
    def days(self) -> int:
        """From the first day to the last, at least one."""
        return max(1, (self.last - self.first).days)

    @property
    def total(self) -> int:
        """People who have kept or donated by now."""
        return self.steps[-1][1] if self.steps else 0


@dataclass(frozen=True, slots=True)
class Week:
    """Of everybody who kept, donated or declined in the week that begins on a Monday, who kept or donated."""

    monday: date
    taken: Share


def by_day(session: Session, part: Narrowed) -> list[tuple[str, int]]:
    """(day, people who had kept or donated their gift by its end), for each day on which somebody did."""
    days: dict[str, int] = {}
    rows = session.scalars(select(RecipientGift.decided_at).where(*part.condition(), RecipientGift.status.in_(TAKEN)))
    for moment in sorted(one for one in rows if one is not None):
        days[f"{moment:%Y-%m-%d}"] = days.get(f"{moment:%Y-%m-%d}", 0) + 1
    return list(zip(days, accumulate(days.values()), strict=True))


def running_of(
    session: Session, campaign: Campaign, days: Sequence[tuple[str, int]], forecast: tuple[int, int] | None
) -> Running | None:
    """The same as steps of a chart, beside a forecast for the end; None before the launch."""
    launched: datetime | None = session.scalar(
        select(func.min(RecipientGift.launched_at)).where(RecipientGift.campaign_id == campaign.id)
    )
    if launched is None:
        return None
    first = launched.date()
    steps = [((date.fromisoformat(day) - first).days, total) for day, total in days]
    last = max(campaign.expires_at.date(), first + timedelta(days=max((at for at, _ in steps), default=0)))
    return Running(first, last, steps, *(forecast or (None, None)))


def weeks_of(session: Session, part: Narrowed) -> list[Week]:
    """The last 26 weeks in which somebody decided, the earliest first. All of it is seen by name, so it is counted at any size."""
    rows = session.execute(
        select(RecipientGift.decided_at, RecipientGift.status).where(
            *part.condition(), RecipientGift.status.in_(_DECIDED), RecipientGift.decided_at.is_not(None)
        )
    )
    found: dict[date, list[bool]] = {}
    for moment, status in rows:
        if moment is not None:
            monday = moment.date() - timedelta(days=moment.weekday())
            found.setdefault(monday, []).append(status in TAKEN)
    return [Week(monday, Share(sum(found[monday]), len(found[monday]))) for monday in sorted(found)[-26:]]
