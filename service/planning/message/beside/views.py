"""The letter and the film strip beside the form: asked for while somebody types, or by the press of "Show"."""

from __future__ import annotations

from typing import Final

from flask import Response, make_response, render_template, request
from flask.typing import ResponseReturnValue

from service.campaigns.models import Campaign
from service.db.connect import reading
from service.planning.console import blueprint, own_campaign
from service.planning.message.beside.as_typed import typed_campaign
from service.planning.message.beside.look import draw_strip, film_beside, look_beside, note_beside
from service.planning.message.create import has_gifts
from service.planning.message.views import copied_campaign, show_form
from service.planning.steps import steps_of
from service.workspaces.doors.console_door import signed_in
from service.workspaces.doors.console_session import current

PARTS: Final = ("letter", "film")
"""What a script asks for one by one; a press without one has the whole page drawn."""


@blueprint.post("/campaigns/<campaign_id>/message/look")
@signed_in("change_campaigns", "see_messages")
def look_at_message(campaign_id: str) -> ResponseReturnValue:
    """How the words in the form read for one person; nothing is saved."""
    with reading() as session:
        campaign = own_campaign(session, campaign_id)
    return _part(campaign) if request.form.get("part") in PARTS else _page(campaign)


@blueprint.post("/campaigns/new/look")
@signed_in("change_campaigns", "see_messages")
def look_at_new() -> ResponseReturnValue:
    """The same for a campaign that is not begun yet, whose only readers are sample people."""
    return _part(None) if request.form.get("part") in PARTS else _page(None)


def _part(campaign: Campaign | None) -> Response:
    """One part, for the script to put in its place. A film strip that must wait is told as 429, with everything as it was."""
    who, part, film = request.form.get("who", ""), request.form["part"], None
    typed = typed_campaign(request.form, campaign, current().workspace_id)
    with reading() as session:
        beside = look_beside(session, typed, who)
        if part == "film":
            film = film_beside(session, typed, beside.letter.who)
    strip = None if film is None else draw_strip(film)
    note_beside(current(), beside.letter, with_film=part == "film")
    base = f"/campaigns/{campaign.id}/message" if campaign else "/campaigns/new"
    return make_response(render_template("console/beside.html", part=part, beside=beside, strip=strip, base=base))


def _page(campaign: Campaign | None) -> ResponseReturnValue:
    """The form as it was typed, with both parts beside it."""
    typed, who = dict(request.form), request.form.get("who", "")
    if campaign is None:
        with reading() as session:
            copied = copied_campaign(session)
        return show_form(typed, copied=copied, who=who, with_film=True)
    with reading() as session:
        behind, is_fixed = steps_of(session, campaign), has_gifts(session, campaign)
    return show_form(typed, campaign, behind, is_fixed=is_fixed, who=who, with_film=True)
