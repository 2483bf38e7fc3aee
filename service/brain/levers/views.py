"""The page of the levers: each beside its default, and what a change would do before it is set."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from service.brain.deciding import labels as words
from service.brain.levers.drawn import SHARES, drawn_share, set_drawn_share
from service.brain.levers.models import Lever
from service.brain.levers.preview import preview
from service.brain.levers.set_lever import levers_in_force, set_levers
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.decisions.next_action.actions import KINDS, Kind
from service.decisions.next_action.policy import DEFAULT_LEVERS, LEAST, MOST, levers_of
from service.errors import InvalidInput
from service.workspaces.doors.console_door import signed_in
from service.workspaces.doors.console_session import current
from service.workspaces.models import User

blueprint = Blueprint("levers", __name__)
_LONGEST: Final = 6


@blueprint.get("/levers")
@signed_in("see_people", "change_rules")
def show_levers() -> ResponseReturnValue:
    """The levers; with figures in the address, what they would change. Looking changes nothing."""
    workspace_id = current().workspace_id
    fault, wanted = None, {}
    with reading() as session:
        today = {**DEFAULT_LEVERS, **levers_in_force(session, workspace_id)}
        try:
            wanted = read_levers(request.args)
        except InvalidInput as refusal:
            fault = refusal
        now: dict[Kind, float] = {**today, **wanted}
        changed = [kind for kind in KINDS if now[kind] != today[kind]]
        rows = session.execute(
            select(Lever, User.name).outerjoin(User, User.id == Lever.set_by).where(Lever.workspace_id == workspace_id)
        ).all()
        return render_template(
            "console/levers.html",
            kinds=KINDS,
            defaults=DEFAULT_LEVERS,
            today=today,
            now=now,
            changed=changed,
            set_by={row.kind: (name, row.set_at) for row, name in rows},
            preview=preview(session, workspace_id, now, utc_now()) if changed else None,
            words=words,
            fault=fault,
            least=LEAST,
            most=MOST,
            shares=SHARES,
            drawn=drawn_share(session, workspace_id),
        )


@blueprint.post("/levers")
@signed_in("see_people", "change_rules")
def press_levers() -> ResponseReturnValue:
    """Sets the levers that the form names, all or none."""
    form = request.form
    try:
        wanted = DEFAULT_LEVERS if form.get("back") == "defaults" else read_levers(form)
        with transaction() as session:
            set_levers(session, current(), {str(kind): lever for kind, lever in wanted.items()}, utc_now())
    except InvalidInput:
        said = urlencode([(str(kind), form[kind]) for kind in KINDS if kind in form])
        return redirect(f"{url_for('levers.show_levers')}?{said}", 303)
    return redirect(url_for("levers.show_levers", done="set"), 303)


@blueprint.post("/levers/drawn")
@signed_in("see_people", "change_rules")
def press_drawn() -> ResponseReturnValue:
    """Sets which share of decisions is drawn."""
    with transaction() as session:
        set_drawn_share(session, current(), _share(request.form.get("share", "")), utc_now())
    return redirect(url_for("levers.show_levers", done="set"), 303)


def read_levers(form: Mapping[str, str]) -> dict[Kind, float]:
    """Levers as a form or an address says them. Raises InvalidInput for what is no figure, or none of a lever's."""
    pairs = [(kind, _figure(form[kind])) for kind in KINDS if form.get(kind, "").strip()]
    return levers_of(pairs)


def _figure(text: str) -> float:
    try:
        return round(float(text.strip().replace(",", ".")[:_LONGEST]), 2)
    except (ValueError, OverflowError):
        raise InvalidInput("A lever is a figure from 0.5 to 2.0.", param="levers") from None


def _share(text: str) -> float:
    return next((share for share in SHARES if f"{share:g}" == text), -1.0)
