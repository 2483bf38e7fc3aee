"""What is done to a running campaign as a whole: a person is added, it is kept open longer."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import InvalidInput
from service.planning.console import blueprint, own_campaign, step_page
from service.planning.labels import HOLDS
from service.planning.launch.figures import FiguresChanged
from service.planning.running.add_person import (
    ADDED,
    FIELDS,
    Addition,
    add_person,
    require_addable,
    try_add,
)
from service.planning.running.extend import extend, held_open, read_day, require_extendable
from service.planning.running.stated import STATED
from service.workspaces.doors.console_door import signed_in
from service.workspaces.doors.console_session import current


@blueprint.get("/campaigns/<campaign_id>/add")
@signed_in("see_campaigns", "see_people", "change_campaigns")
def show_add(campaign_id: str) -> ResponseReturnValue:
    """The form for one more person."""
    return _add_page(campaign_id, dict.fromkeys((*FIELDS, *STATED), ""))


@blueprint.post("/campaigns/<campaign_id>/add")
@signed_in("see_campaigns", "see_people", "change_campaigns")
def press_add(campaign_id: str) -> ResponseReturnValue:
    """The first press shows what they would get and what it sets aside; the second, which carries that, adds them."""
    typed = {name: request.form.get(name, "") for name in (*FIELDS, *STATED)}
    seen = request.form.get("seen")
    try:
        with transaction() as session:
            campaign = own_campaign(session, campaign_id)
            if seen is None:
                found = try_add(session, campaign, typed, utc_now())
            else:
                done = add_person(session, campaign, typed, seen, current(), utc_now())
    except FiguresChanged as changed:
        with transaction() as session:
            found = try_add(session, own_campaign(session, campaign_id), typed, utc_now())
        return _add_page(campaign_id, typed, found=found, refused=changed.sentence), changed.status
    except InvalidInput as refused:
        return _add_page(campaign_id, typed, refused=refused.sentence, wrong=refused.param), refused.status
    if seen is None:
        return _add_page(campaign_id, typed, found=found)
    flash(ADDED[done])
    return redirect(url_for("planning.show_running", campaign_id=campaign_id, show="all"), 303)


@blueprint.get("/campaigns/<campaign_id>/extend")
@signed_in("see_campaigns", "change_campaigns")
def show_extend(campaign_id: str) -> ResponseReturnValue:
    """Until when it is open, and what stays set aside meanwhile."""
    return _extend_page(campaign_id)


@blueprint.post("/campaigns/<campaign_id>/extend")
@signed_in("see_campaigns", "change_campaigns")
def press_extend(campaign_id: str) -> ResponseReturnValue:
    """Keeps it open longer."""
    until = request.form.get("until", "")
    try:
        with transaction() as session:
            extend(session, own_campaign(session, campaign_id), read_day(until), current(), utc_now())
    except InvalidInput as refused:
        return _extend_page(campaign_id, until, refused.sentence), refused.status
    flash("It’s open longer. Pages, films and statements say the new day within minutes; nobody is emailed.")
    return redirect(url_for("planning.show_launch", campaign_id=campaign_id), 303)


def _add_page(
    campaign_id: str,
    typed: dict[str, str],
    *,
    found: Addition | None = None,
    refused: str = "",
    wrong: str | None = None,
) -> str:
    with reading() as session:
        campaign = own_campaign(session, campaign_id)
        require_addable(session, campaign)
        return step_page(
            session, campaign, "console/add.html", typed=typed, fields=(*FIELDS, *STATED), found=found,
            refused=refused, wrong=wrong, holds=HOLDS,
        )  # fmt: skip


def _extend_page(campaign_id: str, typed: str = "", refused: str = "") -> str:
    with reading() as session:
        campaign = own_campaign(session, campaign_id)
        require_extendable(campaign)
        return step_page(
            session, campaign, "console/extend.html", held=held_open(session, campaign), typed=typed, refused=refused
        )
