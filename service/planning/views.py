"""The console's pages of campaigns, people and gifts. Each reads a form, calls one act, and goes on by redirect."""

from __future__ import annotations

import re
from typing import Any, Final

from flask import Blueprint, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from service.campaigns.find import find_campaign
from service.campaigns.models import Campaign
from service.config import ASSETS
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import InvalidInput
from service.gifting.find import find_gift
from service.gifting.models import MatchRun
from service.gifting.override import override_gift
from service.planning.approve import approve_plan
from service.planning.campaign_list import EVENT_WORDS, GROUPS, latest_events, list_campaigns, sum_money
from service.planning.change import open_drawer
from service.planning.close import move_campaign
from service.planning.create import change_campaign, create_campaign
from service.planning.gift_list import list_gifts
from service.planning.launch import request_launch
from service.planning.launch_progress import as_figures, launched_people, read_progress
from service.planning.pending_upload import correct_cells, keep_upload, read_pending, skip_repeats
from service.planning.people_list import list_people
from service.planning.people_step import (
    OTHER,
    bad_rows,
    count_people,
    find_pending,
    pending_of,
    read_corrections,
    require_changeable,
    taking_part,
)
from service.planning.person import read_person
from service.planning.plan import request_plan
from service.planning.read_form import CURRENCIES, LANGUAGES, field_of, read_builder, show_builder
from service.planning.review import FILTERS, count_filters, index_plan, people_without, person_name, plan_page
from service.planning.save_people import save_people
from service.planning.steps import steps_behind
from service.planning.summary import plan_summary
from service.planning.words import HOLDS, STATES, UNMATCHED
from service.workspaces.audit import record_act
from service.workspaces.create_workspace import Role
from service.workspaces.doors import current, signed_in
from service.workspaces.models import User

blueprint = Blueprint("planning", __name__)
SALES: Final[tuple[Role, ...]] = ("sales", "admin")
EXAMPLE: Final = ASSETS / "samples" / "one.csv"


def _campaign(session: Session, campaign_id: str) -> Campaign:
    return find_campaign(session, current().workspace_id, campaign_id)


def _to(campaign_id: str, step: str, **query: Any) -> ResponseReturnValue:
    return redirect(url_for(f"planning.show_{step}", campaign_id=campaign_id, **query), 303)


# -- campaigns ---------------------------------------------------------------------------------------------------------


@blueprint.get("/")
@signed_in()
def show_campaigns() -> ResponseReturnValue:
    workspace_id = current().workspace_id
    with reading() as session:
        lines = list_campaigns(session, workspace_id)
        if not lines:
            return render_template("console/no_campaigns.html")
        return render_template(
            "console/campaigns.html",
            lines=lines,
            groups=GROUPS,
            shown=request.args.get("show", ""),
            money_lines=sum_money(session, workspace_id),
            events=[
                (event, person, person_name(person) if person else "Somebody who was erased")
                for event, person in latest_events(session, workspace_id)
            ],
            event_words=EVENT_WORDS,
        )


@blueprint.get("/campaigns/new")
@signed_in(*SALES)
def new_campaign() -> ResponseReturnValue:
    """The builder, begun with the sender and brand of the latest campaign."""
    with reading() as session:
        latest = session.scalar(
            select(Campaign)
            .where(Campaign.workspace_id == current().workspace_id)
            .order_by(Campaign.created_at.desc())
            .limit(1)
        )
        fields = show_builder(latest) if latest else {}
    for fresh in ("name", "deliver_on", "expires_on"):
        fields.pop(fresh, None)
    return _builder(fields)


@blueprint.post("/campaigns/new")
@signed_in(*SALES)
def create() -> ResponseReturnValue:
    try:
        form = read_builder(request.form, None)
        with transaction() as session:
            campaign = create_campaign(session, current().workspace_id, form, utc_now())
            _record(session, campaign, "campaign.created")
    except InvalidInput as error:
        return _builder(dict(request.form), error=error), error.status
    return _to(campaign.id, "people")


