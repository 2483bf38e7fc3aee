"""A plan is agreed to by a person, by name."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.errors import Conflict
from service.workspaces.audit import record_act


def approve_plan(session: Session, campaign: Campaign, match_run_id: str, user_id: str, at: datetime) -> None:
    """From planned to approved, for the plan that was looked at and no other; twice is one.

    Raises Conflict where there is no finished plan, or another one has taken its place since.
    """
    if campaign.status in {"approved", "running"} and campaign.current_match_run_id == match_run_id:
        return
    approved = session.scalars(
        update(Campaign)
        .where(
            Campaign.id == campaign.id,
            Campaign.status == "planned",
            Campaign.current_match_run_id == match_run_id,
        )
        .values(status="approved", approved_by=user_id, approved_at=at)
        .returning(Campaign.id)
        .execution_options(synchronize_session=False)
    ).all()
    if not approved:
        raise Conflict("This is not the plan that stands now. Look at the plan again, then approve it.")
    session.refresh(campaign)
    record_act(
        session,
        campaign.workspace_id,
        user_id,
        "campaign.approved",
        at,
        subject_id=campaign.id,
        body={"match_run_id": match_run_id},
    )
