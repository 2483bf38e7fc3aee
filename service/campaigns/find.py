"""A campaign that somebody may see, and whether people may still answer in it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.campaigns.sight import campaigns_of, given_in
from service.campaigns.transitions import UNAPPROVED
from service.errors import NotFound
from service.workspaces.actor import Actor


def find_campaign(session: Session, actor: Actor, campaign_id: str) -> Campaign:
    """Raises NotFound where there is none, and just so where it is another workspace's or another seller's."""
    found = session.scalar(select(Campaign).where(Campaign.id == campaign_id, campaigns_of(actor)))
    if found is None:
        raise NotFound("There’s no such campaign.")
    return found


def find_given_campaign(session: Session, actor: Actor, campaign_id: str) -> Campaign:
    """The same, also for whoever gives to somebody in it. Raises NotFound."""
    found = session.scalar(select(Campaign).where(Campaign.id == campaign_id, given_in(actor)))
    if found is None:
        raise NotFound("There’s no such campaign.")
    return found


def takes_answers(campaign: Campaign, at: datetime, until: datetime | None = None) -> bool:
    """True from approval to expiry, or to `until` where somebody has longer. A pause, or an early close, stops what is new, not the
    people who have a gift to answer."""
    return campaign.status not in UNAPPROVED and at < (until or campaign.expires_at)
