"""A campaign goes to another colleague: they send it from then on, and see its people; who sent it before no longer does."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.campaigns.transitions import lock_campaign
from service.errors import InvalidInput
from service.workspaces.actor import Actor, roles_with
from service.workspaces.audit import record_act
from service.workspaces.models import User


def who_may_send(session: Session, workspace_id: str) -> Sequence[User]:
    """Colleagues whose role sends campaigns and who may sign in, by when they came."""
    return session.scalars(
        select(User)
        .where(
            User.workspace_id == workspace_id,
            User.role.in_(roles_with("change_campaigns")),
            User.disabled_at.is_(None),
        )
        .order_by(User.created_at, User.id)
    ).all()


def hand_over(session: Session, campaign: Campaign, user_id: str, actor: Actor, at: datetime) -> None:
    """Gives the campaign to a colleague; twice is one. Raises InvalidInput for anybody who sends none."""
    found = lock_campaign(session, campaign)
    if user_id not in {user.id for user in who_may_send(session, found.workspace_id)}:
        raise InvalidInput("Choose a colleague who can send campaigns.", param="seller")
    if found.seller_id == user_id:
        return
    before, found.seller_id = found.seller_id, user_id
    session.flush()
    body = {"from": before, "to": user_id}
    record_act(session, actor, "campaign.handed_over", at, subject_id=found.id, body=body)
