"""The page of the limits by country: ours with their sources, what somebody says instead, and where the company is taxed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Final

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from renderers.language.translations import babel_locale
from service.campaigns.tax.limits import PERIODS, TABLE, Limit, home_of, limits_of, set_home, set_limit
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import InvalidInput
from service.planning.console import blueprint, name_of
from service.planning.message.form.read_form import read_amount
from service.sheets.countries import find_country
from service.workspaces.currencies import CURRENCIES
from service.workspaces.doors.console_door import signed_in
from service.workspaces.doors.console_session import current

PERIOD_WORDS: Final[Mapping[str, str]] = {"months_12": "twelve months", "business_year": "business year"}
_PERCENT: Final = re.compile(r"\d{1,3}(?:[.,]\d{1,2})?")


@blueprint.get("/rules/tax")
@signed_in("see_rules")
def show_tax_limits() -> ResponseReturnValue:
    """The countries, each with the source and its day."""
    return _page()


@blueprint.post("/rules/tax")
@signed_in("see_rules", "manage_workspace")
def save_tax_limit() -> ResponseReturnValue:
    """One country’s limit, set for this workspace; what is wrong is told on the page."""
    try:
        limit = _limit(request.form)
        with transaction() as session:
            set_limit(session, limit, current(), utc_now())
    except InvalidInput as error:
        return _page(error), error.status
    return redirect(url_for("planning.show_tax_limits"), 303)


@blueprint.post("/rules/tax/home")
@signed_in("see_rules", "manage_workspace")
def save_tax_home() -> ResponseReturnValue:
    """Where the company is taxed, and when its year begins."""
    try:
        country, month = _country(request.form, "home"), request.form.get("first_month", "")
        with transaction() as session:
            set_home(session, country, int(month) if month.isdecimal() else 0, current(), utc_now())
    except InvalidInput as error:
        return _page(error), error.status
    return redirect(url_for("planning.show_tax_limits"), 303)


def _limit(form: Mapping[str, str]) -> Limit:
    country, currency, period = _country(form, "country"), form.get("currency", ""), form.get("period", "")
    if currency not in CURRENCIES:
        raise InvalidInput(f"Choose one of these currencies: {', '.join(CURRENCIES)}.", param="currency")
    if period not in PERIODS:
        raise InvalidInput("Choose twelve months or the business year.", param="period")
    amount = read_amount(form.get("amount", ""), currency, "amount")
    flat = form.get("flat", "").strip().rstrip("%").strip()
    if flat and not _PERCENT.fullmatch(flat):
        raise InvalidInput("Enter the flat tax in percent, such as 30, or leave it empty.", param="flat")
    rate = int(Decimal(flat.replace(",", ".")) * 100) if flat else None
    try:
        source_on = date.fromisoformat(form.get("source_on", ""))
    except ValueError:
        raise InvalidInput("Give the day of the source.", param="source_on") from None
    return Limit(country, amount, currency, period, form.get("source", ""), source_on, rate)


def _country(form: Mapping[str, str], param: str) -> str:
    country = find_country(form.get(param, ""))
    if country is None:
        raise InvalidInput("We don’t know this country. Use its usual name or its two letters.", param=param)
    return country


def _page(error: InvalidInput | None = None) -> str:
    with reading() as session:
        lines, home = limits_of(session, current().workspace_id), home_of(session, current().workspace_id)
        names = {line.said_by: name_of(session, line.said_by) for line in lines if line.said_by}
    locale = babel_locale("en")
    return render_template(
        "console/tax_limits.html",
        lines=lines,
        home=home,
        names=names,
        ours=TABLE,
        countries=locale.territories,
        months=locale.months["stand-alone"]["wide"],
        currencies=CURRENCIES,
        periods=PERIOD_WORDS,
        error=error,
        typed=request.form if error else {},
    )
