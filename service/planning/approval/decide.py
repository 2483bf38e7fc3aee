"""The second person's answer: the plan that they read, by its id, its gifts and its sum; never their own."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from service.campaigns.approvals import approvers_of
from service.campaigns.models import Campaign, PlanApproval
from service.campaigns.transitions import carry_out, lock_campaign
from service.dietary.detect import detect
from service.errors import Conflict, Forbidden, InvalidInput
from service.planning.approval.ask import find_request, have_mailed, have_marked
from service.planning.approval.sums import sum_of
from service.planning.plan.approve import require_current_rules
from service.workspaces.actor import Actor
from service.workspaces.announcements.announce import announce
from service.workspaces.audit import record_act
from service.written import written

REASON_MAX: Final = 600


def sign(session: Session, campaign: Campaign, approval_id: str, actor: Actor, at: datetime) -> None:
    """Approves the plan that was asked about; of two answers one counts.

    Raises NotFound, Conflict where it was answered, taken back, or is another plan now, and Forbidden for whoever may not.
    """
    campaign = lock_campaign(session, campaign)
    request = find_request(session, campaign, approval_id)
    require_second_person(session, campaign, request, actor)
    require_current_rules(session, campaign)
    require_same_plan(session, campaign, request)
    carry_out(
        session, campaign, "sign", approved_by=actor.user_id, approved_at=at, approved_match_run_id=request.match_run_id
    )
    _answer(session, request, "approved", actor, at)
    body = {"match_run_id": request.match_run_id, "approval_id": request.id, "sum_minor": request.sum_minor}
    record_act(session, actor, "campaign.approved", at, subject_id=campaign.id, body=body)
    announce(session, campaign.workspace_id, "approval.approved", request.id, at, campaign_id=campaign.id)
    have_marked(session, campaign, at)


def refuse(session: Session, campaign: Campaign, approval_id: str, reason: str, actor: Actor, at: datetime) -> None:
    """Sends the plan back with a reason, which whoever asked reads at once. Raises as `sign` does, and InvalidInput for the
    reason."""
    campaign = lock_campaign(session, campaign)
    request = find_request(session, campaign, approval_id)
    require_second_person(session, campaign, request, actor)
    request.reason = read_reason(reason)
    carry_out(session, campaign, "end_approval")
    _answer(session, request, "refused", actor, at)
    record_act(
        session, actor, "campaign.approval_refused", at, subject_id=campaign.id, body={"approval_id": request.id}
    )
    announce(session, campaign.workspace_id, "approval.rejected", request.id, at, campaign_id=campaign.id)
    have_marked(session, campaign, at)


def require_second_person(session: Session, campaign: Campaign, request: PlanApproval, actor: Actor) -> None:
    """Asked with the rows locked: a role may have changed since the page was opened. Raises Forbidden."""
    if actor.user_id not in {user.id for user in approvers_of(session, campaign, request.asked_by)}:
        raise Forbidden("Someone else approves this plan: nobody approves a plan they send or asked for themselves.")


def require_same_plan(session: Session, campaign: Campaign, request: PlanApproval) -> None:
    """Raises Conflict where a gift, a person or the sum is another than when it was asked."""
    now = sum_of(session, campaign)
    if (request.match_run_id, request.stamp, request.sum_minor) != (
        campaign.current_match_run_id, now.stamp, now.sum_minor,
    ):  # fmt: skip
        raise Conflict(
            "The plan has changed since you were asked, so this isn’t the plan you read. Say no, or have it asked again."
        )


def read_reason(text: str) -> str:
    """Why a plan is refused. Raises InvalidInput for an empty or endless one, and for what somebody eats or avoids."""
    reason = written(text).strip()
    if not 0 < len(reason) <= REASON_MAX:
        raise InvalidInput(f"Say why, in 1 to {REASON_MAX} characters. They read it at once.", param="reason")
    found = detect(reason)
    if found is not None:
        words = ", ".join(f"“{word}”" for word in found.words)
        raise InvalidInput(
            f"The reason mentions what people eat or avoid ({words}). Leave that out: only they can tell us.",
            param="reason",
        )
    return reason


def _answer(session: Session, request: PlanApproval, state: str, actor: Actor, at: datetime) -> None:
    request.state, request.decided_by, request.decided_at = state, actor.user_id, at
    session.flush()
    have_mailed(session, request, at)
