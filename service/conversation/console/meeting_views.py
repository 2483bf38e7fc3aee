"""The page of a campaign's meetings, and of what its people let their giver read."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from service.campaigns.find import find_given_campaign
from service.conversation.console.meetings import add_slot, remove_slot, shown_lines, slots_of
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import Conflict, InvalidInput
from service.workspaces.doors.console_door import signed_in
from service.workspaces.doors.console_session import current

blueprint = Blueprint("meetings", __name__)


@blueprint.get("/campaigns/<campaign_id>/meetings")
@signed_in("see_messages", "see_people")
def show_meetings(campaign_id: str) -> ResponseReturnValue:
    """The times still to come, and who has taken them."""
    return _page(campaign_id)


@blueprint.post("/campaigns/<campaign_id>/meetings")
@signed_in("see_messages", "see_people", "change_campaigns")
def press_meetings(campaign_id: str) -> ResponseReturnValue:
    """A time more, or one less. What is wrong with it stands beside its field."""
    form, actor, at = request.form, current(), utc_now()
    try:
        with transaction() as session:
            campaign = find_given_campaign(session, actor, campaign_id)
            if form.get("remove"):
                remove_slot(session, campaign, actor, form["remove"], at)
            else:
                add_slot(session, campaign, actor, form.get("start", ""), form.get("minutes", ""), at)
    except (InvalidInput, Conflict) as error:
        return _page(campaign_id, error.sentence), error.status
    flash("Removed." if form.get("remove") else "Added. People see three times at once, after they’ve said yes.")
    return redirect(f"/campaigns/{campaign_id}/meetings", 303)


def _page(campaign_id: str, error: str | None = None) -> str:
    with reading() as session:
        actor = current()
        campaign = find_given_campaign(session, actor, campaign_id)
        notes, moods = shown_lines(session, campaign, actor)
        return render_template(
            "console/meetings.html",
            campaign=campaign,
            slots=slots_of(session, campaign, actor, utc_now()),
            notes=notes,
            moods=moods,
            error=error,
            start=request.form.get("start", ""),
            minutes=request.form.get("minutes", "20"),
        )
