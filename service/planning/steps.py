"""How far a campaign has come along its five steps."""

from __future__ import annotations

from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign, CampaignRecipient
from service.campaigns.transitions import DRAFT

_BEHIND: Final = {
    "draft": 2,
    "planning": 2,
    "planned": 2,
    "pending_approval": 2,
    "approved": 3,
    "running": 4,
    "paused": 4,
    "closed": 5,
}


def steps_behind(session: Session, campaign: Campaign) -> int:
    """How many of the five (people, message and rules, plan, launch, results) are done. A draft without people has begun none."""
    someone = select(CampaignRecipient.id).where(CampaignRecipient.campaign_id == campaign.id).limit(1)
    if campaign.status == DRAFT and session.scalar(someone) is None:
        return 0
    return _BEHIND[campaign.status]
