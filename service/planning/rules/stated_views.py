"""The acts on what a company says of its own rules: a file, an address, and taking one out."""

from __future__ import annotations

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from service.db.base import utc_now
from service.db.connect import transaction
from service.errors import Conflict, InvalidInput, NotFound
from service.planning.console import blueprint
from service.planning.rules.stated import end_stated, fetch, take_file, take_read
from service.planning.workspace.policy_views import policy_page
from service.recipients.stated.policy_file import LARGEST
from service.workspaces.doors.console_door import signed_in
from service.workspaces.doors.console_session import current


@blueprint.post("/accounts/<account_id>/stated-rules")
@signed_in("change_rules")
def press_stated(account_id: str) -> ResponseReturnValue:
    """Reads a file that was brought, or one at an address; or takes out what was stated. What is wrong is told on the page."""
    form, at = request.form, utc_now()
    try:
        if form.get("act") == "end":
            with transaction() as session:
                end_stated(session, current(), account_id, form.get("policy", ""), at)
        elif form.get("act") == "address":
            target, data = fetch(form.get("url", ""))
            with transaction() as session:
                take_read(session, current(), account_id, target, data, at)
        else:
            file = request.files.get("file")
            if file is None or not file.filename:
                raise InvalidInput("Choose a file, or give an address.", param="file")
            with transaction() as session:
                take_file(session, current(), account_id, file.stream.read(LARGEST + 1), at)
    except NotFound:
        raise
    except (Conflict, InvalidInput) as error:
        return policy_page(account_id, error=error), error.status
    return redirect(url_for("planning.show_policy", account_id=account_id, _anchor="stated"), 303)
