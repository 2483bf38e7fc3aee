"""The page of delivery rates: what holds, what is missing, one rate entered by hand or many by a sheet."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from service.catalog.landed.areas import AREAS
from service.catalog.landed.enter import enter_rates
from service.catalog.landed.read_rate import COLUMNS, KIND_WORDS, read_rate
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import InvalidInput, RefusedError
from service.planning.console import blueprint
from service.planning.costs.read_sheet import MOST_LINES, BadLine, read_rates
from service.planning.costs.shown import gaps, shown_rates
from service.workspaces.doors.console_door import signed_in
from service.workspaces.doors.console_session import current

DONE = {
    "entered": "The rate is saved. Plans that it changes say so.",
    "uploaded": "All rates in the sheet are saved. Plans that they change say so.",
}


@blueprint.get("/gifts/rates")
@signed_in("see_gifts")
def show_rates() -> ResponseReturnValue:
    """All rates, the youngest first."""
    return _page(done=DONE.get(request.args.get("done", "")))


@blueprint.post("/gifts/rates")
@signed_in("change_gifts")
def press_rate() -> ResponseReturnValue:
    """Enters one."""
    at = utc_now()
    try:
        rate = read_rate(request.form, at.date())
        with transaction() as session:
            enter_rates(session, [rate], current(), at)
    except RefusedError as error:
        return _page(fault=error), error.status
    return redirect(url_for("planning.show_rates", done="entered"), 303)


@blueprint.post("/gifts/rates/sheet")
@signed_in("change_gifts")
def press_rates_sheet() -> ResponseReturnValue:
    """Enters all of a sheet, or none where a row is wrong."""
    file, at = request.files.get("file"), utc_now()
    try:
        if file is None or not file.filename:
            raise InvalidInput("Choose a file first.", param="file")
        good, bad = read_rates(file.read(), file.filename, at.date())
        if bad:
            return _page(bad=tuple(bad)), InvalidInput.status
        with transaction() as session:
            enter_rates(session, good, current(), at)
    except RefusedError as error:
        return _page(fault=error), error.status
    return redirect(url_for("planning.show_rates", done="uploaded"), 303)


def _page(*, done: str | None = None, fault: RefusedError | None = None, bad: tuple[BadLine, ...] = ()) -> str:
    with reading() as session:
        rates, total = shown_rates(session, current().workspace_id, utc_now().date())
        return render_template(
            "console/rates.html",
            rates=rates,
            total=total,
            gaps=gaps(session, current().workspace_id),
            kinds=KIND_WORDS,
            areas=tuple(AREAS),
            columns=COLUMNS,
            most=MOST_LINES,
            done=done,
            fault=fault,
            bad=bad,
            said=request.form,
        )
