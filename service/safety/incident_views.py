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
from service.workspaces.audit import record_act
from service.workspaces.doors import current, signed_in

blueprint = Blueprint("incidents", __name__)


@blueprint.get("/ops/incidents")
@signed_in("ops", "admin")
def show_incidents() -> ResponseReturnValue:
    with reading() as session:
        cases = list_cases(session, current().workspace_id, request.args.get("page"))
        return render_template("console/incidents.html", cases=cases)


@blueprint.post("/ops/incidents/<incident_id>/piece")
@signed_in("ops", "admin")
def say_where_piece_is(incident_id: str) -> ResponseReturnValue:
    """On the shelf again, with the supplier, or written off: the stock and the money follow."""
    actor, at, outcome = current(), utc_now(), request.form.get("piece", "")
    with transaction() as session:
        incident = find_incident(session, actor.workspace_id, incident_id)
        if outcome not in OUTCOMES:
            raise InvalidInput("A piece is on the shelf, with the supplier, or written off.", param="piece")
        settle_piece(session, incident, cast(Outcome, outcome), actor.user_id, at)
        record_act(
            session, actor.workspace_id, actor.user_id, "incident.piece", at, subject_id=incident_id,
            body={"piece": outcome},
        )  # fmt: skip
    flash("Written down. The stock and the money follow.")
    return redirect("/ops/incidents", 303)


@blueprint.post("/ops/incidents/<incident_id>/close")
@signed_in("ops", "admin")
def close(incident_id: str) -> ResponseReturnValue:
    actor, at = current(), utc_now()
    with transaction() as session:
        close_incident(session, find_incident(session, actor.workspace_id, incident_id), actor.user_id, at)
        record_act(session, actor.workspace_id, actor.user_id, "incident.closed", at, subject_id=incident_id)
    return redirect("/ops/incidents", 303)
