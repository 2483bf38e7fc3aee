"""The page of all companies' rules."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import Conflict, InvalidInput
from service.planning.console import blueprint, wanted
from service.planning.rules.company_rules import list_rules
from service.planning.rules.proposals import decide_on, list_proposals
from service.workspaces.doors.console_door import signed_in
from service.workspaces.doors.console_session import current


@blueprint.get("/rules")
@signed_in("see_rules")
def show_rules() -> ResponseReturnValue:
    """Companies with a rule, or those with the name somebody looks for. A company's name is nobody's own, so it may stand in an
    address."""
    with reading() as session:
        rules = list_rules(session, current(), wanted("q"), request.args.get("page"))
        proposals = list_proposals(session, current())
    return render_template(
        "console/rules.html", rules=rules, proposals=proposals, wanted=wanted("q"), notice=request.args.get("done")
    )


@blueprint.post("/accounts/<account_id>/proposed-rule")
@signed_in("change_rules")
def decide_on_rule(account_id: str) -> ResponseReturnValue:
    """Confirms or lifts what somebody at the company told us."""
    form = request.form
    try:
        with transaction() as session:
            decide_on(session, account_id, form.get("rule", ""), form.get("decision", ""), current(), utc_now())
    except (Conflict, InvalidInput):
        return redirect(url_for("planning.show_rules", done="nothing"), 303)
    return redirect(url_for("planning.show_rules", done=form["decision"]), 303)
