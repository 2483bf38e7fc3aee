"""What is done to a running campaign as a whole: it is kept open longer."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import InvalidInput
from service.planning.console import blueprint, own_campaign, step_page
from service.planning.running.extend import extend, held_open, read_day, require_extendable
from service.workspaces.doors.console_door import signed_in
from service.workspaces.doors.console_session import current


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


def _extend_page(campaign_id: str, typed: str = "", refused: str = "") -> str:
    with reading() as session:
        campaign = own_campaign(session, campaign_id)
        require_extendable(campaign)
        return step_page(
            session, campaign, "console/extend.html", held=held_open(session, campaign), typed=typed, refused=refused
        )
