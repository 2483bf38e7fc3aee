"""The page of the register of insights, and its sheet."""

from __future__ import annotations

import csv
import io
from typing import Final

from flask import Blueprint, Response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from service.brain.register.keep import SOON, add_insight, counts_today, insights_of, settle_insight
from service.brain.register.models import WAYS
from service.campaigns.models import Campaign
from service.campaigns.sight import campaigns_of
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import Conflict, InvalidInput, RefusedError
from service.workspaces.doors.console_door import signed_in
from service.workspaces.doors.console_session import current

blueprint = Blueprint("register", __name__)
DONE: Final = frozenset({"added", "settled"})
_FORMULA: Final = ("=", "+", "-", "@", "\t")


@blueprint.get("/insights")
@signed_in("see_results")
def show_insights() -> ResponseReturnValue:
    """All of them, or those of one way."""
    done = request.args.get("done", "")
    return _page(done=done if done in DONE else None)


@blueprint.post("/insights")
@signed_in("see_results", "change_campaigns")
def press_add() -> ResponseReturnValue:
    """Writes one down."""
    try:
        with transaction() as session:
            add_insight(session, current(), request.form, utc_now())
    except (InvalidInput, Conflict) as error:
        return _page(error=error), error.status
    return redirect("/insights?done=added", 303)


@blueprint.post("/insights/<insight_id>")
@signed_in("see_results", "change_campaigns")
def press_settle(insight_id: str) -> ResponseReturnValue:
    """What became of its test."""
    try:
        with transaction() as session:
            settle_insight(session, current(), insight_id, request.form, utc_now())
    except (InvalidInput, Conflict) as error:
        return _page(error=error), error.status
    return redirect("/insights?done=settled", 303)


@blueprint.get("/insights/register.csv")
@signed_in("see_results", "download")
def send_register() -> ResponseReturnValue:
    """The register as a sheet; a cell never begins a formula."""
    text, today = io.StringIO(), utc_now().date()
    writer = csv.writer(text)
    writer.writerow(
        ("insight", "because", "way", "source", "learned_on", "test", "outcome", "note", "expires_on", "counts")
    )
    with reading() as session:
        for one in insights_of(session, current().workspace_id):
            cells = (
                one.sentence, one.because, one.way, one.source, one.learned_on.isoformat(), one.test, one.outcome,
                one.outcome_note, one.expires_on.isoformat(), counts_today(one, today),
            )  # fmt: skip
            writer.writerow([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in cells])
    response = Response("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = "attachment; filename=insights.csv"
    response.headers["Cache-Control"] = "no-store"
    return response


def _page(*, done: str | None = None, error: RefusedError | None = None) -> str:
    actor, today = current(), utc_now().date()
    with reading() as session:
        rows = [(one, counts_today(one, today)) for one in insights_of(session, actor.workspace_id)]
        wanted = request.args.get("way", "")
        soon = [
            one.id for one, counts in rows if counts in {"counts", "guess"} and (one.expires_on - today).days <= SOON
        ]
        shown = [
            (one, counts)
            for one, counts in rows
            if (wanted not in {*WAYS, "soon"}) or one.way == wanted or (wanted == "soon" and one.id in soon)
        ]
        tabs = [("All", len(rows), "/insights", wanted not in {*WAYS, "soon"})]
        tabs += [
            (way.capitalize(), sum(one.way == way for one, _ in rows), f"/insights?way={way}", wanted == way)
            for way in WAYS
        ]
        tabs.append(("Expires soon", len(soon), "/insights?way=soon", wanted == "soon"))
        campaigns = session.execute(
            select(Campaign.id, Campaign.name).where(campaigns_of(actor)).order_by(Campaign.name, Campaign.id)
        ).all()
        return render_template(
            "console/brain/insights.html",
            rows=shown,
            counted=sum(counts in {"counts", "guess"} for _, counts in rows),
            all=len(rows),
            ways=tabs,
            campaigns=campaigns,
            today=today,
            done=done,
            error=error,
            fields=request.form if error is not None else {},
        )
