"""The page of offers."""

from __future__ import annotations

import csv
import io
from typing import Final

from flask import Blueprint, Response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from service.brain.offers.draft import read_draft
from service.brain.offers.keep import keep_sheet, make_offer, withdraw_offer
from service.brain.offers.read_sheet import COLUMNS, read_offers
from service.brain.offers.texts import LANGUAGES
from service.brain.own_sheet import BadLine
from service.brain.segments.models import Segment
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import Conflict, InvalidInput, RefusedError
from service.planning.offers.lines import list_offers
from service.planning.offers.proofed import require_proofed
from service.workspaces.currencies import CURRENCIES
from service.workspaces.doors.console_door import signed_in
from service.workspaces.doors.console_session import current

blueprint = Blueprint("offers", __name__)
DONE: Final = frozenset({"made", "withdrawn"})
_SHOWN: Final = 20


@blueprint.get("/offers")
@signed_in("see_campaigns")
def show_offers() -> ResponseReturnValue:
    """Every offer that stands, and the forms to make more."""
    done = request.args.get("done", "")
    return _page(done=done if done in DONE else None)


@blueprint.post("/offers")
@signed_in("change_rules")
def press_make() -> ResponseReturnValue:
    """Makes one; what is wrong is told on the page, with what was typed."""
    at = utc_now()
    try:
        draft = require_proofed(read_draft(request.form, at.date()))
        with transaction() as session:
            make_offer(session, current(), draft, at)
    except (InvalidInput, Conflict) as error:
        return _page(error=error), error.status
    return redirect("/offers?done=made", 303)


@blueprint.post("/offers/<offer_id>/withdraw")
@signed_in("change_rules")
def press_withdraw(offer_id: str) -> ResponseReturnValue:
    """From now on nobody is offered it."""
    try:
        with transaction() as session:
            withdraw_offer(session, current(), offer_id, utc_now())
    except Conflict as error:
        return _page(error=error), error.status
    return redirect("/offers?done=withdrawn", 303)


@blueprint.post("/offers/sheet")
@signed_in("change_rules")
def press_sheet() -> ResponseReturnValue:
    """All offers of a sheet, or none: every line that is wrong is named by its row."""
    at, file = utc_now(), request.files.get("file")
    try:
        if file is None or not file.filename:
            raise InvalidInput("Choose a file first.", param="file")
        good, bad = read_offers(file.read(), file.filename, at.date())
        for row, draft in good:
            try:
                require_proofed(draft)
            except InvalidInput as error:
                bad.append(BadLine(row, error.sentence))
        if bad:
            return _page(bad=sorted(bad, key=lambda one: one.row)), InvalidInput.status
        with transaction() as session:
            kept = keep_sheet(session, current(), [draft for _, draft in good], at)
    except RefusedError as error:
        return _page(error=error), error.status
    return _page(kept=kept)


@blueprint.get("/offers/sheet.csv")
@signed_in("see_campaigns")
def send_sheet() -> ResponseReturnValue:
    """The empty sheet, with every column."""
    text = io.StringIO()
    csv.writer(text).writerow(COLUMNS)
    response = Response("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = "attachment; filename=offers.csv"
    return response


def _page(
    *,
    done: str | None = None,
    error: RefusedError | None = None,
    bad: list[BadLine] | None = None,
    kept: tuple[int, int, int] | None = None,
) -> str:
    actor = current()
    with reading() as session:
        names = session.scalars(
            select(Segment.name).where(Segment.workspace_id == actor.workspace_id).order_by(Segment.name)
        ).all()
        return render_template(
            "console/brain/offers.html",
            lines=list_offers(session, actor, utc_now().date()),
            segments=names,
            languages=[locale for locale in LANGUAGES if locale != "en"],
            currencies=CURRENCIES,
            done=done,
            error=error,
            bad=bad or [],
            shown=_SHOWN,
            kept=kept,
            fields=request.form if error is not None else {},
        )
