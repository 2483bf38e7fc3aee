"""The journal: its months, one of them beside the ledger, its file, and closing it."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from service.books.journal.close import close_month
from service.books.journal.file import ACCOUNTS, download_month
from service.books.journal.ledger import MOST_SHOWN, beside_ledger
from service.books.journal.lines import find_closed, last_closed
from service.books.journal.overview import months_of
from service.books.month import end_of, month_words, read_month
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import RefusedError
from service.workspaces.doors.console_door import signed_in
from service.workspaces.doors.console_session import current

blueprint = Blueprint("journal", __name__)
_PARTS: Final = tuple(ACCOUNTS)


@blueprint.get("/journal")
@signed_in("see_statements", "see_results", "see_everyone")
def show_journal() -> ResponseReturnValue:
    """All months, the youngest first."""
    at = utc_now()
    with reading() as session:
        months = months_of(session, current().workspace_id, at)
    return render_template("console/journal.html", months=months, at=at, month_words=month_words, fault=None)


@blueprint.get("/journal/<month>")
@signed_in("see_statements", "see_results", "see_everyone")
def show_month(month: str) -> ResponseReturnValue:
    """One month: what it books, and the ledger beside it."""
    return _page(month)


@blueprint.post("/journal/<month>.csv")
@signed_in("see_statements", "see_results", "see_everyone", "download")
def send_month(month: str) -> ResponseReturnValue:
    """A month as a file. Each download is written down."""
    try:
        first = read_month(month)
        with transaction() as session:
            data = download_month(session, current(), first, utc_now())
    except RefusedError as error:
        return _page(month, error), error.status
    response = Response(data, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f"attachment; filename=journal-{first:%Y-%m}-{current().workspace_id}.csv"
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.post("/journal/<month>/close")
@signed_in("see_statements", "see_results", "see_everyone", "manage_workspace")
def press_close(month: str) -> ResponseReturnValue:
    """Closes it, for good."""
    try:
        first = read_month(month)
        with transaction() as session:
            close_month(session, current(), first, utc_now())
    except RefusedError as error:
        return _page(month, error), error.status
    return redirect(url_for("journal.show_month", month=month, done="closed"), 303)


def _page(said: str, fault: RefusedError | None = None) -> str:
    at, workspace_id = utc_now(), current().workspace_id
    try:
        month = read_month(said)
    except RefusedError as error:
        return render_template("console/journal.html", months=[], at=at, month_words=month_words, fault=fault or error)
    with reading() as session:
        closed, latest = find_closed(session, workspace_id, month), last_closed(session, workspace_id)
        return render_template(
            "console/journal_month.html",
            month=month,
            words=month_words(month),
            beside=beside_ledger(session, workspace_id, month),
            closed_at=closed.closed_at if closed else None,
            is_over=at >= end_of(month),
            is_passed=closed is None and latest is not None and month <= latest,
            accounts=ACCOUNTS,
            parts=_PARTS,
            most=MOST_SHOWN,
            month_words=month_words,
            done=request.args.get("done") == "closed" and closed is not None,
            fault=fault,
            at=at,
        )
