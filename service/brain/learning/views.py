"""The page of the learned model, and the press that switches it off or on."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from service.brain.learning.fair import fairness_of
from service.brain.learning.page import drawn_of, model_page
from service.brain.learning.repair import ask_for_repair, repair_of, unfair
from service.brain.learning.switch_off import switch_model
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.workspaces.doors.console_door import signed_in
from service.workspaces.doors.console_session import current

blueprint = Blueprint("learning", __name__)


@blueprint.get("/results/learned")
@signed_in("see_results")
def show_model() -> ResponseReturnValue:
    """Whether what was learned decides, how good it is, and what it is."""
    with reading() as session:
        page = model_page(session, current().workspace_id)
        fair = fairness_of(session, current())
        repair = None if fair is None else repair_of(session, fair)
        drawn = drawn_of(session, current().workspace_id, utc_now())
    is_unfair = fair is not None and unfair(fair) is not None
    return render_template(
        "console/learned.html", page=page, fair=fair, repair=repair, is_unfair=is_unfair, drawn=drawn
    )


@blueprint.post("/results/learned/repair")
@signed_in("see_results", "change_rules")
def press_repair() -> ResponseReturnValue:
    """Has a repair of the newest plan simulated; nothing of it is carried out."""
    with transaction() as session:
        ask_for_repair(session, current(), fairness_of(session, current()), utc_now())
    return redirect("/results/learned#fair", 303)


@blueprint.post("/results/learned")
@signed_in("see_results", "change_rules")
def press_use() -> ResponseReturnValue:
    """Not used any more, or used again where it passed its test."""
    with transaction() as session:
        switch_model(session, current(), request.form.get("act") == "off", utc_now())
    return redirect("/results/learned", 303)
