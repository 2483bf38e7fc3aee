"""The presses beside what went wrong, and the test mail to oneself."""

from __future__ import annotations

from flask import flash, request
from flask.typing import ResponseReturnValue

from service.db.base import utc_now
from service.db.connect import transaction
from service.errors import InvalidInput
from service.gifting.find import find_gift_in
from service.outreach.staff.trial import request_test
from service.planning.console import blueprint, given_gift, own_campaign, to_step
from service.planning.launch.told.troubles import make_again, send_invitation_again
from service.recipients.lock import lock_person
from service.workspaces.doors.console_door import signed_in
from service.workspaces.doors.console_session import current


@blueprint.post("/campaigns/<campaign_id>/launch/fix")
@signed_in("change_campaigns")
def fix_launch(campaign_id: str) -> ResponseReturnValue:
    """One person's content is made again, or their invitation sent again. Raises InvalidInput for any other act, NotFound for
    somebody whom a colleague gives to by now, asked with the person held still: no hand-over comes in between."""
    act, gift_id = request.form.get("act", ""), request.form.get("gift", "")
    acts = {"make": make_again, "send": send_invitation_again}
    with transaction() as session:
        campaign = own_campaign(session, campaign_id)
        if act not in acts:
            raise InvalidInput("Content can be made again, or an email sent again.", param="act")
        lock_person(session, find_gift_in(session, campaign, gift_id).recipient_id)
        given_gift(session, campaign_id, gift_id)
        acts[act](session, campaign, gift_id, current(), utc_now())
    flash("It’s being made again." if act == "make" else "The email is back in the queue.")
    return to_step(campaign_id, "launch")


@blueprint.post("/campaigns/<campaign_id>/launch/test")
@signed_in("change_campaigns", "see_messages")
def send_test(campaign_id: str) -> ResponseReturnValue:
    """A person's invitation, mailed to whoever presses, with links that lead nowhere."""
    with transaction() as session:
        gift = find_gift_in(session, own_campaign(session, campaign_id), request.form.get("gift", ""))
        request_test(session, gift, current(), utc_now())
    return to_step(campaign_id, "launch", _anchor="test")
