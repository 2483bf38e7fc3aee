"""The page of all companies' rules."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from service.db.connect import reading
from service.planning.console import blueprint, wanted
from service.planning.rules.company_rules import list_rules
from service.workspaces.doors.console_door import signed_in
from service.workspaces.doors.console_session import current


@blueprint.get("/rules")
@signed_in("see_rules")
def show_rules() -> ResponseReturnValue:
    """Companies with a rule, or those with the name somebody looks for. A company's name is nobody's own, so it may stand in an
    address."""
    with reading() as session:
        rules = list_rules(session, current(), wanted("q"), request.args.get("page"))
    return render_template("console/rules.html", rules=rules, wanted=wanted("q"))
