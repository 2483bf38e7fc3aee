"""The incidents page of ops: where is the piece, and has it been dealt with. Every press is written down."""

from __future__ import annotations

from typing import cast

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import InvalidInput
from service.gifting.incidents import OUTCOMES, Outcome, close_incident, find_incident, settle_piece
from service.safety.incidents import list_cases
from service.workspaces.doors.console_door import signed_in
from service.workspaces.doors.console_session import current

blueprint = Blueprint("incidents", __name__)


@blueprint.get("/ops/incidents")
@signed_in("operate")
def show_incidents() -> ResponseReturnValue:
    """The workspace's incidents."""
    with reading() as session:
        cases = list_cases(session, current().workspace_id, request.args.get("page"))
        return render_template("console/incidents.html", cases=cases)


@blueprint.post("/ops/incidents/<incident_id>/piece")
@signed_in("operate")
def say_where_piece_is(incident_id: str) -> ResponseReturnValue:
    """On the shelf again, with the supplier, or written off: the stock and the money follow. Raises InvalidInput for
    any other place."""
    actor, at, outcome = current(), utc_now(), request.form.get("piece", "")
    with transaction() as session:
        incident = find_incident(session, actor.workspace_id, incident_id)
        if outcome not in OUTCOMES:
            raise InvalidInput("An item can be back in stock, with the supplier, or written off.", param="piece")
        settle_piece(session, incident, cast(Outcome, outcome), actor, at)
    flash("Recorded. The stock and the money follow.")
    return redirect("/ops/incidents", 303)


@blueprint.post("/ops/incidents/<incident_id>/close")
@signed_in("operate")
def close(incident_id: str) -> ResponseReturnValue:
    """The incident is over."""
    actor = current()
    with transaction() as session:
        close_incident(session, find_incident(session, actor.workspace_id, incident_id), actor, utc_now())
    return redirect("/ops/incidents", 303)
