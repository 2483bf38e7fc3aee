"""Donations that wait to be paid, and the press that books one."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from service.content.donating.book import book_donation, list_due
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import Conflict, InvalidInput
from service.planning.console import blueprint
from service.workspaces.doors.console_door import signed_in
from service.workspaces.doors.console_session import current


@blueprint.get("/donations")
@signed_in("operate")
def show_donations() -> ResponseReturnValue:
    """What can no longer be undone and is not booked yet."""
    return _page(request.args.get("done"))


@blueprint.post("/donations/<gift_id>")
@signed_in("operate")
def press_booked(gift_id: str) -> ResponseReturnValue:
    """It is paid."""
    try:
        with transaction() as session:
            book_donation(session, current(), gift_id, request.form.get("reference", ""), utc_now())
    except (InvalidInput, Conflict) as error:
        return _page(None, error), error.status
    return redirect(url_for("planning.show_donations", done="booked"), 303)


def _page(done: str | None, error: InvalidInput | Conflict | None = None) -> str:
    with reading() as session:
        page = list_due(session, current(), request.args.get("page"))
    return render_template("console/donations.html", page=page, done=done, error=error)
