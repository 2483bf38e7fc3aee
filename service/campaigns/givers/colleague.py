"""Who of the workspace's people stands behind a gift: whom an answer reaches."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.campaigns.givers.whose import whom
from service.campaigns.models import Campaign
from service.workspaces.actor import actor_of
from service.workspaces.models import User


def giver_user(session: Session, campaign: Campaign, recipient_id: str | None = None) -> User | None:
    """The colleague who gives to this person, as long as they work here; else the one in whose name the campaign gives, else who
    sends it, else who approved it, else who may; None for nobody. `recipient_id` None: of the campaign itself."""
    own = None if recipient_id is None else whom(session, campaign, recipient_id)
    if own is not None and own.disabled_at is None and actor_of(own).may("change_campaigns"):
        return own
    users = session.scalars(
        select(User).where(User.workspace_id == campaign.workspace_id).order_by(User.created_at, User.id)
    ).all()
    name = str(campaign.sender["name"]).casefold().strip()
    ranked = sorted(
        (
            user
            for user in users
            if user.disabled_at is None and (actor_of(user).may("change_campaigns") or user.id == campaign.approved_by)
        ),
        key=lambda user: (
            user.name.casefold().strip() != name,
            user.id != campaign.seller_id,
            user.id != campaign.approved_by,
            actor_of(user).may("see_everyone"),
        ),
    )
    return ranked[0] if ranked else None
