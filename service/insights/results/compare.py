"""Campaigns beside each other, in their own order and without a ranking: a difference between them is no effect."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.decisions.forecasting.confidence import Share
from service.insights.funnel import Funnel, count_funnels
from service.insights.money import MoneyStand, sum_all_entries
from service.insights.results.read import share_words
from service.insights.results.said import Score, cared_in, csat_in
from service.insights.results.sheet import Table


@dataclass(frozen=True, slots=True)
class CampaignLine:
    """One campaign. `csat` and `cared` keep to the rule for small numbers themselves."""

    campaign: Campaign
    funnel: Funnel
    stand: MoneyStand
    csat: Score
    cared: Share | None

    @property
    def is_open(self) -> bool:
        """Whether somebody can still answer, so that its share can only rise."""
        return self.funnel.open > 0

    @property
    def each_kept_minor(self) -> int | None:
        """What was charged for each person who kept a gift; None while nobody has."""
        return round(self.stand.charged / self.funnel.kept) if self.funnel.kept and self.stand.charged else None

    @property
    def cared_words(self) -> str:
        """ "62%, interval 50 to 73", or that there are too few."""
        return "too few" if self.cared is None else share_words(self.cared)


def campaign_lines(session: Session, workspace_id: str, campaigns: Sequence[Campaign]) -> list[CampaignLine]:
    """A line for each campaign that launched somebody; the statements do not grow with the campaigns."""
    ids = [campaign.id for campaign in campaigns]
    funnels = count_funnels(session, workspace_id, ids)
    stands, cared = sum_all_entries(session, campaigns), cared_in(session, ids)
    csat = csat_in(session, {campaign_id: funnels[campaign_id].launched for campaign_id in ids})
    return [
        CampaignLine(campaign, funnels[campaign.id], stands[campaign.id], csat[campaign.id], cared[campaign.id])
        for campaign in campaigns
    ]


def table_of(lines: Sequence[CampaignLine]) -> Table:
    """The same for a file."""
    return Table(
        "Campaigns",
        ("Campaign", "Launched", "Kept or donated", "Of", "Share", "Swapped", "Declined", "CSAT", "Somebody cared",
         "Currency", "Charged, minor units", "Each one kept, minor units"),
        tuple(
            (
                line.campaign.name,
                str(line.funnel.launched),
                str(line.funnel.glad.part),
                str(line.funnel.glad.whole),
                share_words(line.funnel.glad) if line.funnel.glad.whole else "none yet",
                str(line.funnel.swapped),
                str(line.funnel.declined),
                line.csat.figure,
                line.cared_words,
                line.stand.currency,
                str(line.stand.charged),
                "" if line.each_kept_minor is None else str(line.each_kept_minor),
            )
            for line in lines
        ),
    )  # fmt: skip


def turned(lines: Sequence[CampaignLine]) -> list[Table]:
    """The same for paper, which is too narrow for so many columns: a table a campaign."""
    table = table_of(lines)
    return [
        Table(name, ("Figure", "Value"), tuple(zip(table.headings[1:], values, strict=True)))
        for name, *values in table.rows
    ]


def first_of(at: datetime, campaigns: int) -> tuple[str, ...]:
    """What the file begins with."""
    what = f"{campaigns} campaign{'' if campaigns == 1 else 's'}; differences between campaigns aren’t effects"
    return ("Campaigns with results", what, f"read {at:%Y-%m-%d %H:%M} UTC")
