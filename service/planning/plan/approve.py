"""A plan is agreed to by a person, by name: that plan, by its id, and no other."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.campaigns.transitions import allows, carry_out, lock_campaign
from service.errors import Conflict
from service.gifting.models import MatchRun, RecipientGift
from service.gifting.transitions import PLANNED
from service.planning.approval.ask import ask, lacks_second, needs_second
from service.planning.plan.news.rates_changed import rates_changed
from service.recipients.models import Account
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act


def approve_plan(session: Session, campaign: Campaign, match_run_id: str, actor: Actor, at: datetime) -> None:
    """Agrees to the plan that was looked at; twice is one. A first plan makes the campaign ready to launch, a newer one of a
    campaign that runs lets its next waves go on. Above the workspace's sum a second person is asked instead.

    Raises Conflict where there is no finished plan, another one has taken its place since, or it has to be made anew.
    """
    campaign = lock_campaign(session, campaign)
    if campaign.current_match_run_id is None or campaign.current_match_run_id != match_run_id:
        raise Conflict("The plan has changed since you opened it. Review it again, then approve it.")
    if is_approved(campaign) and allows(campaign.status, "approve") and not lacks_second(session, campaign):
        return
    require_current_rules(session, campaign)
    wanted = needs_second(session, campaign)
    if wanted is not None:
        ask(session, campaign, wanted, actor, at)
        return
    carry_out(
        session, campaign, "approve", approved_by=actor.user_id, approved_at=at, approved_match_run_id=match_run_id
    )
    record_act(session, actor, "campaign.approved", at, subject_id=campaign.id, body={"match_run_id": match_run_id})


def is_approved(campaign: Campaign) -> bool:
    """Whether the plan that stands is the one a person agreed to."""
    return campaign.approved_match_run_id is not None and (
        campaign.approved_match_run_id == campaign.current_match_run_id
    )


def require_approved(campaign: Campaign) -> None:
    """Raises Conflict where the plan that stands was agreed to by nobody."""
    if not is_approved(campaign):
        raise Conflict("The current plan is newer than the one that was approved. Review and approve it first.")


def outdated_by(session: Session, campaign: Campaign) -> list[str]:
    """Names of companies whose rules have changed since the plan was made and for whose people something is still planned in it."""
    run = session.get(MatchRun, campaign.current_match_run_id) if campaign.current_match_run_id else None
    if run is None:
        return []
    return list(
        session.scalars(
            select(Account.name)
            .where(
                Account.workspace_id == campaign.workspace_id,
                Account.policy_changed_at > run.created_at,
                # Asked only of the few whose rule has changed.
                exists().where(
                    RecipientGift.campaign_id == campaign.id,
                    RecipientGift.account_id == Account.id,
                    RecipientGift.status.in_(PLANNED),
                ),
            )
            .distinct()
            .order_by(Account.name)
        )
    )


def require_current_rules(session: Session, campaign: Campaign) -> None:
    """Raises Conflict where the plan was made under rules of companies, or by delivery rates, that have changed since."""
    names = outdated_by(session, campaign)
    if names:
        more = f" and {len(names) - 3} more" if len(names) > 3 else ""
        raise Conflict(
            f"The gift policy of {', '.join(names[:3])}{more} has changed since this plan was made. Press “Choose again” on the "
            "plan first. Launched gifts stay as they are."
        )
    if (changed := rates_changed(session, campaign)) is not None:
        raise Conflict(
            f"Delivery rates have changed for {changed.people} planned gift{'s' if changed.people > 1 else ''}. Press “Choose "
            "again” on the plan first. Launched gifts stay as they are."
        )
