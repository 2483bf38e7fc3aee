"""The press that keeps what a seller typed to one person."""

from __future__ import annotations

from flask import redirect, request
from flask.typing import ResponseReturnValue

from service.db.base import utc_now
from service.db.connect import transaction
from service.planning.console import blueprint, own_campaign
from service.planning.message.personal.keep import type_line
from service.workspaces.doors.console_door import signed_in
from service.workspaces.doors.console_session import current


@blueprint.post("/campaigns/<campaign_id>/message/letters/<recipient_id>/line")
@signed_in("change_campaigns")
def write_line(campaign_id: str, recipient_id: str) -> ResponseReturnValue:
    """One line to one person, kept or taken away."""
    with transaction() as session:
        campaign = own_campaign(session, campaign_id)
        type_line(session, current(), campaign, recipient_id, request.form.get("line", ""), utc_now())
    return redirect(f"/campaigns/{campaign_id}/message/letters/{recipient_id}#line", 303)
