"""The form of a gift that comes by hand."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from renderers.language.translations import babel_locale
from service.catalog.edit_product import EditInvalid
from service.catalog.entry import GROUPS, LANGUAGES
from service.catalog.own.add_gift import add_gift, read_new_gift
from service.catalog.state_marks import SOURCES
from service.db.base import utc_now
from service.db.connect import transaction
from service.safety.product_marks import blank_grids
from service.workspaces.doors.console_door import signed_in
from service.workspaces.doors.console_session import current

blueprint = Blueprint("new", __name__)
_NAMES = {locale: babel_locale(locale).get_language_name("en") for locale in LANGUAGES}


@blueprint.get("/gifts/new")
@signed_in("change_gifts")
def show_new() -> ResponseReturnValue:
    """An empty form: everything that it contains is unknown."""
    return _form({"currency": "EUR", "lead_days": "5"}, {})


@blueprint.post("/gifts/new")
@signed_in("change_gifts")
def save_new() -> ResponseReturnValue:
    """The gift, added whole or not at all."""
    actor, at = current(), utc_now()
    try:
        new = read_new_gift(request.form)
        with transaction() as session:
            product = add_gift(session, new, actor, at)
            product_id, held_back = product.id, product.is_unsettled
    except EditInvalid as error:
        return _form(dict(request.form), error.errors), error.status
    if held_back:
        flash("Added. Its texts name food or skin, so nobody gets it until you say that it’s neither.", "error")
    else:
        flash("Added. Put pieces on the shelf, and plans may use it.")
    return redirect(f"/gifts/{product_id}", 303)


def _form(fields: Mapping[str, str], errors: Mapping[str, str]) -> str:
    said = {name: mark for name, mark in fields.items() if name.partition(".")[0] in GROUPS}
    return render_template(
        "console/gift_new.html",
        fields=fields,
        errors=errors,
        languages=_NAMES,
        sources=SOURCES,
        grids=blank_grids(said),
    )
