"""Above the workspace's sum a second person approves a plan: asked for, taken back, reminded of, and asked again at launch."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final, cast

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from renderers.context import Money
from renderers.language.money import money
from service.campaigns.approvals import approval_of, approvers_of, next_number, open_request, rule_of
from service.campaigns.models import Campaign, PlanApproval
from service.campaigns.transitions import carry_out, lock_campaign
from service.clock import machine_time
from service.errors import Conflict, NotFound, TooMany
from service.jobs.enqueue import enqueue, next_version
from service.jobs.models import Job
from service.planning.approval.sums import PlanSum, sum_of
from service.planning.register.near import Near, near_limits
from service.security.ids import new_id
from service.workspaces.actor import Actor
from service.workspaces.announcements.announce import announce
from service.workspaces.audit import record_act

MAIL: Final = "outreach.approval_mail"
MARK: Final = "planning.mark_pending"
REMINDERS: Final = 3
"""Mails about one request within a day, the first among them."""
DAY: Final = timedelta(days=1)


def needs_second(session: Session, campaign: Campaign, near: Sequence[Near] | None = None) -> PlanSum | None:
    """The sum that only a second person may approve, or None where one person is enough: it is above the workspace's, or the plan
    brings somebody near a limit of the gift register. `near`: who that is, where a page has asked it already."""
    rule = rule_of(session, campaign.workspace_id)
    if rule is not None:
        found = sum_of(session, campaign)
        if rule.asks_for(found.sum_minor, campaign.currency):
            return found
    return sum_of(session, campaign) if (near_limits(session, campaign) if near is None else near) else None


def lacks_second(session: Session, campaign: Campaign, near: Sequence[Near] | None = None) -> bool:
    """Whether the approved plan, as it stands and under the rule as it stands, still needs a second person's approval. `near`: as
    above."""
    wanted = needs_second(session, campaign, near)
    if wanted is None:
        return False
    signed = approval_of(session, campaign)
    return signed is None or wanted.open_minor > signed.open_minor


def room_minor(session: Session, campaign: Campaign) -> int | None:
    """How much more this campaign's gifts may come to together, in minor units, before a second person has to be asked; below 0
    where people's own swaps have gone beyond it. None: no sum of this workspace stands in the way.

    Whoever has read a sum has approved that much, and no more; up to the workspace's sum nobody has to.
    """
    rule = rule_of(session, campaign.workspace_id)
    if rule is None:
        return None
    now, signed = sum_of(session, campaign).sum_minor, approval_of(session, campaign)
    limits = [0 if signed is None else signed.sum_minor, rule.above_minor if campaign.currency == rule.currency else 0]
    return max(limits) - now


def require_room(session: Session, campaign: Campaign) -> None:
    """Raises Conflict where what is set aside and planned comes to more than was approved; with the campaign's row locked, after
    somebody of the sender's had a gift cost more."""
    room = room_minor(session, campaign)
    if room is not None and room < 0:
        raise Conflict(
            f"That would come to {_money(-room, campaign)} more than was approved: other gifts have been set aside meanwhile. "
            "Nothing was changed."
        )


def require_second(session: Session, campaign: Campaign) -> None:
    """Raises Conflict where the approved plan needs a second person's approval and has none, or comes to more than they read."""
    if lacks_second(session, campaign):
        if near_limits(session, campaign):
            raise Conflict(
                "This plan brings someone near a limit on gifts, and nobody else has approved it as it stands. Press “Ask for "
                "approval” on the plan."
            )
        raise Conflict(
            "All waves of this campaign together come to more than one person may approve here, and nobody else has approved "
            "this sum. Press “Ask for approval” on the plan."
        )


