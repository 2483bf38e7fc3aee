"""The page of sectors with limits of their own: what suggests one, and its limit with source and day."""

from __future__ import annotations

from datetime import date

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from renderers.language.translations import babel_locale
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import InvalidInput
from service.planning.console import blueprint, name_of
from service.planning.message.form.read_form import read_amount
from service.planning.officials.waiting import NAMES, limit_in_words
from service.recipients.sectors.limits import Limit, limits_of, set_limit, set_words
from service.recipients.sectors.suspect import SECTORS, table_of
from service.sheets.countries import find_country
from service.workspaces.currencies import CURRENCIES
from service.workspaces.doors.console_door import signed_in
from service.workspaces.doors.console_session import current


@blueprint.get("/rules/sectors")
@signed_in("see_rules")
def show_sectors() -> ResponseReturnValue:
    """The sectors, each with its words and its limits."""
    return _page()


@blueprint.post("/rules/sectors")
@signed_in("change_rules")
def save_sectors() -> ResponseReturnValue:
    """The words of one sector, or its limit in one country; what is wrong is told on the page."""
    form = request.form
    try:
        with transaction() as session:
            if form.get("act") == "words":
                set_words(session, form.get("sector", ""), form.get("words", ""), current(), utc_now())
            else:
                set_limit(session, _limit(), current(), utc_now())
    except InvalidInput as error:
        return _page(error), error.status
    return redirect(url_for("planning.show_sectors"), 303)


def _limit() -> Limit:
    form, named = request.form, request.form.get("country", "").strip()
    country = find_country(named) if named else ""
    if country is None:
        raise InvalidInput("We don’t know this country. Use its usual name or its two letters.", param="country")
    currency = form.get("currency", "")
    if currency not in CURRENCIES:
        raise InvalidInput(f"Choose one of these currencies: {', '.join(CURRENCIES)}.", param="currency")
    typed = form.get("limit", "").strip()
    minor = 0 if typed in {"0", "0.00"} else read_amount(typed, currency, "limit")
    try:
        source_on = date.fromisoformat(form.get("source_on", ""))
    except ValueError:
        raise InvalidInput("Give the day of the source.", param="source_on") from None
    return Limit(form.get("sector", ""), country, minor, currency, form.get("source", ""), source_on)


def _page(error: InvalidInput | None = None) -> str:
    with reading() as session:
        table = table_of(session, current().workspace_id)
        limits = sorted(limits_of(session, current().workspace_id).values(), key=lambda one: (one.sector, one.country))
        names = {one.said_by: name_of(session, one.said_by) for one in limits if one.said_by}
    return render_template(
        "console/sectors.html",
        sectors=[(key, NAMES[key], sorted(table[key].domains), sorted(table[key].titles)) for key in SECTORS],
        limits=[(one, NAMES[one.sector], limit_in_words(one)) for one in limits],
        names=names, titles=NAMES, countries=babel_locale("en").territories, currencies=CURRENCIES,
        error=error, typed=request.form if error else {},
    )  # fmt: skip
