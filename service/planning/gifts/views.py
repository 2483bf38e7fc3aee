"""The catalog as a list, by what is to be seen of it and by words."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from service.catalog.shelf import has_gifts
from service.db.connect import reading
from service.planning.console import blueprint, wanted
from service.planning.gifts.gift_list import ALWAYS, SHOWN, TITLES, Wanted, list_gifts
from service.planning.gifts.sheet_views import upload_page
from service.planning.workspace.product_marks import describe_marks, safe_for
from service.workspaces.doors.console_door import signed_in
from service.workspaces.doors.console_session import current

_KINDS = ("edible", "skin", "neither")


@blueprint.get("/gifts")
@signed_in()
def show_gifts() -> ResponseReturnValue:
    """The catalog; where there is none yet, the ways to one."""
    workspace_id = current().workspace_id
    asked = _asked()
    with reading() as session:
        if not has_gifts(session, workspace_id):
            return upload_page()
        gifts = list_gifts(session, workspace_id, asked, request.args.get("page"))
    return render_template(
        "console/gifts.html",
        gifts=gifts,
        asked=asked,
        titles=TITLES,
        always=ALWAYS,
        describe_marks=describe_marks,
        safe_for=safe_for,
    )


def _asked() -> Wanted:
    shown, kind, country = (request.args.get(name, "") for name in ("show", "kind", "country"))
    return Wanted(
        shown=shown if shown in SHOWN else "all",
        category=request.args.get("category", "")[:40],
        kind=kind if kind in _KINDS else "",
        country=country if len(country) == 2 and country.isascii() and country.isalpha() else "",
        words=wanted("q"),
    )
