"""The marks of a gift as a form: who states them, from what and when, and whether anybody eats it."""

from __future__ import annotations

import re

from flask import Blueprint, flash, redirect, request
from flask.typing import ResponseReturnValue

from service.catalog.entry import GROUPS
from service.catalog.restock import change_shelf
from service.catalog.state_marks import lock_product, state_kind, state_marks
from service.db.base import utc_now
from service.db.connect import transaction
from service.errors import InvalidInput
from service.gifting.guard import product_in
from service.safety.gift_page.seen import version_in
from service.workspaces.doors.console_door import signed_in
from service.workspaces.doors.console_session import current

blueprint = Blueprint("marks", __name__)


@blueprint.post("/gifts/<product_id>/marks")
@signed_in("change_gifts")
def press_marks(product_id: str) -> ResponseReturnValue:
    """Saves the marks that were changed on the page."""
    wanted = {name: mark for name, mark in request.form.items() if name.partition(".")[0] in GROUPS}
    actor, at = current(), utc_now()
    try:
        with transaction() as session:
            product = lock_product(session, actor, product_id, request.form.get("seen", ""))
            changed = state_marks(
                session, product, wanted, request.form.get("source", ""), request.form.get("on", ""), actor, at
            )
    except InvalidInput as error:
        flash(f"Nothing was saved. {error.sentence}", "error")
    else:
        flash(f"{changed} {'mark' if changed == 1 else 'marks'} saved." if changed else "Nothing had changed.")
    return redirect(f"/gifts/{product_id}#marks", 303)


@blueprint.post("/gifts/<product_id>/shelf")
@signed_in("keep_stock")
def press_shelf(product_id: str) -> ResponseReturnValue:
    """Brings pieces to the shelf of this gift or of the version that the form names, or writes some off."""
    actor, at = current(), utc_now()
    said = request.form.get("pieces", "")
    pieces = int(said) if re.fullmatch(r"[0-9]{1,7}", said) else 0
    sign = -1 if request.form.get("way") == "off" else 1
    try:
        with transaction() as session:
            of = version_in(session, product_in(session, actor.workspace_id, product_id), request.form.get("of", ""))
            free = change_shelf(session, of, sign * pieces, request.form.get("reason", ""), actor, at)
    except InvalidInput as error:
        flash(f"Nothing was changed. {error.sentence}", "error")
    else:
        flash(f"Saved. {free} {'is' if free == 1 else 'are'} free now.")
    return redirect(f"/gifts/{product_id}#shelf", 303)


@blueprint.post("/gifts/<product_id>/kind")
@signed_in("change_gifts")
def press_kind(product_id: str) -> ResponseReturnValue:
    """Says what the gift is: eaten, on the skin or neither."""
    actor, at = current(), utc_now()
    try:
        with transaction() as session:
            product = lock_product(session, actor, product_id, request.form.get("seen", ""))
            settles = request.form.get("settles") == "yes"
            changed = state_kind(session, product, request.form.get("kind", ""), settles=settles, actor=actor, at=at)
    except InvalidInput as error:
        flash(f"Nothing was saved. {error.sentence}", "error")
    else:
        flash("Saved." if changed else "Nothing had changed.")
    return redirect(f"/gifts/{product_id}", 303)
