"""A campaign of one workspace, and whether people may still answer in it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.campaigns.transitions import UNAPPROVED
from service.errors import NotFound


def find_campaign(session: Session, workspace_id: str, campaign_id: str) -> Campaign:
    """Raises NotFound where there is none, and just so where it is somebody else's."""
    found = session.scalar(select(Campaign).where(Campaign.id == campaign_id, Campaign.workspace_id == workspace_id))
    if found is None:
        raise NotFound("There’s no such campaign.")
    return found


def takes_answers(campaign: Campaign, at: datetime, until: datetime | None = None) -> bool:
    """True from approval to expiry, or to `until` where somebody has longer. A pause, or an early close, stops what is new, not the
    people who have a gift to answer."""
    return campaign.status not in UNAPPROVED and at < (until or campaign.expires_at)
