"""A second person's approval of a plan: whether a workspace wants one above a sum, who may give it, and what takes it back.

The acts themselves stand where plans are known (`planning/approval`). Whoever changes a planned gift by hand calls `take_back`, so
that nothing is launched that nobody has read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign, PlanApproval
from service.campaigns.transitions import carry_out
from service.workspaces.actor import Actor, roles_with
from service.workspaces.audit import record_act
from service.workspaces.models import User, Workspace


@dataclass(frozen=True, slots=True)
class ApprovalRule:
    """Above `above_minor` of `currency` a second person approves: `approver_id`, or any owner or manager where that is None."""

    above_minor: int
    currency: str
    approver_id: str | None

    def asks_for(self, sum_minor: int, currency: str) -> bool:
        """Whether a campaign of this sum needs it. A sum in another currency is not converted: it always does."""
        return currency != self.currency or sum_minor > self.above_minor


def rule_of(session: Session, workspace_id: str) -> ApprovalRule | None:
    """The workspace's rule as it stands now; None where one person is enough."""
    row = session.execute(
        select(Workspace.approval_above_minor, Workspace.approval_currency, Workspace.approver_id).where(
            Workspace.id == workspace_id
        )
    ).one()
    above, currency, approver_id = row
    return None if above is None or currency is None else ApprovalRule(above, currency, approver_id)


def approvers_of(session: Session, campaign: Campaign, asked_by: str | None) -> Sequence[User]:
    """Who may approve its plan: never who asks and never who sends it. A named approver who is out or may no longer leaves it to
    any owner or manager."""
    rule = rule_of(session, campaign.workspace_id)
    may = session.scalars(
        select(User)
        .where(
            User.workspace_id == campaign.workspace_id,
            User.role.in_(roles_with("approve_plans")),
            User.disabled_at.is_(None),
            User.id.is_distinct_from(asked_by),
            User.id.is_distinct_from(campaign.seller_id),
        )
        .order_by(User.created_at, User.id)
    ).all()
    named = [user for user in may if rule is not None and user.id == rule.approver_id]
    return named or may


def open_request(session: Session, campaign: Campaign) -> PlanApproval | None:
    """The request that waits for an answer, if any."""
    return session.scalar(
        select(PlanApproval).where(PlanApproval.campaign_id == campaign.id, PlanApproval.state == "asked")
    )


def latest_request(session: Session, campaign: Campaign) -> PlanApproval | None:
    """What was asked last, whatever came of it."""
    return session.scalar(
        select(PlanApproval)
        .where(PlanApproval.campaign_id == campaign.id)
        .order_by(PlanApproval.number.desc())
        .limit(1)
    )


def approval_of(session: Session, campaign: Campaign) -> PlanApproval | None:
    """The second person's approval of the plan that is approved, if there is one."""
    return session.scalar(
        select(PlanApproval)
        .where(
            PlanApproval.campaign_id == campaign.id,
            PlanApproval.match_run_id == campaign.approved_match_run_id,
            PlanApproval.state == "approved",
        )
        .order_by(PlanApproval.number.desc())
        .limit(1)
    )


def next_number(session: Session, campaign: Campaign) -> int:
    """Which plan that is asked about comes next, from 1."""
    return 1 + (
        session.scalar(select(func.max(PlanApproval.number)).where(PlanApproval.campaign_id == campaign.id)) or 0
    )


def take_back(session: Session, campaign: Campaign, actor: Actor, at: datetime) -> None:
    """A planned gift was changed by hand, with the campaign's row locked: what a second person was asked about, or has approved, is
    another plan now, and is asked about anew."""
    signed, asked = approval_of(session, campaign), open_request(session, campaign)
    for one in (signed, asked):
        if one is not None:
            one.state = "lapsed"
            body = {"approval_id": one.id}
            record_act(session, actor, "campaign.approval_lapsed", at, subject_id=campaign.id, body=body)
    if signed is not None:
        carry_out(session, campaign, "unsign", approved_by=None, approved_at=None, approved_match_run_id=None)