@blueprint.get("/campaigns/example.csv")
@signed_in()
def example() -> ResponseReturnValue:
    return send_file(EXAMPLE, mimetype="text/csv", as_attachment=True, download_name="handpicked-example.csv")


@blueprint.get("/campaigns/<campaign_id>")
@signed_in()
def show_campaign(campaign_id: str) -> ResponseReturnValue:
    with reading() as session:
        campaign = _campaign(session, campaign_id)
        behind = steps_behind(session, campaign)
    return _to(campaign_id, ("people", "message", "plan", "launch", "launch", "launch")[behind])


# -- people ------------------------------------------------------------------------------------------------------------


@blueprint.get("/campaigns/<campaign_id>/people")
@signed_in()
def show_people(campaign_id: str) -> ResponseReturnValue:
    return _people_page(campaign_id)


@blueprint.post("/campaigns/<campaign_id>/people")
@signed_in(*SALES)
def upload_people(campaign_id: str) -> ResponseReturnValue:
    file = request.files.get("file")
    try:
        if file is None or not file.filename:
            raise InvalidInput("Choose a file first.", param="file")
        data = file.read()
        with transaction() as session:
            campaign = _campaign(session, campaign_id)
            require_changeable(campaign)
            keep_upload(session, campaign.workspace_id, campaign.id, data, file.filename, utc_now())
    except InvalidInput as error:
        return _people_page(campaign_id, error), error.status
    return _to(campaign_id, "people")


@blueprint.post("/campaigns/<campaign_id>/people/<upload_id>/cells")
@signed_in(*SALES)
def mend_cells(campaign_id: str, upload_id: str) -> ResponseReturnValue:
    with transaction() as session:
        pending = find_pending(session, _campaign(session, campaign_id), upload_id)
        correct_cells(pending, read_corrections(request.form))
    return _to(campaign_id, "people")


@blueprint.post("/campaigns/<campaign_id>/people/<upload_id>/skip")
@signed_in(*SALES)
def skip_rows(campaign_id: str, upload_id: str) -> ResponseReturnValue:
    """Leaves out the row that is named, or without a name all whose person stands further up."""
    named = request.form.get("row", "")
    if named and not re.fullmatch("[0-9]{1,6}", named):
        raise InvalidInput("A row is named by its number.", param="row")
    with transaction() as session:
        pending = find_pending(session, _campaign(session, campaign_id), upload_id)
        skip_repeats(pending, int(named) if named else None)
    return _to(campaign_id, "people")


@blueprint.post("/campaigns/<campaign_id>/people/<upload_id>/drop")
@signed_in(*SALES)
def drop_upload(campaign_id: str, upload_id: str) -> ResponseReturnValue:
    with transaction() as session:
        session.delete(find_pending(session, _campaign(session, campaign_id), upload_id))
    return _to(campaign_id, "people")


@blueprint.post("/campaigns/<campaign_id>/people/<upload_id>/save")
@signed_in(*SALES)
def save_upload(campaign_id: str, upload_id: str) -> ResponseReturnValue:
    """Saves everybody and has their gifts chosen: both or neither."""
    at = utc_now()
    with transaction() as session:
        campaign = _campaign(session, campaign_id)
        require_changeable(campaign)
        pending = find_pending(session, campaign, upload_id)
        save_people(session, campaign.workspace_id, campaign.id, read_pending(pending), at)
        session.delete(pending)
        request_plan(session, campaign, at)
        _record(session, campaign, "campaign.people_saved")
    return _to(campaign_id, "plan")


def _people_page(campaign_id: str, error: InvalidInput | None = None) -> str:
    with reading() as session:
        campaign = _campaign(session, campaign_id)
        pending = pending_of(session, campaign)
        upload = read_pending(pending) if pending else None
        return render_template(
            "console/people_step.html",
            campaign=campaign,
            behind=steps_behind(session, campaign),
            pending=pending,
            upload=upload,
            bad=bad_rows(upload) if upload else [],
            error=error,
            counts=count_people(session, campaign),
            page=taking_part(session, campaign, request.args.get("page")),
            other=OTHER,
        )


