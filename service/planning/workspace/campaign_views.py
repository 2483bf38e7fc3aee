"""The list of campaigns, and the way to the step that one has reached."""

from __future__ import annotations

from typing import Final

from flask import render_template, request, send_file
from flask.typing import ResponseReturnValue

from service.config import ASSETS
from service.db.connect import reading
from service.planning.console import blueprint, own_campaign, to_step
from service.planning.steps import steps_behind
from service.planning.workspace.campaign_list import EVENT_WORDS, GROUPS, latest_events, list_campaigns, sum_money
from service.recipients.names import person_name
from service.workspaces.doors.console_door import signed_in
from service.workspaces.doors.console_session import current

EXAMPLE: Final = ASSETS / "samples" / "one.csv"


@blueprint.get("/")
@signed_in()
def show_campaigns() -> ResponseReturnValue:
    """Every campaign of the workspace."""
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
                (event, person, person_name(person) if person else "Someone who was erased")
                for event, person in latest_events(session, workspace_id)
            ],
            event_words=EVENT_WORDS,
        )


@blueprint.get("/campaigns/example.csv")
@signed_in()
def example() -> ResponseReturnValue:
    """A list of people to begin with, as CSV."""
    return send_file(EXAMPLE, mimetype="text/csv", as_attachment=True, download_name="handpicked-example.csv")


@blueprint.get("/campaigns/<campaign_id>")
@signed_in()
def show_campaign(campaign_id: str) -> ResponseReturnValue:
    """Leads to the step that a campaign is at."""
    with reading() as session:
        campaign = own_campaign(session, campaign_id)
        behind = steps_behind(session, campaign)
    return to_step(campaign_id, ("people", "message", "plan", "launch", "launch", "launch")[behind])
