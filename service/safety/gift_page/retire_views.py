"""A gift is retired after a look at what that does, and brought back by one press."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from service.catalog.own.retire import bring_back, retire_product
from service.catalog.state_marks import lock_product
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import Conflict
from service.gifting.guard import product_in
from service.safety.gift_page.promised import count_promised
from service.workspaces.doors.console_door import signed_in
from service.workspaces.doors.console_session import current

blueprint = Blueprint("retire", __name__)


@blueprint.get("/gifts/<product_id>/retire")
@signed_in("change_gifts")
def show_retire(product_id: str) -> ResponseReturnValue:
    """Who keeps it, and what happens to the rest. Raises Conflict where nothing is left to retire."""
    with reading() as session:
        product = product_in(session, current().workspace_id, product_id)
        if product.recalled_at is not None or product.retired_at is not None:
            raise Conflict("Nobody new gets this gift any more. There’s nothing to retire.")
        return render_template(
            "console/gift_retire.html", product=product, promised=count_promised(session, product.id)
        )


@blueprint.post("/gifts/<product_id>/retire")
@signed_in("change_gifts")
def press_retire(product_id: str) -> ResponseReturnValue:
    """Retires it."""
    actor, at = current(), utc_now()
    with transaction() as session:
        product = lock_product(session, actor, product_id, request.form.get("seen", ""))
        retire_product(session, product, actor, at)
    flash("Retired. Nobody new gets this gift; whoever was promised it keeps it.")
    return redirect(f"/gifts/{product_id}", 303)


@blueprint.post("/gifts/<product_id>/bring-back")
@signed_in("change_gifts")
def press_bring_back(product_id: str) -> ResponseReturnValue:
    """Gives it again."""
    actor, at = current(), utc_now()
    with transaction() as session:
        product = lock_product(session, actor, product_id, request.form.get("seen", ""))
        bring_back(session, product, actor, at)
    flash("It’s back: plans and swaps may use it again.")
    return redirect(f"/gifts/{product_id}", 303)
