"""A wave is asked for: marked by a person, in the order of the upload, under the figures they were shown."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.campaigns.transitions import UNAPPROVED, allows, carry_out, refusal
from service.errors import Conflict, InvalidInput
from service.jobs.enqueue import enqueue
from service.outreach.occasions.basis_came import ask_for_wave
from service.planning.approval.ask import require_second
from service.planning.givers.in_campaign import named_in_words
from service.planning.launch.departing.schedule import Leave, set_leave
from service.planning.launch.departing.who import EVERYONE, Who
from service.planning.launch.figures import LaunchFigures, launch_figures, require_seen
from service.planning.launch.ready import lock_gifts, next_wave, put_in_wave, ready_gifts, still_ready
from service.planning.plan.approve import require_approved, require_current_rules
from service.planning.plan.choose import PLAN, works_on
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act


def request_launch(
    session: Session,
    campaign: Campaign,
    size: int | None,
    actor: Actor,
    at: datetime,
    *,
    seen: str | None = None,
    only: Who = EVERYONE,
    leave: Leave | None = None,
) -> int:
    """Marks the next `size` gifts (None: all that are ready) as one wave and asks for its launch. Answers the wave's number.

    `seen` names the figures that were shown before the press; None where none were, as on the command line. `only`: of some
    companies or people alone. `leave`: when their mails leave; None: as soon as they may.

    Raises InvalidInput for a size below 1, FiguresChanged where other figures stand now than were seen, Conflict where the plan
    that stands is not approved, is just being made anew or has to be, where the message names a giver in everybody's letter, or
    nobody is left.
    """
    if size is not None and size < 1:
        raise InvalidInput("A wave needs at least one person.", param="size")
    require_launchable(session, campaign)
    locked = ready_gifts(session, campaign, size, only)
    lock_gifts(session, locked)
    # With the gifts locked, and then the campaign, what was looked at is asked again: now it holds.
    carry_out(session, campaign, "launch")
    require_launchable(session, campaign)
    still = still_ready(session, campaign, locked)
    gift_ids = [gift_id for gift_id in locked if gift_id in still]
    if not gift_ids:
        raise Conflict(only.nobody)
    require_seen(launch_figures(session, campaign, gift_ids), seen)
    wave = next_wave(session, campaign)
    put_in_wave(session, gift_ids, wave)
    session.expire_all()
    if leave is not None:
        set_leave(session, campaign, wave, leave)
    # Who was launched before and not written to for want of a basis, and has one by now, is written to with this wave.
    ask_for_wave(session, campaign.id, campaign.workspace_id, None if leave is None else (leave.on, leave.hour))
    enqueue(
        session,
        "planning.launch",
        campaign.id,
        version=wave,
        workspace_id=campaign.workspace_id,
        campaign_id=campaign.id,
        run_at=at,
    )
    body = {"wave": wave, "gifts": len(gift_ids), "leave_on": None if leave is None else leave.on.isoformat()}
    record_act(session, actor, "campaign.launched", at, subject_id=campaign.id, body=body)
    return wave


def preview_launch(session: Session, campaign: Campaign, size: int | None, only: Who = EVERYONE) -> LaunchFigures:
    """What launching a wave of `size` would do; changes nothing. Raises InvalidInput for a size below 1, Conflict where nobody is
    left to launch or the plan stands in the way."""
    if size is not None and size < 1:
        raise InvalidInput("A wave needs at least one person.", param="size")
    require_launchable(session, campaign)
    gift_ids = ready_gifts(session, campaign, size, only)
    if not gift_ids:
        raise Conflict(only.nobody)
    return launch_figures(session, campaign, gift_ids)


def may_launch(session: Session, campaign: Campaign) -> bool:
    """Whether a wave could be launched as things stand. For who would rather not ask than be refused."""
    try:
        require_launchable(session, campaign)
    except Conflict:
        return False
    return True


def require_launchable(session: Session, campaign: Campaign) -> None:
    """Raises Conflict unless the plan that stands was approved by as many as it needs, is not being made anew and was
    made under the rules as they are."""
    if not allows(campaign.status, "launch"):
        if campaign.status in UNAPPROVED:
            raise Conflict("Approve the plan first, because a wave sets money and stock aside.")
        raise Conflict(refusal(campaign.status, "launch"))
    require_approved(campaign)
    require_second(session, campaign)
    if works_on(session, campaign, PLAN):
        raise Conflict("Gifts are being chosen again. Review the new plan and approve it first.")
    require_current_rules(session, campaign)
    if names := named_in_words(session, campaign):
        raise Conflict(
            f"The message names {' and '.join(names)}, who doesn’t give to everyone. Use {{sender_name}} instead."
        )
