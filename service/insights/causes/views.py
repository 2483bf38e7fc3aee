"""The four causes of failure: one campaign on one screen, and all of them in a table."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from service.brain.register.problem import state_problem
from service.campaigns.find import find_campaign
from service.campaigns.models import Campaign
from service.campaigns.sight import campaigns_of
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.db.page import page_of
from service.errors import Conflict, InvalidInput, RefusedError
from service.insights.causes.gather import causes_of
from service.workspaces.doors.console_door import signed_in
from service.workspaces.doors.console_session import current
from service.workspaces.models import User

blueprint = Blueprint("causes", __name__)
DONE: Final = "stated"


@blueprint.get("/results/causes")
@signed_in("see_results")
def show_all_causes() -> ResponseReturnValue:
    """Every campaign with its four causes, newest first."""
    today = utc_now().date()
    with reading() as session:
        query = select(Campaign).where(campaigns_of(current()), Campaign.deleted_at.is_(None))
        page = page_of(session, query.order_by(Campaign.created_at.desc(), Campaign.id), request.args.get("page"))
        lines = [(campaign, causes_of(session, campaign, today)) for (campaign,) in page.items]
        return render_template("console/brain/all_causes.html", page=page, lines=lines)


@blueprint.get("/campaigns/<campaign_id>/causes")
@signed_in("see_results")
def show_causes(campaign_id: str) -> ResponseReturnValue:
    """The four of one campaign."""
    return _page(campaign_id, done=request.args.get("done") == DONE)


@blueprint.post("/campaigns/<campaign_id>/causes")
@signed_in("see_results", "change_campaigns")
def press_state(campaign_id: str) -> ResponseReturnValue:
    """States what the campaign is to change."""
    try:
        with transaction() as session:
            campaign = find_campaign(session, current(), campaign_id)
            state_problem(session, current(), campaign, request.form, utc_now())
    except (InvalidInput, Conflict) as error:
        return _page(campaign_id, error=error), error.status
    return redirect(f"/campaigns/{campaign_id}/causes?done={DONE}", 303)


def _page(campaign_id: str, *, done: bool = False, error: RefusedError | None = None) -> str:
    with reading() as session:
        campaign = find_campaign(session, current(), campaign_id)
        causes = causes_of(session, campaign, utc_now().date())
        stated_by = causes.stated.stated_by if causes.stated else None
        return render_template(
            "console/brain/causes.html",
            campaign=campaign,
            causes=causes,
            stated_by=session.get_one(User, stated_by).name if stated_by else None,
            done=done,
            error=error,
            fields=request.form if error is not None else {},
        )
