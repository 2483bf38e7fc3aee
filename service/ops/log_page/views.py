"""Who did what, when: the page of the audit log, and the same lines as a file."""

from __future__ import annotations

import csv
import io

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from service.db.connect import reading
from service.errors import InvalidInput
from service.ops.log_page.act_labels import GROUPS
from service.ops.log_page.read_log import INSTALLATION, MOST_LINES, Wanted, all_lines, colleagues, list_log, read_wanted
from service.workspaces.doors.console_door import signed_in
from service.workspaces.doors.console_session import current
from service.written import no_formula

blueprint = Blueprint("log", __name__)


@blueprint.get("/audit-log")
@signed_in("see_audit")
def show_log() -> ResponseReturnValue:
    """The lines of this workspace, newest first; what is wrong with a filter is told on the page."""
    refused = ""
    try:
        wanted = read_wanted(request.args)
    except InvalidInput as error:
        wanted, refused = Wanted(), error.sentence
    with reading() as session:
        page = list_log(session, current(), wanted, request.args.get("page"))
        people = colleagues(session, current().workspace_id)
    chosen = {name: request.args.get(name, "") for name in ("who", "what", "since", "until") if request.args.get(name)}
    return render_template(
        "console/audit_log.html", page=page, people=people, groups=GROUPS, chosen=chosen, refused=refused,
        installation=INSTALLATION, most=MOST_LINES,
    ), 422 if refused else 200  # fmt: skip


@blueprint.get("/audit-log.csv")
@signed_in("see_audit", "download")
def send_log() -> ResponseReturnValue:
    """The same lines as CSV, up to a bound. Raises InvalidInput for a filter that is wrong."""
    wanted, file = read_wanted(request.args), io.StringIO()
    rows = csv.writer(file)
    rows.writerow(("at", "who", "what", "about", "details"))
    with reading() as session:
        for line in all_lines(session, current(), wanted):
            at = line.at.isoformat(timespec="seconds")
            rows.writerow([at, *map(no_formula, (line.who, line.what, line.about, line.details))])
    response = Response(file.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = "attachment; filename=audit-log.csv"
    return response
