"""The workspace's charities: the list by country, one added or retired, and those that people named themselves."""

from __future__ import annotations

from collections.abc import Callable

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from renderers.language.translations import LOCALES
from service.campaigns.charities.keep import MOST, add_charity, retire_charity
from service.campaigns.charities.models import Charity
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import Conflict, InvalidInput
from service.planning.charities.named import list_waiting, say_no, say_yes
from service.planning.console import blueprint
from service.workspaces.doors.console_door import signed_in
from service.workspaces.doors.console_session import current


@blueprint.get("/charities")
@signed_in("see_campaigns")
def show_charities() -> ResponseReturnValue:
    """All of them, and what waits for a yes."""
    return _page(request.args.get("done"))


@blueprint.post("/charities")
@signed_in("change_rules")
def save_charity() -> ResponseReturnValue:
    """Adds one; what is wrong is told on the page, with what was typed."""
    return _press("added", lambda session: add_charity(session, current(), request.form, LOCALES, utc_now()))


@blueprint.post("/charities/<charity_id>/retire")
@signed_in("change_rules")
def stop_offering(charity_id: str) -> ResponseReturnValue:
    """From now on nobody is offered it."""
    return _press("retired", lambda session: retire_charity(session, current(), charity_id, utc_now()))


@blueprint.post("/charities/named/<named_id>/<any('yes', 'no'):answer>")
@signed_in("change_campaigns")
def answer_named(named_id: str, answer: str) -> ResponseReturnValue:
    """Yes with the charity as it is registered, or no."""
    if answer == "no":
        return _press("refused", lambda session: say_no(session, current(), named_id, utc_now()))
    return _press("accepted", lambda session: say_yes(session, current(), named_id, request.form, LOCALES, utc_now()))


def _press(done: str, act: Callable[[Session], object]) -> ResponseReturnValue:
    try:
        with transaction() as session:
            act(session)
    except (InvalidInput, Conflict) as error:
        return _page(None, error), error.status
    return redirect(url_for("planning.show_charities", done=done), 303)


def _page(done: str | None, error: InvalidInput | Conflict | None = None) -> str:
    actor = current()
    with reading() as session:
        rows = session.scalars(
            select(Charity)
            .where(Charity.workspace_id == actor.workspace_id, Charity.retired_at.is_(None))
            .order_by(Charity.country, Charity.name, Charity.id)
            .limit(MOST)
        ).all()
        waiting = list_waiting(session, actor)
    fields = dict(request.form) if error is not None else {}
    return render_template(
        "console/charities.html", charities=rows, waiting=waiting, done=done, error=error, fields=fields
    )
