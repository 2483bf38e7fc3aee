"""Whose campaigns and people somebody sees: the one place that narrows what pages, lists, searches and downloads read.

A seller sees the campaigns they send, and the people and companies of those; everybody else who may look sees the whole workspace.
For what is shown to somebody. What guards a gift (a colleague's, a limit over all campaigns) always reads the whole workspace.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, and_, false, select, true

from service.campaigns.models import Campaign, CampaignRecipient
from service.recipients.models import Account, Recipient
from service.workspaces.actor import Actor


def campaigns_of(actor: Actor) -> ColumnElement[bool]:
    """The condition on `Campaign` for those that the actor sees. A deleted draft is seen by nobody."""
    return and_(Campaign.workspace_id == actor.workspace_id, Campaign.deleted_at.is_(None), _sent_by(actor))


def in_sight(campaign_id: SQLColumnExpression[str], actor: Actor) -> ColumnElement[bool]:
    """The condition on a column with a campaign's id; for a query that is limited to the workspace anyway."""
    if actor.may("see_everyone"):
        return true()
    return campaign_id.in_(select(Campaign.id).where(campaigns_of(actor)))


def people_of(actor: Actor) -> ColumnElement[bool]:
    """The condition on `Recipient` for those that the actor sees."""
    mine = Recipient.workspace_id == actor.workspace_id
    if actor.may("see_everyone"):
        return mine
    return and_(mine, Recipient.id.in_(_taking_part(actor)))


def companies_of(actor: Actor) -> ColumnElement[bool]:
    """The condition on `Account` for those that the actor sees."""
    mine = Account.workspace_id == actor.workspace_id
    if actor.may("see_everyone"):
        return mine
    return and_(mine, Account.id.in_(select(Recipient.account_id).where(people_of(actor))))


def _taking_part(actor: Actor) -> Select[str]:
    return (
        select(CampaignRecipient.recipient_id)
        .join(Campaign, Campaign.id == CampaignRecipient.campaign_id)
        .where(campaigns_of(actor))
    )


def _sent_by(actor: Actor) -> ColumnElement[bool]:
    if actor.may("see_everyone"):
        return true()
    # Who has no user sends nothing: an unknown actor sees nothing rather than everything.
    return false() if actor.user_id is None else Campaign.seller_id == actor.user_id
