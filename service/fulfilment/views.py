"""The list of parcels to pack, and what becomes of each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from service.db.base import utc_now
from service.db.connect import transaction
from service.errors import NotFound, Unsafe
from service.fulfilment.pick_list import see_pick_list
from service.gifting.find import find_gift
from service.gifting.fulfil import mark_delivered, mark_failed, mark_returned, mark_shipped
from service.gifting.look_again import look_at
from service.gifting.models import RecipientGift
from service.workspaces.actor import Actor
from service.workspaces.doors.console_door import signed_in
from service.workspaces.doors.console_session import current

blueprint = Blueprint("fulfilment", __name__)
MARKS: Final[dict[str, Callable[[Session, RecipientGift, Actor, datetime], None]]] = {
    "shipped": mark_shipped,
    "delivered": mark_delivered,
    "returned": mark_returned,
    "failed": mark_failed,
}
_ASKS: Final = frozenset({"returned", "failed"})
"""Marks after which ops is asked where the piece is."""


@blueprint.get("/ops/pick-list")
@signed_in("pack_parcels")
def show_pick_list() -> ResponseReturnValue:
    """Addresses: for the ops role alone. An owner of the sending side is still the sending side. Looking is written down."""
    with transaction() as session:
        found = see_pick_list(session, current(), utc_now(), request.args.get("page"))
    return render_template("console/pick_list.html", found=found, page=found.page)


@blueprint.post("/ops/pick-list/<gift_id>/<mark>")
@signed_in("pack_parcels")
def mark_parcel(gift_id: str, mark: str) -> ResponseReturnValue:
    """Somebody tells what became of a parcel. Raises NotFound for a mark that there is not."""
    if mark not in MARKS:
        raise NotFound("A parcel can be shipped, delivered or returned, or its order can fail.")
    actor = current()
    try:
        with transaction() as session:
            MARKS[mark](session, find_gift(session, actor.workspace_id, gift_id), actor, utc_now())
    except Unsafe as error:
        with transaction() as session:
            look_at(session, find_gift(session, actor.workspace_id, gift_id))
        flash(error.sentence)
    if mark in _ASKS:
        return redirect("/ops/incidents", 303)
    page = request.args.get("page", "")
    return redirect(f"/ops/pick-list?page={page}" if page.isdecimal() and page.isascii() else "/ops/pick-list", 303)
