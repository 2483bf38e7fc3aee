"""The incidents page of ops: where is the piece, and has it been dealt with. Every press is written down."""

from __future__ import annotations

from typing import cast

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from service.catalog.models import Product
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import Conflict, InvalidInput, NotFound
from service.gifting.incidents import OUTCOMES, Outcome, close_incident, find_incident, settle_piece, take_back
from service.gifting.models import Incident
from service.safety.incidents import list_cases
from service.safety.problems.clear import LOOKED, count_ill, let_go_on, read_looked
from service.safety.problems.concerned import batches_reported, list_concerned
from service.workspaces.doors.console_door import signed_in
from service.workspaces.doors.console_session import current

blueprint = Blueprint("incidents", __name__)


@blueprint.get("/ops/incidents")
@signed_in("operate")
def show_incidents() -> ResponseReturnValue:
    """The workspace's incidents."""
    with reading() as session:
        actor = current()
        sees_ill = actor.may("pack_parcels")
        cases = list_cases(session, actor.workspace_id, request.args.get("page"), sees_ill=sees_ill)
        return render_template("console/incidents.html", cases=cases)


@blueprint.get("/ops/incidents/ill/<incident_id>")
@signed_in("pack_parcels")
def show_ill(incident_id: str) -> ResponseReturnValue:
    """What made somebody ill, and everybody whom it concerns. Raises NotFound for an incident of another kind."""
    with reading() as session:
        incident, product = _ill(session, incident_id)
        return render_template(
            "console/ill.html",
            incident=incident,
            product=product,
            people=count_ill(session, product.id),
            batches=batches_reported(session, product.id),
            everybody=list_concerned(session, incident, request.args.get("page")),
            looked=LOOKED,
        )


@blueprint.post("/ops/incidents/ill/<incident_id>/go-on")
@signed_in("pack_parcels")
def press_go_on(incident_id: str) -> ResponseReturnValue:
    """A named person has looked into it: the gift goes on for everybody."""
    actor, at = current(), utc_now()
    try:
        with transaction() as session:
            _, product = _ill(session, incident_id)
            let_go_on(
                session, product, read_looked(request.form.get("looked", "")), request.form.get("seen", ""), actor, at
            )
    except (Conflict, InvalidInput) as error:
        flash(f"Nothing was changed. {error.sentence}", "error")
        return redirect(f"/ops/incidents/ill/{incident_id}", 303)
    flash("It goes on. Orders that waited for it are made now.")
    return redirect("/ops/incidents", 303)


def _ill(session: Session, incident_id: str) -> tuple[Incident, Product]:
    incident = find_incident(session, current().workspace_id, incident_id)
    if incident.kind != "ill":
        raise NotFound("There’s no such incident.")
    return incident, session.get_one(Product, incident.product_id)


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
        settle = take_back if incident.kind == "wrong" and incident.piece == "none" else settle_piece
        settle(session, incident, cast(Outcome, outcome), actor, at)
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
