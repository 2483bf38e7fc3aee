"""The statement person by person, what is disputed on it, and what ops answer."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from service.campaigns.find import find_campaign
from service.campaigns.models import Campaign
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.db.page import Page, page_of
from service.errors import Conflict, InvalidInput
from service.insights.lines.csv_file import lines_csv
from service.insights.lines.dispute import LONGEST, OUTCOMES, REASONS, answer_dispute, close_dispute, open_dispute
from service.insights.lines.download import download_lines
from service.insights.lines.read_lines import (
    DISPUTED,
    STATES,
    companies_in,
    givers_in,
    in_words,
    lines_of,
    page_of_lines,
    read_wanted,
)
from service.recipients.disputes.models import LineDispute
from service.workspaces.doors.console_door import signed_in
from service.workspaces.doors.console_session import current

blueprint = Blueprint("lines", __name__)
_ANSWERS: Final = {key: words for key, words in OUTCOMES.items() if key != "withdrawn"}


@blueprint.get("/statements/lines", defaults={"campaign_id": None})
@blueprint.get("/campaigns/<campaign_id>/statement/lines")
@signed_in("see_statements")
def show_lines(campaign_id: str | None) -> ResponseReturnValue:
    """Every person's line of one campaign, or of all that the actor sees."""
    return _page(campaign_id)


@blueprint.post("/statements/lines.csv", defaults={"campaign_id": None})
@blueprint.post("/campaigns/<campaign_id>/statement/lines.csv")
@signed_in("see_statements", "download")
def send_lines(campaign_id: str | None) -> ResponseReturnValue:
    """The same lines as a file, sifted as the page is. Each download is written down."""
    actor, wanted = current(), read_wanted(request.form)
    with transaction() as session:
        campaign = _campaign(session, campaign_id)
        try:
            lines = download_lines(session, actor, campaign, wanted, utc_now())
        except InvalidInput as error:
            flash(error.sentence)
            return redirect(_path(campaign_id), 303)
    response = Response(lines_csv(lines), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = "attachment; filename=statement-lines.csv"
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.post("/campaigns/<campaign_id>/statement/lines/<gift_id>/dispute")
@signed_in("see_statements", "change_campaigns")
def press_dispute(campaign_id: str, gift_id: str) -> ResponseReturnValue:
    """Says that a line is wrong. What cannot be taken stays in its field."""
    try:
        with transaction() as session:
            campaign = find_campaign(session, current(), campaign_id)
            open_dispute(
                session,
                campaign,
                gift_id,
                request.form.get("reason", ""),
                request.form.get("note", ""),
                current(),
                utc_now(),
            )
    except (InvalidInput, Conflict) as error:
        return _page(campaign_id, gift_id, error.sentence), error.status
    flash("Disputed. Ops see it now, and their answer stands on this line.")
    return redirect(f"{_path(campaign_id)}#{gift_id}", 303)


@blueprint.post("/campaigns/<campaign_id>/statement/lines/<gift_id>/close")
@signed_in("see_statements", "change_campaigns")
def press_close(campaign_id: str, gift_id: str) -> ResponseReturnValue:
    """Takes a dispute back, or is content with its answer."""
    try:
        with transaction() as session:
            close_dispute(session, find_campaign(session, current(), campaign_id), gift_id, current(), utc_now())
    except Conflict as error:
        flash(error.sentence)
    return redirect(f"{_path(campaign_id)}#{gift_id}", 303)


@blueprint.get("/ops/disputes")
@signed_in("operate")
def show_disputes() -> ResponseReturnValue:
    """What waits for an answer, the oldest first."""
    return _disputes()


@blueprint.post("/ops/disputes/<dispute_id>")
@signed_in("operate")
def press_dispute_answer(dispute_id: str) -> ResponseReturnValue:
    """What came of it."""
    outcome, words = request.form.get("outcome", ""), request.form.get("answer", "")
    try:
        with transaction() as session:
            answer_dispute(session, dispute_id, outcome, words, current(), utc_now())
    except (InvalidInput, Conflict) as error:
        return _disputes(dispute_id, error.sentence), error.status
    flash("Answered. It stands on the line now.")
    return redirect("/ops/disputes", 303)


def _page(campaign_id: str | None, wrong_id: str | None = None, wrong: str | None = None) -> str:
    actor, wanted = current(), read_wanted(request.args)
    with reading() as session:
        campaign = _campaign(session, campaign_id)
        page, sums = page_of_lines(session, actor, campaign, wanted, request.args.get("page"))
        return render_template(
            "console/statement_lines.html",
            campaign=campaign,
            page=page,
            sums=sums,
            wanted=wanted,
            path=_path(campaign_id),
            asked="&".join(f"{name}={value}" for name, value in _asked(wanted).items()),
            hidden=_asked(wanted),
            states={**{key: words for key, (words, _) in STATES.items()}, DISPUTED: "Disputed"},
            companies=companies_in(session, actor, campaign),
            givers=givers_in(session, actor) if campaign is None else {},
            reasons=REASONS,
            longest=LONGEST,
            at=utc_now(),
            wrong_id=wrong_id,
            wrong=wrong,
            typed=request.form.get("note", ""),
            chosen=request.form.get("reason", ""),
        )


def _asked(wanted: object) -> dict[str, str]:
    names = {"state": "state", "account": "account_id", "giver": "giver_id", "since": "since", "until": "until"}
    return {name: str(value) for name, field in names.items() if (value := getattr(wanted, field)) is not None}


def _disputes(wrong_id: str | None = None, wrong: str | None = None) -> str:
    actor = current()
    query = (
        select(LineDispute)
        .where(LineDispute.workspace_id == actor.workspace_id, LineDispute.state == "open")
        .order_by(LineDispute.opened_at, LineDispute.id)
    )
    with reading() as session:
        page = page_of(session, query, request.args.get("page"))
        rows = [row for (row,) in page.items]
        lines = {line.gift_id: line for line in lines_of(session, actor, [row.gift_id for row in rows])}
        shown = [(in_words(row, takes_part=True), lines[row.gift_id]) for row in rows if row.gift_id in lines]
        return render_template(
            "console/disputes.html",
            page=Page(shown, page.number, page.total),
            answers=_ANSWERS,
            longest=LONGEST,
            wrong_id=wrong_id,
            wrong=wrong,
            typed=request.form.get("answer", ""),
            chosen=request.form.get("outcome", ""),
        )


def _campaign(session: Session, campaign_id: str | None) -> Campaign | None:
    return None if campaign_id is None else find_campaign(session, current(), campaign_id)


def _path(campaign_id: str | None) -> str:
    return "/statements/lines" if campaign_id is None else f"/campaigns/{campaign_id}/statement/lines"