def ask(session: Session, campaign: Campaign, wanted: PlanSum, actor: Actor, at: datetime) -> PlanApproval:
    """Asks a second person to approve the plan that stands, with the campaign's row locked. Pressed twice, the first one counts.

    Raises Conflict where nobody else here could approve it.
    """
    if not approvers_of(session, campaign, actor.user_id):
        raise Conflict(
            f"{_money(wanted.sum_minor, campaign)} needs a second person’s approval, and nobody else here may give it. Invite "
            "an owner or a manager on the team page first."
        )
    asked = open_request(session, campaign)
    if asked is not None and (asked.match_run_id, asked.stamp) == (campaign.current_match_run_id, wanted.stamp):
        return asked
    if asked is not None:
        _end(session, campaign, asked, "lapsed", actor, at)
    carry_out(session, campaign, "ask_approval")
    request = PlanApproval(
        id=new_id("apr"), workspace_id=campaign.workspace_id, campaign_id=campaign.id,
        number=next_number(session, campaign), match_run_id=cast("str", campaign.current_match_run_id), stamp=wanted.stamp,
        sum_minor=wanted.sum_minor, open_minor=wanted.open_minor, currency=campaign.currency, state="asked",
        asked_by=cast("str", actor.user_id), asked_at=at,
    )  # fmt: skip
    session.add(request)
    session.flush()
    body = {"approval_id": request.id, "match_run_id": request.match_run_id, "sum_minor": request.sum_minor}
    record_act(session, actor, "campaign.approval_asked", at, subject_id=campaign.id, body=body)
    announce(session, campaign.workspace_id, "approval.requested", request.id, at, campaign_id=campaign.id)
    have_marked(session, campaign, at)
    have_mailed(session, request, at)
    return request


def take_request_back(session: Session, campaign: Campaign, approval_id: str, actor: Actor, at: datetime) -> None:
    """The seller wants to change something first. Raises NotFound, or Conflict where it was answered meanwhile."""
    campaign = lock_campaign(session, campaign)
    request = find_request(session, campaign, approval_id)
    _end(session, campaign, request, "taken_back", actor, at)
    carry_out(session, campaign, "end_approval")
    record_act(
        session, actor, "campaign.approval_taken_back", at, subject_id=campaign.id, body={"approval_id": request.id}
    )
    have_marked(session, campaign, at)


def remind(session: Session, campaign: Campaign, approval_id: str, at: datetime) -> None:
    """Mails the request once more. Raises NotFound, Conflict, or TooMany after three within a day."""
    request = find_request(session, lock_campaign(session, campaign), approval_id)
    mails = select(func.count()).where(
        Job.kind == MAIL, Job.subject_id == request.id, Job.created_at > machine_time(at) - DAY
    )
    if (session.scalar(mails) or 0) >= REMINDERS:
        raise TooMany("You’ve reminded them often enough for today.", wait_seconds=int(DAY.total_seconds()))
    have_mailed(session, request, at)


def find_request(session: Session, campaign: Campaign, approval_id: str) -> PlanApproval:
    """A request of this campaign that waits for its answer, its row locked. Raises NotFound, or Conflict once it is answered."""
    found = session.get(PlanApproval, approval_id, populate_existing=True, with_for_update=True)
    if found is None or found.campaign_id != campaign.id:
        raise NotFound("There’s no such request.")
    if found.state != "asked":
        raise Conflict(ENDED[found.state])
    return found


ENDED: Final = {
    "approved": "This plan has just been approved.",
    "refused": "Someone has just said no to this plan.",
    "taken_back": "This request was taken back. There’s nothing to decide.",
    "lapsed": "The plan has changed since you were asked. You’ll be asked again about the new one.",
}
"""What became of a request, said to whoever answers it too late."""


def have_mailed(session: Session, request: PlanApproval, at: datetime) -> None:
    """Mails whoever is to know how the request stands."""
    version = next_version(session, MAIL, request.id)
    enqueue(session, MAIL, request.id, version=version, workspace_id=request.workspace_id, run_at=at)


def have_marked(session: Session, campaign: Campaign, at: datetime) -> None:
    """Has the gifts say whether they wait for approval: some at a time, since there may be many."""
    version = next_version(session, MARK, campaign.id)
    enqueue(
        session, MARK, campaign.id, version=version, workspace_id=campaign.workspace_id, campaign_id=campaign.id, run_at=at
    )  # fmt: skip


def _end(session: Session, campaign: Campaign, request: PlanApproval, state: str, actor: Actor, at: datetime) -> None:
    request.state = state
    if state == "taken_back":
        request.decided_by, request.decided_at = actor.user_id, at
    else:
        body = {"approval_id": request.id}
        record_act(session, actor, "campaign.approval_lapsed", at, subject_id=campaign.id, body=body)
    session.flush()


def _money(minor: int, campaign: Campaign) -> str:
    return str(money("en", Money(minor, campaign.currency)))
