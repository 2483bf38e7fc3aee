"""The page on which another lever or limit is tried over past decisions before it is set."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from service.brain.deciding import labels as words
from service.brain.levers.in_force import EVERYONE
from service.brain.levers.replay import count_decisions
from service.brain.segments.add_people import segments_by_name
from service.brain.simulate.change import LIMITS, read_change
from service.brain.simulate.models import Simulation
from service.brain.simulate.run import SPANS, keep_simulation, simulate
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.decisions.learning.measure.off_policy import FEWEST_EFFECTIVE, MOST_UNSEEN
from service.decisions.next_action.actions import KINDS
from service.errors import InvalidInput, NotFound
from service.workspaces.actor import Actor
from service.workspaces.doors.console_door import signed_in
from service.workspaces.doors.console_session import current
from service.workspaces.models import User

blueprint = Blueprint("simulate", __name__)
_SHOWN: Final = 10


@blueprint.get("/simulate")
@signed_in("see_people", "change_rules")
def show_simulate() -> ResponseReturnValue:
    """What can be tried, and what was."""
    return _page(None, None)


@blueprint.get("/simulate/<simulation_id>")
@signed_in("see_people", "change_rules")
def show_simulation(simulation_id: str) -> ResponseReturnValue:
    """What came out of one."""
    return _page(simulation_id, None)


@blueprint.post("/simulate")
@signed_in("see_people", "change_rules")
def press_simulate() -> ResponseReturnValue:
    """Makes past decisions again, with no transaction open, and writes down what came out."""
    form, actor, at = request.form, current(), utc_now()
    try:
        days = int(form.get("days", "28")) if form.get("days", "28").isdigit() else 0
        with reading() as session:
            segment_id = form.get("segment", EVERYONE)
            change = read_change(session, actor.workspace_id, form.get("what", ""), form.get("to", ""), segment_id)
            found = simulate(session, actor.workspace_id, change, days, at)
    except InvalidInput as refusal:
        return _page(None, refusal), refusal.status
    with transaction() as session:
        simulation_id = keep_simulation(session, actor, change, days, found, at).id
    return redirect(url_for("simulate.show_simulation", simulation_id=simulation_id), 303)


def _page(simulation_id: str | None, fault: InvalidInput | None) -> str:
    actor, at = current(), utc_now()
    with reading() as session:
        chosen = None if simulation_id is None else _find(session, actor, simulation_id)
        earlier = session.execute(
            select(Simulation, User.name)
            .outerjoin(User, User.id == Simulation.made_by)
            .where(Simulation.workspace_id == actor.workspace_id)
            .order_by(Simulation.made_at.desc(), Simulation.id)
            .limit(_SHOWN)
        ).all()
        segments = segments_by_name(session, actor.workspace_id)
        return render_template(
            "console/brain/simulate.html",
            chosen=chosen,
            earlier=earlier,
            fault=fault,
            fields=request.form,
            kinds=KINDS,
            limits=LIMITS,
            spans=[(days, count_decisions(session, actor.workspace_id, at, days)) for days in SPANS],
            segments=segments,
            names={one.id: one.name for one in segments},
            words=words,
            fewest=FEWEST_EFFECTIVE,
            most_unseen=MOST_UNSEEN,
        )


def _find(session: Session, actor: Actor, simulation_id: str) -> Simulation:
    """Raises NotFound where there is none, and just so where it is another workspace's."""
    found = session.scalar(
        select(Simulation).where(Simulation.id == simulation_id, Simulation.workspace_id == actor.workspace_id)
    )
    if found is None:
        raise NotFound("There’s no such simulation.")
    return found
