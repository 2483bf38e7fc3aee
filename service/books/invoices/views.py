"""The suppliers' invoices: all of them, one beside the ledger, uploading some, taking one out."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from service.books.invoices.keep import find_invoice, keep_invoices, remove_invoice
from service.books.invoices.lines import MOST_LINES
from service.books.invoices.match import CAUSES, match_invoice
from service.books.invoices.overview import list_invoices, not_invoiced
from service.books.invoices.read import read_invoices
from service.books.invoices.read_sheet import COLUMNS
from service.books.journal.file import ACCOUNTS
from service.brain.own_sheet import BadLine
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.db.page import cut
from service.errors import InvalidInput, RefusedError
from service.workspaces.doors.console_door import signed_in
from service.workspaces.doors.console_session import current

blueprint = Blueprint("invoices", __name__)


@blueprint.get("/invoices")
@signed_in("see_statements", "see_results", "see_everyone")
def show_invoices() -> ResponseReturnValue:
    """All invoices, and what was charged that none asks for."""
    return _page()


@blueprint.post("/invoices")
@signed_in("see_statements", "see_results", "see_everyone", "change_gifts")
def press_upload() -> ResponseReturnValue:
    """Keeps every invoice in a file, or none of them where a line is wrong."""
    file, at = request.files.get("file"), utc_now()
    try:
        if file is None or not file.filename:
            raise InvalidInput("Choose a file first.", param="file")
        invoices, bad = read_invoices(file.read(), file.filename)
        if not bad:
            with transaction() as session:
                kept, bad = keep_invoices(session, current(), invoices, at)
                ids = [one.id for one in kept]
        if bad:
            return _page(bad=tuple(bad)), InvalidInput.status
    except RefusedError as error:
        return _page(fault=error), error.status
    if len(ids) == 1:
        return redirect(url_for("invoices.show_invoice", invoice_id=ids[0], done="kept"), 303)
    return redirect(url_for("invoices.show_invoices", done="kept"), 303)


@blueprint.get("/invoices/<invoice_id>")
@signed_in("see_statements", "see_results", "see_everyone")
def show_invoice(invoice_id: str) -> ResponseReturnValue:
    """One invoice, cost by cost beside the ledger."""
    with reading() as session:
        invoice = find_invoice(session, current(), invoice_id)
        lines = match_invoice(session, invoice)
        return render_template(
            "console/invoice.html",
            invoice=invoice,
            page=cut(lines, request.args.get("page")),
            differing=[line for line in lines if not line.is_agreed],
            causes=CAUSES,
            accounts=ACCOUNTS,
            done=request.args.get("done") == "kept",
        )


@blueprint.post("/invoices/<invoice_id>/remove")
@signed_in("see_statements", "see_results", "see_everyone", "change_gifts")
def press_remove(invoice_id: str) -> ResponseReturnValue:
    """Takes it out, so that it can be uploaded again."""
    with transaction() as session:
        remove_invoice(session, current(), invoice_id, utc_now())
    return redirect(url_for("invoices.show_invoices", done="removed"), 303)


def _page(*, fault: RefusedError | None = None, bad: tuple[BadLine, ...] = ()) -> str:
    with reading() as session:
        return render_template(
            "console/invoices.html",
            page=list_invoices(session, current().workspace_id, request.args.get("page")),
            waiting=not_invoiced(session, current().workspace_id, request.args.get("waiting")),
            columns=COLUMNS,
            most=MOST_LINES,
            done=request.args.get("done"),
            fault=fault,
            bad=bad,
        )
