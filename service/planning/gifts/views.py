"""The catalog as a list, by what is to be seen of it and by words."""

from __future__ import annotations

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from service import said
from service.catalog.shelf import has_gifts
from service.db.base import utc_now
from service.db.connect import reading
from service.dietary.vocabulary import MATERIALS
from service.planning.console import blueprint, wanted
from service.planning.gifts.gift_list import ALWAYS, SHOWN, TITLES, Wanted, list_gifts, shelf_of
from service.planning.gifts.makers_sheet import makers_sheet
from service.planning.gifts.nobody import blocked_products, nobody_page
from service.planning.gifts.sheet_views import upload_page
from service.planning.gifts.shelf_sheet import shelf_sheet
from service.planning.workspace.product_marks import describe_marks, safe_for
from service.workspaces.doors.console_door import signed_in
from service.workspaces.doors.console_session import current

_KINDS = ("edible", "skin", "neither")


@blueprint.get("/gifts")
@signed_in("see_gifts")
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
        materials=[(key, said.mark(key)) for key in MATERIALS],
    )


@blueprint.get("/gifts/shelf.csv")
@signed_in("see_gifts")
def download_shelf() -> ResponseReturnValue:
    """The gifts of the list as a sheet, which an upload reads again."""
    workspace_id, asked = current().workspace_id, _asked()
    with reading() as session:
        sheet = shelf_sheet(shelf_of(session, workspace_id, asked))
    answer = Response(sheet, mimetype="text/csv")
    answer.headers["Content-Disposition"] = 'attachment; filename="our-gifts.csv"'
    return answer


@blueprint.get("/gifts/nobody")
@signed_in("see_gifts")
def show_nobody() -> ResponseReturnValue:
    """Gifts that nobody on the list can safely get."""
    with reading() as session:
        found = nobody_page(session, current(), utc_now().date(), request.args.get("page"))
    return render_template("console/gifts_nobody.html", found=found, page=found.blocked)


@blueprint.get("/gifts/nobody.csv")
@signed_in("see_gifts")
def nobody_sheet() -> ResponseReturnValue:
    """The same gifts with the marks that are missing, for their makers to fill in: no figure about people is in it."""
    with reading() as session:
        products = blocked_products(session, current(), utc_now().date())
    answer = Response(makers_sheet(products), mimetype="text/csv")
    answer.headers["Content-Disposition"] = 'attachment; filename="marks-to-state.csv"'
    return answer


def _asked() -> Wanted:
    shown, kind, country = (request.args.get(name, "") for name in ("show", "kind", "country"))
    return Wanted(
        shown=shown if shown in SHOWN else "all",
        category=request.args.get("category", "")[:40],
        kind=kind if kind in _KINDS else "",
        without=without if (without := request.args.get("without", "")) in MATERIALS else "",
        country=country if len(country) == 2 and country.isascii() and country.isalpha() else "",
        words=wanted("q"),
    )
