"""The page of the countries that ask for prior consent, and what an owner says of one instead."""

from __future__ import annotations

from datetime import date

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from renderers.language.translations import babel_locale
from service.contact.prior_consent import TABLE, lines_of, set_country
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import InvalidInput
from service.planning.console import blueprint, name_of
from service.sheets.countries import find_country
from service.workspaces.doors.console_door import signed_in
from service.workspaces.doors.console_session import current


@blueprint.get("/rules/consent")
@signed_in("see_rules")
def show_consent() -> ResponseReturnValue:
    """The countries, each with the source and its day."""
    return _page()


@blueprint.post("/rules/consent")
@signed_in("see_rules", "manage_workspace")
def save_consent() -> ResponseReturnValue:
    """One country, set for this workspace; what is wrong is told on the page."""
    try:
        country = find_country(request.form.get("country", ""))
        if country is None:
            raise InvalidInput("We don’t know this country. Use its usual name or its two letters.", param="country")
        asks = request.form.get("asks", "")
        if asks not in {"yes", "no"}:
            raise InvalidInput("Say whether the country asks for consent.", param="asks")
        with transaction() as session:
            set_country(
                session,
                country,
                asks=asks == "yes",
                source=request.form.get("source", ""),
                source_on=_day(request.form.get("source_on", "")),
                actor=current(),
                at=utc_now(),
            )
    except InvalidInput as error:
        return _page(error), error.status
    return redirect(url_for("planning.show_consent"), 303)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InvalidInput("Give the day of the source.", param="source_on") from None


def _page(error: InvalidInput | None = None) -> str:
    with reading() as session:
        lines = lines_of(session, current().workspace_id)
        names = {line.said_by: name_of(session, line.said_by) for line in lines if line.said_by}
    return render_template(
        "console/consent.html",
        lines=lines,
        names=names,
        ours=TABLE,
        countries=babel_locale("en").territories,
        error=error,
        typed=request.form if error else {},
    )
