"""A company's gift policy: what lists say, what a person set, and the form that sets it."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import Conflict, InvalidInput
from service.planning.console import blueprint
from service.planning.form_faults import faults_of
from service.planning.rules.stated import list_stated
from service.planning.workspace.policy import REASONS, change_policy, read_policy_page
from service.workspaces.currencies import CURRENCIES
from service.workspaces.doors.console_door import signed_in
from service.workspaces.doors.console_session import current


@blueprint.get("/accounts/<account_id>/policy")
@signed_in("see_rules")
def show_policy(account_id: str) -> ResponseReturnValue:
    """The rules that a company has for gifts."""
    return policy_page(account_id)


@blueprint.post("/accounts/<account_id>/policy")
@signed_in("change_rules")
def save_policy(account_id: str) -> ResponseReturnValue:
    """The company's rules, changed; what is wrong is told on the page."""
    try:
        with transaction() as session:
            change_policy(session, account_id, request.form, current(), utc_now())
    except (InvalidInput, Conflict) as error:
        return policy_page(account_id, dict(request.form), error), error.status
    return redirect(url_for("planning.show_policy", account_id=account_id), 303)


def policy_page(
    account_id: str, typed: dict[str, str] | None = None, error: InvalidInput | Conflict | None = None
) -> str:
    """With what was typed where it was refused for a field; rules that have changed meanwhile are shown as they are now."""
    with reading() as session:
        page = read_policy_page(session, current(), account_id)
        stated = list_stated(session, page.account)
    kept = typed if typed is not None and isinstance(error, InvalidInput) else page.fields
    return render_template(
        "console/policy.html", page=page, stated=stated, fields=kept, error=error,
        wrong=faults_of(error) if isinstance(error, InvalidInput) else {},
        reasons=REASONS, currencies=CURRENCIES, typed={"url": request.form.get("url", "")},
    )  # fmt: skip
