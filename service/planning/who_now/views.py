"""The page that asks who has the place of somebody it was wrong to write to."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import Conflict, InvalidInput
from service.planning.console import blueprint
from service.planning.who_now.tasks import list_tasks, settle_task
from service.workspaces.doors.console_door import signed_in
from service.workspaces.doors.console_session import current


@blueprint.get("/people/who-now")
@signed_in("see_people", "change_campaigns")
def show_who_now() -> ResponseReturnValue:
    """Those that wait for an answer."""
    return _page(request.args.get("done"))


@blueprint.post("/people/who-now/<gift_id>")
@signed_in("see_people", "change_campaigns")
def press_who_now(gift_id: str) -> ResponseReturnValue:
    """One of them is settled."""
    try:
        with transaction() as session:
            settle_task(session, current(), gift_id, request.form.get("outcome", ""), utc_now())
    except (Conflict, InvalidInput) as error:
        return _page(None, error), error.status
    return redirect(url_for("planning.show_who_now", done="settled"), 303)


def _page(done: str | None, error: Conflict | InvalidInput | None = None) -> str:
    with reading() as session:
        page = list_tasks(session, current(), request.args.get("page"))
    return render_template("console/who_now.html", page=page, done=done, error=error)
