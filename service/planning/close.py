"""Stopping: for a while, or for good. What people were promised stands until it runs out."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import update
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.errors import Conflict
from service.jobs.cancel import cancel_campaign
from service.workspaces.audit import record_act

_MOVES: Final = {
    "pause": ({"running"}, "paused"),
    "resume": ({"paused"}, "running"),
    "close": ({"running", "paused"}, "closed"),
}
_NOT_SET_OUT: Final = ("planning.launch", "outreach.ask")


def move_campaign(session: Session, campaign: Campaign, act: str, user_id: str, at: datetime) -> None:
    """`pause` (no further wave), `resume` or `close`. Raises Conflict.

    Open gifts can still be answered until they expire. With `close`, a wave that has not set out stays, and nobody new is asked,
    decided for or reminded.
    """
    sources, target = _MOVES[act]
    if act == "close":
        # Before the campaign's row is locked: a wave that is being launched holds its job's row and then wants the campaign's.
        cancel_campaign(session, campaign.id, _NOT_SET_OUT, at)
    moved = session.scalars(
        update(Campaign)
        .where(Campaign.id == campaign.id, Campaign.status.in_(sources))
        .values(status=target)
        .returning(Campaign.id)
        .execution_options(synchronize_session=False)
    ).all()
    if not moved:
        raise Conflict(f"This campaign is {campaign.status}; it cannot {act} now.")
    session.refresh(campaign)
    record_act(session, campaign.workspace_id, user_id, f"campaign.{target}", at, subject_id=campaign.id)
