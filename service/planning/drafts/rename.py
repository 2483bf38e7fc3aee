"""Another name for a campaign. It is the sender's own: nobody else reads it."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.campaigns.transitions import require_act
from service.errors import InvalidInput
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act
from service.written import written

LONGEST: Final = 120


def rename_campaign(session: Session, campaign: Campaign, name: str, actor: Actor, at: datetime) -> bool:
    """False where it is called so already. Raises InvalidInput for an empty or endless name, Conflict once it is closed."""
    name = read_name(name)
    campaign = require_act(session, campaign, "rename")
    if campaign.name == name:
        return False
    campaign.name = name
    record_act(session, actor, "campaign.renamed", at, subject_id=campaign.id)
    return True


def read_name(text: str) -> str:
    """A campaign's name as it was typed, on one line. Raises InvalidInput."""
    name = " ".join(written(text).split())
    if not 0 < len(name) <= LONGEST:
        raise InvalidInput(f"Give it a name of 1 to {LONGEST} characters.", param="name")
    return name
