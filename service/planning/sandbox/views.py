"""A sandbox's clock in the console, its people's pages as they see them, and the way into and out of a rehearsal's sandbox."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Final

from flask import redirect, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from service.content.pages.reader import admit, greet, keep_entry, note_acting
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import InvalidInput
from service.gifting.find import find_gift
from service.gifting.models import RecipientGift
from service.planning.console import blueprint, own_campaign
from service.planning.sandbox.act_as import begin_acting
from service.planning.sandbox.next_event import next_event
from service.workspaces.doors.console_door import safe_path, signed_in
from service.workspaces.doors.console_session import current, leave_sandbox
from service.workspaces.sandbox import advance_clock

_NINE: Final = time(9)


def _hour(_session: Session, _workspace_id: str, at: datetime) -> datetime:
    return at + timedelta(hours=1)


def _tomorrow(_session: Session, _workspace_id: str, at: datetime) -> datetime:
    return datetime.combine(at.date() + timedelta(days=1), _NINE, at.tzinfo)


def _week(_session: Session, _workspace_id: str, at: datetime) -> datetime:
    return at + timedelta(days=7)


STEPS: Final = {"next": next_event, "hour": _hour, "tomorrow": _tomorrow, "week": _week}
"""What the ribbon offers -> the moment it leads to."""


@blueprint.post("/sandbox/clock")
@signed_in("change_campaigns")
def move_clock() -> ResponseReturnValue:
    """Moves the clock on; everybody of this sandbox lives at the new moment from the next page on. Raises InvalidInput for a step
    that is not offered."""
    at, actor = utc_now(), current()
    leads_to = STEPS.get(request.form.get("step", ""))
    if leads_to is None:
        raise InvalidInput("Choose how far the clock is to move.", param="step")
    with transaction() as session:
        advance_clock(session, actor, leads_to(session, actor.workspace_id, at), at)
    return redirect(safe_path(request.form.get("back")), 303)


@blueprint.post("/sandbox/act-as/<gift_id>")
@signed_in("see_people", "change_campaigns")
def act_as(gift_id: str) -> ResponseReturnValue:
    """Opens the gift's page as the made-up person it is for, by a cookie of its own: their link isn't used. Every press counts as
    theirs, in this sandbox alone. Raises NotFound, and Conflict outside of a sandbox."""
    at, actor = utc_now(), current()
    with transaction() as session:
        gift = _seen_gift(session, gift_id)
        begin_acting(session, actor, gift, at)
        onward = admit(redirect(f"/gift/{gift.id}", 303), gift)
        return note_acting(greet(keep_entry(onward, gift, "mail"), gift, by_name=True), gift)


@blueprint.get("/sandbox/act-as/<gift_id>/back")
@signed_in("see_people")
def come_back(gift_id: str) -> ResponseReturnValue:
    """From the page of a made-up person to what the console knows of them. Raises NotFound."""
    with reading() as session:
        gift = _seen_gift(session, gift_id)
    return redirect(f"/people/{gift.recipient_id}", 303)


@blueprint.post("/sandbox/leave")
@signed_in()
def leave() -> ResponseReturnValue:
    """Back to the workspace that was rehearsed."""
    leave_sandbox()
    return redirect("/", 303)


def _seen_gift(session: Session, gift_id: str) -> RecipientGift:
    gift = find_gift(session, current().workspace_id, gift_id)
    own_campaign(session, gift.campaign_id)
    return gift
