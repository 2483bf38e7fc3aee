"""The page of gifts that wait for a second person because of whom they are for."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import Conflict
from service.planning.console import blueprint, own_campaign
from service.planning.officials.waiting import let_go, list_waiting
from service.workspaces.doors.console_door import signed_in
from service.workspaces.doors.console_session import current


@blueprint.get("/campaigns/<campaign_id>/officials")
@signed_in("see_campaigns", "see_people")
def show_officials(campaign_id: str) -> ResponseReturnValue:
    """Who may have limits of their own, each with the limit, its source and its day."""
    return _page(campaign_id)


@blueprint.post("/campaigns/<campaign_id>/officials")
@signed_in("see_campaigns", "approve_plans", "see_people")
def press_official(campaign_id: str) -> ResponseReturnValue:
    """Lets one gift go. Raises Forbidden for whoever sends the campaign."""
    try:
        with transaction() as session:
            campaign = own_campaign(session, campaign_id)
            let_go(session, campaign, request.form.get("gift", ""), request.form.get("price", ""), current(), utc_now())
    except Conflict as error:
        return _page(campaign_id, error), error.status
    return redirect(url_for("planning.show_officials", campaign_id=campaign_id, done="1"), 303)


def _page(campaign_id: str, error: Conflict | None = None) -> str:
    with reading() as session:
        campaign = own_campaign(session, campaign_id)
        waiting = list_waiting(session, campaign, current())
    return render_template(
        "console/officials.html", campaign=campaign, waiting=waiting, error=error,
        is_done=request.args.get("done") == "1",
    )  # fmt: skip
