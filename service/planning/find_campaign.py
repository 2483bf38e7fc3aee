"""A campaign of this workspace, and how far it has come."""

from __future__ import annotations

from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign, CampaignRecipient
from service.errors import NotFound

STEP_OF: Final = {"draft": 1, "planning": 2, "planned": 2, "approved": 3, "running": 4, "paused": 4, "closed": 5}


def find_campaign(session: Session, workspace_id: str, campaign_id: str) -> Campaign:
    """Raises NotFound where there is none, or it is another workspace's: the two look the same on purpose."""
    campaign = session.scalar(
        select(Campaign).where(Campaign.id == campaign_id, Campaign.workspace_id == workspace_id)
    )
    if campaign is None:
        raise NotFound("There is no such campaign in this workspace.")
    return campaign


def reached_step(session: Session, campaign: Campaign) -> int:
    """How many of the five steps (people, message and rules, plan, launch, results) are behind this campaign."""
    if campaign.status == "draft" and not session.scalar(
        select(CampaignRecipient.id).where(CampaignRecipient.campaign_id == campaign.id).limit(1)
    ):
        return 0
    return STEP_OF[campaign.status]
