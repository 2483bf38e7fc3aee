"""The page of one company, to look at and to print; and who gives to its people."""

from __future__ import annotations

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from service.brain.deciding.labels import ACTIONS, why_of
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.planning.account.read import read_account
from service.planning.console import blueprint
from service.planning.givers.owners import givable, names_of
from service.planning.givers.reassign import choose_for_company
from service.planning.labels import describe_hold, describe_state
from service.planning.workspace.policy import find_account
from service.workspaces.doors.console_door import signed_in
from service.workspaces.doors.console_session import current


@blueprint.get("/accounts/<account_id>")
@signed_in("see_people")
def show_account(account_id: str) -> ResponseReturnValue:
    """Its people and their gifts, its rules, what it cost, who wrote, and what comes next."""
    actor, at = current(), utc_now()
    with reading() as session:
        page = read_account(
            session, actor, account_id, request.args.get("page"), names_of(session, actor.workspace_id), at
        )
        return render_template(
            "console/account.html",
            page=page,
            at=at,
            actions=ACTIONS,
            why_of=why_of,
            describe_state=describe_state,
            describe_hold=describe_hold,
            team=givable(session, actor.workspace_id) if actor.may("hand_over_campaigns") else [],
        )


@blueprint.post("/accounts/<account_id>/giver")
@signed_in("see_people", "hand_over_campaigns")
def choose_account_giver(account_id: str) -> ResponseReturnValue:
    """Who gives to everybody there who has no giver of their own."""
    actor = current()
    with transaction() as session:
        account = find_account(session, actor, account_id)
        choose_for_company(session, account, request.form.get("to") or None, actor, utc_now())
    flash("Saved. It holds for people here who have no giver of their own, and for gifts that haven’t set out.")
    return redirect(f"/accounts/{account_id}", 303)
