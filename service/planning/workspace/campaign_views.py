"""The list of campaigns, the way to the step that one has reached, and who sends it."""

from __future__ import annotations

from typing import Final

from flask import redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from service.campaigns.hand_over import hand_over, who_may_send
from service.catalog.shelf import has_gifts
from service.config import ASSETS
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import InvalidInput
from service.planning.console import blueprint, name_of, own_campaign, step_page, to_step
from service.planning.drafts.delete import deleted_draft
from service.planning.steps import steps_behind
from service.planning.workspace.campaign_list import (
    EVENT_WORDS,
    GROUPS,
    count_groups,
    latest_events,
    list_campaigns,
    sum_money,
)
from service.recipients.names import person_name
from service.workspaces.doors.console_door import signed_in
from service.workspaces.doors.console_session import current

EXAMPLE: Final = ASSETS / "samples" / "one.csv"


@blueprint.get("/")
@signed_in()
def show_campaigns() -> ResponseReturnValue:
    """Every campaign that they see; whose role sees none is led to where their work is."""
    actor = current()
    if not actor.may("see_campaigns"):
        return redirect("/ops" if actor.may("operate") else "/statements", 303)
    shown = next((group for group in GROUPS if group == request.args.get("show")), None)
    with reading() as session:
        counts = count_groups(session, actor)
        if not counts and "deleted" not in request.args:
            return render_template("console/no_campaigns.html", has_gifts=has_gifts(session, actor.workspace_id))
        return render_template(
            "console/campaigns.html",
            page=list_campaigns(session, actor, shown, request.args.get("page")),
            counts=counts,
            groups=GROUPS,
            shown=shown,
            deleted=deleted_draft(session, request.args.get("deleted", ""), actor, utc_now()),
            money_lines=sum_money(session, actor),
            events=[
                (event, person, person_name(person) if person else "Someone who was erased")
                for event, person in latest_events(session, actor)
            ],
            event_words=EVENT_WORDS,
        )


@blueprint.get("/campaigns/example.csv")
@signed_in("change_campaigns")
def example() -> ResponseReturnValue:
    """A list of people to begin with, as CSV."""
    return send_file(EXAMPLE, mimetype="text/csv", as_attachment=True, download_name="handpicked-example.csv")


@blueprint.get("/campaigns/<campaign_id>")
@signed_in("see_campaigns")
def show_campaign(campaign_id: str) -> ResponseReturnValue:
    """Leads to the step that a campaign is at, or to its plan whose role sees no people and messages."""
    with reading() as session:
        campaign = own_campaign(session, campaign_id)
        behind = steps_behind(session, campaign)
    step = ("people", "message", "plan", "launch", "launch", "launch")[behind]
    return to_step(campaign_id, step if step == "launch" or current().may("see_people") else "plan")


@blueprint.get("/campaigns/<campaign_id>/seller")
@signed_in("see_campaigns", "hand_over_campaigns")
def show_seller(campaign_id: str) -> ResponseReturnValue:
    """Who sends a campaign, and to whom it can be handed over."""
    return _seller_page(campaign_id)


@blueprint.post("/campaigns/<campaign_id>/seller")
@signed_in("see_campaigns", "hand_over_campaigns")
def change_seller(campaign_id: str) -> ResponseReturnValue:
    """Hands a campaign over."""
    try:
        with transaction() as session:
            wanted = request.form.get("seller", "")
            hand_over(session, own_campaign(session, campaign_id), wanted, current(), utc_now())
    except InvalidInput as refused:
        return _seller_page(campaign_id, refused.sentence), refused.status
    return redirect(url_for("planning.show_seller", campaign_id=campaign_id), 303)


def _seller_page(campaign_id: str, refused: str = "") -> str:
    with reading() as session:
        campaign = own_campaign(session, campaign_id)
        return step_page(
            session,
            campaign,
            "console/seller.html",
            seller=name_of(session, campaign.seller_id),
            colleagues=who_may_send(session, campaign.workspace_id),
            refused=refused,
        )
