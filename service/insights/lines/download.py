"""Lines of a statement for a file; each download is written down."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.insights.lines.read_lines import PersonLine, Wanted, all_lines
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act

MOST: Final = 5_000


def download_lines(
    session: Session, actor: Actor, campaign: Campaign | None, wanted: Wanted, at: datetime
) -> Sequence[PersonLine]:
    """All lines that the actor sees of one campaign, or of every one, sifted as the page is. Raises InvalidInput where there are
    more than `MOST`."""
    lines = all_lines(session, actor, campaign, wanted, MOST)
    campaign_id = None if campaign is None else campaign.id
    record_act(session, actor, "statement.lines_downloaded", at, subject_id=campaign_id, body={"lines": len(lines)})
    return lines
