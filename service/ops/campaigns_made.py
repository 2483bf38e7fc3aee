"""Campaigns whose content is being made, from the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.campaigns.transitions import AT_WORK
from service.jobs.progress import done_about, progress


@dataclass(frozen=True, slots=True)
class CampaignWork:
    """Jobs of one campaign: all wanted, done, dead; `about` is None where nothing is open or it cannot be told."""

    campaign_id: str
    name: str
    wanted: int
    done: int
    dead: int
    about: datetime | None
    status: str

    @property
    def is_open(self) -> bool:
        """Whether something is still to be made."""
        return self.done + self.dead < self.wanted


def list_work(session: Session, workspace_id: str, at: datetime) -> list[CampaignWork]:
    """Campaigns that run or are paused, those with open work first."""
    campaigns = session.execute(
        select(Campaign.id, Campaign.name, Campaign.status)
        .where(Campaign.workspace_id == workspace_id, Campaign.status.in_(AT_WORK))
        .order_by(Campaign.created_at.desc())
    ).all()
    lines = []
    for campaign_id, name, status in campaigns:
        kinds = progress(session, campaign_id)
        lines.append(
            CampaignWork(
                campaign_id,
                name,
                sum(kind.wanted for kind in kinds),
                sum(kind.done for kind in kinds),
                sum(kind.dead for kind in kinds),
                done_about(session, campaign_id, at),
                status,
            )
        )
    return sorted(lines, key=lambda line: not line.is_open)
