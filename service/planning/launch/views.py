"""The step "Launch": waves set out, and a campaign is paused, resumed or closed."""

from __future__ import annotations

import re

from flask import request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.campaigns.transitions import UNAPPROVED, allows, refusal
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import Conflict, InvalidInput
from service.planning.approval.ask import lacks_second
from service.planning.console import blueprint, name_of, own_campaign, step_page, to_step
from service.planning.labels import describe_hold
from service.planning.launch.figures import CloseFigures, FiguresChanged, LaunchFigures, close_figures, stamp_of
from service.planning.launch.pause_and_close import MOVES, move_campaign
from service.planning.launch.progress import MOST_SHOWN, as_figures, launched_people, read_progress, ready_people
from service.planning.launch.schedule import HOURS, departures, read_leave
from service.planning.launch.waves import (
    count_ready,
    picked_gifts,
    preview_launch,
    ready_gifts,
    request_launch,
    require_launchable,
)
from service.planning.people.without_basis import without_basis
from service.planning.plan.approve import is_approved, outdated_by
from service.planning.plan.summary import short_of_swaps
from service.workspaces.doors.api_door import signed_in_api
from service.workspaces.doors.console_door import signed_in
from service.workspaces.doors.console_session import current


@blueprint.get("/campaigns/<campaign_id>/launch")
@signed_in("see_campaigns")
def show_launch(campaign_id: str) -> ResponseReturnValue:
    """The launch: its progress, and the people who were launched."""
    with reading() as session:
        campaign = own_campaign(session, campaign_id)
        return step_page(
            session,
            campaign,
            "console/launch.html",
            now_at=read_progress(session, campaign, utc_now()),
            page=launched_people(session, campaign, request.args.get("page")),
            describe_hold=describe_hold,
            approver=name_of(session, campaign.approved_by),
            approved=is_approved(campaign) and not lacks_second(session, campaign),
            unapproved=campaign.status in UNAPPROVED,
            outdated=outdated_by(session, campaign),
            hours=HOURS,
            lacking=without_basis(session, campaign),
            swap_short=short_of_swaps(session, campaign),
        )


@blueprint.get("/campaigns/<campaign_id>/launch/progress.json")
@signed_in_api("see_campaigns")
def launch_figures(campaign_id: str) -> ResponseReturnValue:
    """The same progress as figures, for the page to look again."""
    with reading() as session:
        return as_figures(read_progress(session, own_campaign(session, campaign_id), utc_now()))


@blueprint.post("/campaigns/<campaign_id>/launch")
@signed_in("change_campaigns")
def launch(campaign_id: str) -> ResponseReturnValue:
    """The first press names what will happen; the second, which carries those figures, lets it happen. Raises
    InvalidInput for a size that is no whole number."""
    size, seen = request.form.get("size", ""), request.form.get("seen")
    chosen = request.form.getlist("who") or None
    _require_own(campaign_id)
    if chosen is None and "choosing" in request.form:
        raise InvalidInput("Choose at least one person for this wave.", param="who")
    if chosen is not None:
        size = str(len(chosen))
    if not re.fullmatch("[0-9]{1,6}", size):
        raise InvalidInput("Enter how many people to launch: a whole number, 1 or more.", param="size")
    if seen is None:
        return _ask_to_launch(campaign_id, int(size), chosen)
    try:
        with transaction() as session:
            campaign = own_campaign(session, campaign_id)
            leave = read_leave(request.form, campaign, utc_now())
            request_launch(session, campaign, int(size), current(), utc_now(), seen=seen, chosen=chosen, leave=leave)
    except FiguresChanged as error:
        return _ask_to_launch(campaign_id, int(size), chosen, changed=True), error.status
    return to_step(campaign_id, "launch")


@blueprint.get("/campaigns/<campaign_id>/wave")
@signed_in("see_campaigns", "see_people", "change_campaigns")
def show_wave(campaign_id: str) -> ResponseReturnValue:
    """Those who can be launched, to choose who is in the next wave."""
    with reading() as session:
        campaign = own_campaign(session, campaign_id)
        require_launchable(session, campaign)
        return step_page(
            session,
            campaign,
            "console/wave.html",
            lines=ready_people(session, ready_gifts(session, campaign, MOST_SHOWN)),
            ready=count_ready(session, campaign),
            hours=HOURS,
        )


@blueprint.post("/campaigns/<campaign_id>/move")
@signed_in("change_campaigns")
def move(campaign_id: str) -> ResponseReturnValue:
    """Pausing and going on can be taken back, so they happen at once; closing is named and asked for first, as a launch is.
    Raises InvalidInput for any other act."""
    act, seen = request.form.get("act", ""), request.form.get("seen")
    _require_own(campaign_id)
    if act not in MOVES:
        raise InvalidInput("A campaign can be paused, resumed or closed.", param="act")
    if act == "close" and seen is None:
        return _ask_to_close(campaign_id)
    try:
        with transaction() as session:
            move_campaign(session, own_campaign(session, campaign_id), act, current(), utc_now(), seen=seen)
    except FiguresChanged as error:
        return _ask_to_close(campaign_id, changed=True), error.status
    return to_step(campaign_id, "launch")


def _require_own(campaign_id: str) -> None:
    with reading() as session:
        own_campaign(session, campaign_id)


def _ask_to_launch(campaign_id: str, size: int, chosen: list[str] | None, *, changed: bool = False) -> str:
    with reading() as session:
        campaign = own_campaign(session, campaign_id)
        leave = read_leave(request.form, campaign, utc_now())
        figures = preview_launch(session, campaign, size, chosen)
        gift_ids = picked_gifts(session, campaign, size, chosen) if leave else []
        return _confirm_page(
            session, campaign, "launch", figures, size=size, changed=changed, who=chosen or [], leave=leave,
            departures=departures(session, gift_ids, leave) if leave else [],
        )  # fmt: skip


def _ask_to_close(campaign_id: str, *, changed: bool = False) -> str:
    with reading() as session:
        campaign = own_campaign(session, campaign_id)
        if not allows(campaign.status, "close"):
            raise Conflict(refusal(campaign.status, "close"))
        return _confirm_page(session, campaign, "close", close_figures(session, campaign), changed=changed)


def _confirm_page(
    session: Session, campaign: Campaign, act: str, figures: LaunchFigures | CloseFigures, **shown: object
) -> str:
    return step_page(
        session, campaign, "console/confirm.html", act=act, figures=figures, seen=stamp_of(figures), **shown
    )