# -- message and rules -------------------------------------------------------------------------------------------------


@blueprint.get("/campaigns/<campaign_id>/message")
@signed_in()
def show_message(campaign_id: str) -> ResponseReturnValue:
    with reading() as session:
        campaign = _campaign(session, campaign_id)
        return _builder(show_builder(campaign), campaign, steps_behind(session, campaign))


@blueprint.post("/campaigns/<campaign_id>/message")
@signed_in(*SALES)
def save_message(campaign_id: str) -> ResponseReturnValue:
    at = utc_now()
    try:
        with transaction() as session:
            campaign = _campaign(session, campaign_id)
            change_campaign(campaign, read_builder(request.form, campaign), at)
            _record(session, campaign, "campaign.changed")
            has_people = steps_behind(session, campaign) > 0
            if has_people:
                request_plan(session, campaign, at)
    except InvalidInput as error:
        with reading() as session:
            campaign = _campaign(session, campaign_id)
            behind = steps_behind(session, campaign)
        return _builder(dict(request.form), campaign, behind, error), error.status
    return _to(campaign_id, "plan" if has_people else "people")


def _builder(
    fields: dict[str, str], campaign: Campaign | None = None, behind: int = 0, error: InvalidInput | None = None
) -> str:
    return render_template(
        "console/builder.html",
        fields=fields,
        campaign=campaign,
        behind=behind,
        error=error,
        wrong=field_of(error.param) if error else None,
        languages=LANGUAGES,
        currencies=CURRENCIES,
    )


# -- plan --------------------------------------------------------------------------------------------------------------


@blueprint.get("/campaigns/<campaign_id>/plan")
@signed_in()
def show_plan(campaign_id: str) -> ResponseReturnValue:
    at = utc_now()
    shown = request.args.get("show", "all")
    shown = shown if shown in FILTERS else "all"
    with reading() as session:
        campaign = _campaign(session, campaign_id)
        summary = plan_summary(session, campaign)
        common = {"campaign": campaign, "behind": steps_behind(session, campaign), "summary": summary}
        if summary is None:
            return render_template("console/plan_waiting.html", counts=count_people(session, campaign), **common)
        entries = index_plan(session, campaign)
        change = request.args.get("change")
        drawer = (
            open_drawer(session, campaign, find_gift(session, campaign.workspace_id, change), _wanted("find"), at)
            if change
            else None
        )
        return render_template(
            "console/plan.html",
            run=session.get_one(MatchRun, campaign.current_match_run_id),
            filters=FILTERS,
            counts=count_filters(entries),
            shown=shown,
            page=plan_page(session, entries, shown, request.args.get("page"), at.date()),
            without=people_without(session, campaign),
            drawer=drawer,
            holds=HOLDS,
            unmatched=UNMATCHED,
            approver=_name_of(session, campaign.approved_by),
            **common,
        )


@blueprint.post("/campaigns/<campaign_id>/plan/choose")
@signed_in(*SALES)
def choose_again(campaign_id: str) -> ResponseReturnValue:
    at = utc_now()
    with transaction() as session:
        campaign = _campaign(session, campaign_id)
        request_plan(session, campaign, at)
        _record(session, campaign, "campaign.plan_requested")
    return _to(campaign_id, "plan")


@blueprint.post("/campaigns/<campaign_id>/plan/<gift_id>")
@signed_in(*SALES)
def change_gift(campaign_id: str, gift_id: str) -> ResponseReturnValue:
    at = utc_now()
    with transaction() as session:
        campaign = _campaign(session, campaign_id)
        gift = find_gift(session, campaign.workspace_id, gift_id)
        override_gift(session, gift, request.form.get("product_id", ""), current().user_id, at)
        record_act(session, campaign.workspace_id, current().user_id, "gift.overridden", at, subject_id=gift.id)
    return _to(campaign_id, "plan", show=request.form.get("show", "all"), page=request.form.get("page", "1"))


