"""Whose campaigns and people somebody sees: the one place that narrows what pages, lists, searches and downloads read.

A seller sees the campaigns they send, the people they give to, and those people's companies; everybody else who may look sees the
whole workspace. Who sends a campaign in which each person has a giver of their own plans and launches it for all of them, and from
then on sees only their own people. For what is shown to somebody. What guards a gift (a colleague's, a limit over all campaigns)
always reads the whole workspace.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, and_, exists, false, func, or_, select, true
from sqlalchemy.orm import aliased

from service.campaigns.models import Campaign, CampaignRecipient
from service.recipients.models import Account, Recipient
from service.workspaces.actor import Actor


def campaigns_of(actor: Actor) -> ColumnElement[bool]:
    """The condition on `Campaign` for those that the actor sees. A deleted draft is seen by nobody."""
    return and_(Campaign.workspace_id == actor.workspace_id, Campaign.deleted_at.is_(None), _sent_by(actor))


def given_in(actor: Actor) -> ColumnElement[bool]:
    """The condition on `Campaign` for those in which the actor sends or gives to somebody."""
    if actor.may("see_everyone"):
        return campaigns_of(actor)
    gives = (
        select(CampaignRecipient.id)
        .where(CampaignRecipient.campaign_id == Campaign.id, CampaignRecipient.giver_id == actor.user_id)
        .exists()
    )
    theirs = gives if actor.user_id is not None else false()
    return or_(
        campaigns_of(actor), and_(Campaign.workspace_id == actor.workspace_id, Campaign.deleted_at.is_(None), theirs)
    )


def in_sight(campaign_id: SQLColumnExpression[str], actor: Actor) -> ColumnElement[bool]:
    """The condition on a column with a campaign's id; for a query that is limited to the workspace anyway."""
    if actor.may("see_everyone"):
        return true()
    return campaign_id.in_(select(Campaign.id).where(campaigns_of(actor)))


def given_by(
    campaign_id: SQLColumnExpression[str], recipient_id: SQLColumnExpression[str], actor: Actor
) -> ColumnElement[bool]:
    """The condition on the ids of a campaign and of a person in it: whether the actor gives to them there, or sees everybody; for a
    query that is limited to the workspace anyway."""
    if actor.may("see_everyone"):
        return campaign_id.in_(select(Campaign.id).where(campaigns_of(actor)))
    if actor.user_id is None:
        return false()
    part, campaign = aliased(CampaignRecipient), aliased(Campaign)  # the query around may read the same tables
    return exists().where(
        part.campaign_id == campaign_id,
        part.recipient_id == recipient_id,
        campaign.id == part.campaign_id,
        campaign.workspace_id == actor.workspace_id,
        campaign.deleted_at.is_(None),
        or_(part.giver_id == actor.user_id, and_(part.giver_id.is_(None), campaign.seller_id == actor.user_id)),
    )


def named_to(campaign: Campaign, recipient_id: SQLColumnExpression[str], actor: Actor) -> ColumnElement[bool] | None:
    """The condition on the id of somebody who takes part in a campaign that the actor sees: whom its pages name. Whoever a
    colleague gives to by now is that colleague's; who has not set out is still its sender's to plan. None where everybody may be
    named."""
    if campaign.givers == "one" or actor.may("see_everyone"):
        return None
    others = select(CampaignRecipient.recipient_id).where(
        CampaignRecipient.campaign_id == campaign.id,
        CampaignRecipient.giver_id.is_not(None),
        CampaignRecipient.giver_id != (actor.user_id or ""),
    )
    return recipient_id.not_in(others)


def people_of(actor: Actor) -> ColumnElement[bool]:
    """The condition on `Recipient` for those that the actor sees."""
    mine = Recipient.workspace_id == actor.workspace_id
    if actor.may("see_everyone"):
        return mine
    if actor.user_id is None:
        return false()
    return and_(
        mine,
        or_(
            Recipient.giver_id == actor.user_id,
            and_(
                Recipient.giver_id.is_(None),
                Recipient.account_id.in_(select(Account.id).where(Account.giver_id == actor.user_id)),
            ),
            Recipient.id.in_(_taking_part(actor)),
        ),
    )


def companies_of(actor: Actor) -> ColumnElement[bool]:
    """The condition on `Account` for those that the actor sees."""
    mine = Account.workspace_id == actor.workspace_id
    if actor.may("see_everyone"):
        return mine
    return and_(mine, Account.id.in_(select(Recipient.account_id).where(people_of(actor))))


def _taking_part(actor: Actor) -> Select[str]:
    """Those to whom the actor gives in a campaign: by name there, or since they send it and no colleague gives to them."""
    own = func.coalesce(Recipient.giver_id, Account.giver_id)
    return (
        select(CampaignRecipient.recipient_id)
        .join(Campaign, Campaign.id == CampaignRecipient.campaign_id)
        .join(Recipient, Recipient.id == CampaignRecipient.recipient_id)
        .join(Account, Account.id == Recipient.account_id)
        .where(
            Campaign.workspace_id == actor.workspace_id,
            Campaign.deleted_at.is_(None),
            or_(
                CampaignRecipient.giver_id == actor.user_id,
                and_(
                    CampaignRecipient.giver_id.is_(None),
                    _sent_by(actor),
                    or_(Campaign.givers == "one", own.is_(None), own == actor.user_id),
                ),
            ),
        )
    )


def _sent_by(actor: Actor) -> ColumnElement[bool]:
    if actor.may("see_everyone"):
        return true()
    # Who has no user sends nothing: an unknown actor sees nothing rather than everything.
    return false() if actor.user_id is None else Campaign.seller_id == actor.user_id
