"""Beginning a campaign from a past one; another name for a campaign; a draft that goes, and comes back."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from service.campaigns.transitions import allows
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import InvalidInput
from service.planning.console import blueprint, own_campaign, step_page
from service.planning.drafts.delete import delete_draft, people_in, restore_draft
from service.planning.drafts.rename import LONGEST, rename_campaign
from service.planning.drafts.start import NEVER, PARTS, described, find_past, past_campaigns
from service.workspaces.doors.console_door import signed_in
from service.workspaces.doors.console_session import current


@blueprint.get("/campaigns/start")
@signed_in("change_campaigns")
def show_start() -> ResponseReturnValue:
    """Which campaign to begin from, and what of it is copied. Copies nothing yet."""
    with reading() as session:
        past = past_campaigns(session, current())
        if not past:
            return redirect(url_for("planning.new_campaign"), 303)
        chosen = find_past(session, current(), request.args.get("from", "")) or past[0].campaign
        return render_template(
            "console/start.html", past=past, chosen=chosen, parts=PARTS, described=described(chosen), never=NEVER
        )


@blueprint.get("/campaigns/<campaign_id>/name")
@signed_in("see_campaigns", "change_campaigns")
def show_name(campaign_id: str) -> ResponseReturnValue:
    """The campaign's name, and for a draft the way to be rid of it."""
    return _name_page(campaign_id)


@blueprint.post("/campaigns/<campaign_id>/name")
@signed_in("see_campaigns", "change_campaigns")
def save_name(campaign_id: str) -> ResponseReturnValue:
    """Renames it."""
    name = request.form.get("name", "")
    try:
        with transaction() as session:
            rename_campaign(session, own_campaign(session, campaign_id), name, current(), utc_now())
    except InvalidInput as refused:
        return _name_page(campaign_id, name, refused.sentence), refused.status
    return redirect(url_for("planning.show_campaign", campaign_id=campaign_id), 303)


@blueprint.post("/campaigns/<campaign_id>/delete")
@signed_in("see_campaigns", "change_campaigns")
def press_delete(campaign_id: str) -> ResponseReturnValue:
    """Deletes a draft; the list of campaigns says so, and offers to undo it."""
    with transaction() as session:
        delete_draft(session, own_campaign(session, campaign_id), current(), utc_now())
    return redirect(url_for("planning.show_campaigns", deleted=campaign_id), 303)


@blueprint.post("/campaigns/<campaign_id>/restore")
@signed_in("see_campaigns", "change_campaigns")
def press_restore(campaign_id: str) -> ResponseReturnValue:
    """Brings a deleted draft back."""
    with transaction() as session:
        restore_draft(session, campaign_id, current(), utc_now())
    return redirect(url_for("planning.show_campaign", campaign_id=campaign_id), 303)


def _name_page(campaign_id: str, typed: str | None = None, refused: str = "") -> str:
    with reading() as session:
        campaign = own_campaign(session, campaign_id)
        return step_page(
            session,
            campaign,
            "console/draft.html",
            typed=campaign.name if typed is None else typed,
            refused=refused,
            longest=LONGEST,
            people=people_in(session, campaign),
            may_rename=allows(campaign.status, "rename"),
            may_delete=allows(campaign.status, "delete_draft"),
        )
