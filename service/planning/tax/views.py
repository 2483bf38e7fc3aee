"""The tax list: what each person was given in a year, against the limit, as a page and a file."""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from renderers.language.translations import babel_locale
from service.campaigns.tax.limits import limit_in_force
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.db.page import cut
from service.errors import Conflict
from service.planning.console import blueprint
from service.planning.tax.csv_file import tax_csv
from service.planning.tax.download import download_list
from service.planning.tax.limit_views import PERIOD_WORDS
from service.planning.tax.values import flat_tax, read_list, spans_back
from service.workspaces.doors.console_door import signed_in
from service.workspaces.doors.console_session import current


@blueprint.get("/tax")
@signed_in("see_people", "see_statements", "see_everyone")
def show_tax_list() -> ResponseReturnValue:
    """Everybody who was given something, the highest value first, a page at a time."""
    actor, today = current(), utc_now().date()
    with reading() as session:
        found = limit_in_force(session, actor.workspace_id)
        if found is None:
            return render_template("console/tax_list.html", told=None)
        told = read_list(session, actor.workspace_id, request.args.get("until", ""), today)
        spans = spans_back(told.limit, found[1].first_month, today)
    number = request.args.get("page")
    return render_template(
        "console/tax_list.html",
        told=told,
        page=cut(told.people, number),
        spans=spans,
        flat_tax=flat_tax,
        periods=PERIOD_WORDS,
        countries=babel_locale("en").territories,
    )


@blueprint.post("/tax.csv")
@signed_in("see_people", "see_statements", "see_everyone", "download")
def send_tax_list() -> ResponseReturnValue:
    """The whole list as a file. Each download is written down."""
    actor, at = current(), utc_now()
    try:
        with transaction() as session:
            told = download_list(session, actor, request.form.get("until", ""), at)
    except Conflict as error:
        flash(error.sentence)
        return redirect("/tax", 303)
    response = Response(tax_csv(told.limit, told.span, told.people), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f"attachment; filename=tax-list-{actor.workspace_id}.csv"
    response.headers["Cache-Control"] = "no-store"
    return response
