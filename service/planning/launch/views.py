"""The step "Launch": waves set out, and a campaign is paused, resumed or closed."""

from __future__ import annotations

from datetime import datetime

from flask import request
from flask.typing import ResponseReturnValue
from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.campaigns.sight import named_to
from service.campaigns.transitions import UNAPPROVED, allows, refusal
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.db.page import Page
from service.errors import Conflict, InvalidInput
from service.gifting.models import RecipientGift
from service.outreach.occasions.remind import AFTER
from service.outreach.staff.trial import last_test
from service.planning.approval.ask import lacks_second
from service.planning.console import blueprint, name_of, own_campaign, step_page, to_step
from service.planning.givers.in_campaign import who_left
from service.planning.givers.owners import names_of
from service.planning.labels import describe_hold
from service.planning.large import counted
from service.planning.launch.departing.departures import departures_of, mails_left
from service.planning.launch.departing.schedule import HOURS, read_leave
from service.planning.launch.departing.who import FIRST, Who, read_who
from service.planning.launch.figures import CloseFigures, FiguresChanged, LaunchFigures, close_figures, stamp_of
from service.planning.launch.figures import launch_figures as figures_of_wave
from service.planning.launch.pause_and_close import MOVES, move_campaign
from service.planning.launch.ready import companies_ready, ready_gifts, ready_page
from service.planning.launch.told.before import checks_of, whose_mail
from service.planning.launch.told.cards import cards_of
from service.planning.launch.told.progress import as_figures, launched_people, read_progress
from service.planning.launch.told.troubles import troubles_of
from service.planning.launch.waves import preview_launch, request_launch
from service.planning.people.without_basis import reach_by_card, without_basis
from service.planning.plan.approve import is_approved, outdated_by
from service.planning.plan.review import plan_rows
from service.planning.plan.summary import short_of_swaps
from service.workspaces.doors.api_door import signed_in_api
from service.workspaces.doors.console_door import signed_in
from service.workspaces.doors.console_session import current


@blueprint.get("/campaigns/<campaign_id>/launch")
@signed_in("see_campaigns")
def show_launch(campaign_id: str) -> ResponseReturnValue:
    """The launch: its progress, and the people who were launched."""
    at = utc_now()
    with reading() as session:
        campaign = own_campaign(session, campaign_id)
        return step_page(
            session,
            campaign,
            "console/launch.html",
            **_beside(session, campaign, at),
            givers_left=who_left(session, campaign, names_of(session, campaign.workspace_id)),
            now_at=read_progress(session, campaign, at),
            page=launched_people(session, campaign, request.args.get("page"), _named(campaign)),
            describe_hold=describe_hold,
            approver=name_of(session, campaign.approved_by),
            approved=is_approved(campaign) and not lacks_second(session, campaign),
            unapproved=campaign.status in UNAPPROVED,
            outdated=outdated_by(session, campaign),
            lacking=without_basis(session, campaign),
            cards=cards_of(session, campaign, _named(campaign)),
            swap_short=short_of_swaps(session, campaign),
            hours=HOURS,
        )


def _named(campaign: Campaign) -> ColumnElement[bool] | None:
    """The condition on gifts whose people are named to whoever is signed in; None for all."""
    return named_to(campaign, RecipientGift.recipient_id, current())


def _beside(session: Session, campaign: Campaign, at: datetime) -> dict[str, object]:
    """What else the page tells: who could be launched and when their mail would leave, what was looked at, what went wrong."""
    if campaign.status in UNAPPROVED:
        return {}
    first = ready_gifts(session, campaign, FIRST)
    return {
        "first": len(first),
        "wave": figures_of_wave(session, campaign, first) if first else None,
        "reminded_after": AFTER.days,
        "companies": counted(session, campaign, "companies ready", lambda: companies_ready(session, campaign)),
        "departures": departures_of(session, campaign, first, at),
        "checks": checks_of(session, campaign),
        "mails": mails_left(session, campaign),
        "troubles": troubles_of(session, campaign, _named(campaign)),
        "whose": whose_mail(session, campaign),
        "tested": last_test(session, campaign, current()),
        "at": at,
    }


@blueprint.post("/campaigns/<campaign_id>/launch/by-card")
@signed_in("change_campaigns")
def choose_card(campaign_id: str) -> ResponseReturnValue:
    """Whether those who may not be mailed set out with the next wave, to be reached by a printed card."""
    with transaction() as session:
        by_card = request.form.get("by_card") == "yes"
        reach_by_card(session, own_campaign(session, campaign_id), by_card=by_card, actor=current(), at=utc_now())
    return to_step(campaign_id, "launch")


@blueprint.get("/campaigns/<campaign_id>/launch/people")
@signed_in("change_campaigns", "see_people")
def choose_wave(campaign_id: str) -> ResponseReturnValue:
    """Everybody who could be launched, to choose from by name."""
    at = utc_now()
    with reading() as session:
        campaign = own_campaign(session, campaign_id)
        found = ready_page(session, campaign, request.args.get("page"))
        page = Page(plan_rows(session, found.items, at.date()), found.number, found.total)
        return step_page(session, campaign, "console/launch_people.html", page=page, hours=HOURS)


@blueprint.get("/campaigns/<campaign_id>/launch/progress.json")
@signed_in_api("see_campaigns")
def launch_figures(campaign_id: str) -> ResponseReturnValue:
    """The same progress as figures, for the page to look again."""
    with reading() as session:
        return as_figures(read_progress(session, own_campaign(session, campaign_id), utc_now()))


@blueprint.post("/campaigns/<campaign_id>/launch")
@signed_in("change_campaigns")
def launch(campaign_id: str) -> ResponseReturnValue:
    """The first press names what will happen; the second, which carries those figures, lets it happen. Raises InvalidInput for a
    size that is no whole number, and where some are to be chosen and none are."""
    seen = request.form.get("seen")
    _require_own(campaign_id)
    size, only = read_who(request.form, {name: request.form.getlist(name) for name in ("companies", "people")})
    if seen is None:
        return _ask_to_launch(campaign_id, size, only)
    try:
        with transaction() as session:
            campaign = own_campaign(session, campaign_id)
            leave = read_leave(request.form, campaign, utc_now())
            request_launch(session, campaign, size, current(), utc_now(), seen=seen, only=only, leave=leave)
    except FiguresChanged as error:
        return _ask_to_launch(campaign_id, size, only, changed=True), error.status
    return to_step(campaign_id, "launch")


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


def _ask_to_launch(campaign_id: str, size: int | None, only: Who, *, changed: bool = False) -> str:
    at = utc_now()
    with reading() as session:
        campaign = own_campaign(session, campaign_id)
        leave = read_leave(request.form, campaign, at)
        figures = preview_launch(session, campaign, size, only)
        gift_ids = ready_gifts(session, campaign, size, only)
        leaving = departures_of(session, campaign, gift_ids, at, leave)
        chosen = {"size": size, "only": only, "who": request.form.get("who", "first"), "leave": leave}
        return _confirm_page(session, campaign, "launch", figures, changed=changed, departures=leaving, at=at, **chosen)


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
