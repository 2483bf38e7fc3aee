"""Stopping: for a while, or for good. What people were promised stands until it runs out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.campaigns.transitions import carry_out
from service.jobs.cancel import cancel_campaign
from service.planning.launch.figures import close_figures, require_seen
from service.workspaces.actor import Actor
from service.workspaces.audit import Act, record_act

MOVES: Final[Mapping[str, Act]] = {"pause": "campaign.paused", "resume": "campaign.running", "close": "campaign.closed"}
"""What a person may press, of the acts in the table of a campaign's transitions -> its line in the audit log."""
_NOT_SET_OUT: Final = ("planning.launch", "planning.plan", "outreach.ask")


def move_campaign(
    session: Session, campaign: Campaign, act: str, actor: Actor, at: datetime, *, seen: str | None = None
) -> None:
    """`pause` (no further wave), `resume` or `close`. Raises Conflict, FiguresChanged where closing was pressed under other figures
    than stand now; `seen` names those that were shown, None where none were.

    Open gifts can still be answered until they expire. With `close`, a wave that has not set out stays, and nobody new is asked,
    decided for or reminded.
    """
    if act == "close":
        # Before the campaign's row is locked: a wave that is being launched holds its job's row and then wants the campaign's.
        cancel_campaign(session, campaign.id, _NOT_SET_OUT, at)
    carry_out(session, campaign, act)
    if act == "close":
        require_seen(close_figures(session, campaign), seen)
    record_act(session, actor, MOVES[act], at, subject_id=campaign.id)
