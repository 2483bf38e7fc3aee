"""The page of the contact policy: limits over all campaigns, quiet after silence, pauses of accounts."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from service.brain.limits.figures import figures_of
from service.brain.limits.set_policy import (
    PAUSES,
    RANGES,
    account_named,
    end_pause,
    pause_account,
    pauses_of,
    policy_in_force,
    set_policy,
)
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import InvalidInput
from service.workspaces.doors.console_door import signed_in
from service.workspaces.doors.console_session import current

blueprint = Blueprint("limits", __name__)


@blueprint.get("/contact-policy")
@signed_in("see_people", "change_rules")
def show_policy() -> ResponseReturnValue:
    """The limits with what they did."""
    return _page(None)


@blueprint.post("/contact-policy")
@signed_in("see_people", "change_rules")
def press_policy() -> ResponseReturnValue:
    """Sets the limits."""
    try:
        with transaction() as session:
            set_policy(session, current(), {name: _whole(name) for name in RANGES}, utc_now())
    except InvalidInput as refusal:
        return _page(refusal), 422
    return redirect(url_for("limits.show_policy", done="set"), 303)


@blueprint.post("/contact-policy/pauses")
@signed_in("see_people", "change_rules")
def press_pause() -> ResponseReturnValue:
    """Pauses an account, or ends its pause."""
    form = request.form
    try:
        with transaction() as session:
            if form.get("end"):
                end_pause(session, current(), form["end"], utc_now())
            else:
                account_id = account_named(session, current(), form.get("account", ""))
                pause_account(session, current(), account_id, _day(), form.get("reason", ""), utc_now())
    except InvalidInput as refusal:
        return _page(refusal), 422
    return redirect(url_for("limits.show_policy", done="pause", _anchor="pauses"), 303)


def _page(fault: InvalidInput | None) -> str:
    at = utc_now()
    with reading() as session:
        return render_template(
            "console/contact_policy.html",
            limits=policy_in_force(session, current().workspace_id),
            ranges=RANGES,
            figures=figures_of(session, current().workspace_id, at),
            pauses=pauses_of(session, current(), at),
            reasons=PAUSES,
            fault=fault,
            said=request.form,
        )


def _whole(name: str) -> int:
    text = request.form.get(name, "").strip()
    if not text.isdecimal() or len(text) > 4:
        raise InvalidInput("Write a whole number.", param=name)
    return int(text)


def _day() -> date:
    try:
        return date.fromisoformat(request.form.get("until", ""))
    except ValueError:
        raise InvalidInput("Choose a day within the next year.", param="until") from None