@blueprint.post("/campaigns/<campaign_id>/plan/approve")
@signed_in(*SALES)
def approve(campaign_id: str) -> ResponseReturnValue:
    with transaction() as session:
        seen = request.form.get("match_run", "")
        approve_plan(session, _campaign(session, campaign_id), seen, current().user_id, utc_now())
    return _to(campaign_id, "launch")


# -- launch ------------------------------------------------------------------------------------------------------------


@blueprint.get("/campaigns/<campaign_id>/launch")
@signed_in()
def show_launch(campaign_id: str) -> ResponseReturnValue:
    with reading() as session:
        campaign = _campaign(session, campaign_id)
        return render_template(
            "console/launch.html",
            campaign=campaign,
            behind=steps_behind(session, campaign),
            now_at=read_progress(session, campaign, utc_now()),
            page=launched_people(session, campaign, request.args.get("page")),
            holds=HOLDS,
            approver=_name_of(session, campaign.approved_by),
        )


@blueprint.get("/campaigns/<campaign_id>/launch/progress.json")
@signed_in()
def launch_figures(campaign_id: str) -> ResponseReturnValue:
    with reading() as session:
        return as_figures(read_progress(session, _campaign(session, campaign_id), utc_now()))


@blueprint.post("/campaigns/<campaign_id>/launch")
@signed_in(*SALES)
def launch(campaign_id: str) -> ResponseReturnValue:
    size = request.form.get("size", "")
    with transaction() as session:
        campaign = _campaign(session, campaign_id)
        if not re.fullmatch("[0-9]{1,6}", size):
            raise InvalidInput("Write how many people to launch: a whole number from 1.", param="size")
        request_launch(session, campaign, int(size), current().user_id, utc_now())
    return _to(campaign_id, "launch")


@blueprint.post("/campaigns/<campaign_id>/move")
@signed_in(*SALES)
def move(campaign_id: str) -> ResponseReturnValue:
    act = request.form.get("act", "")
    with transaction() as session:
        campaign = _campaign(session, campaign_id)
        if act not in {"pause", "resume", "close"}:
            raise InvalidInput("A campaign can be paused, resumed or closed.", param="act")
        move_campaign(session, campaign, act, current().user_id, utc_now())
    return _to(campaign_id, "launch")


# -- people and gifts of the workspace ---------------------------------------------------------------------------------


@blueprint.get("/people")
@signed_in()
def show_everybody() -> ResponseReturnValue:
    with reading() as session:
        page = list_people(session, current().workspace_id, _wanted("q"), request.args.get("page"))
    return render_template("console/people.html", page=page, wanted=_wanted("q"))


@blueprint.get("/people/<recipient_id>")
@signed_in()
def show_person(recipient_id: str) -> ResponseReturnValue:
    with reading() as session:
        person = read_person(session, current().workspace_id, recipient_id, utc_now().date())
    return render_template("console/person.html", person=person, states=STATES, holds=HOLDS)


@blueprint.get("/gifts")
@signed_in()
def show_gifts() -> ResponseReturnValue:
    category = request.args.get("category", "")
    with reading() as session:
        shelf = list_gifts(session, current().workspace_id, category, _wanted("q"), request.args.get("page"))
    return render_template("console/gifts.html", shelf=shelf, category=category, wanted=_wanted("q"))


def _wanted(name: str) -> str:
    return request.args.get(name, "").strip()[:120]


def _name_of(session: Session, user_id: str | None) -> str | None:
    user = session.get(User, user_id) if user_id else None
    return user.name if user else None


def _record(session: Session, campaign: Campaign, act: str) -> None:
    record_act(session, campaign.workspace_id, current().user_id, act, utc_now(), subject_id=campaign.id)
