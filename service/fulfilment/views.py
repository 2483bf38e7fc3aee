"""The list of parcels to pack, what is printed for them, and what becomes of each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Final

from flask import Blueprint, Response, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from renderers.errors import RenderError
from service.db.base import utc_now
from service.db.connect import transaction
from service.errors import Conflict, InvalidInput, NotFound, Unsafe
from service.fulfilment.labels import labels
from service.fulfilment.mailed import mail_code
from service.fulfilment.packing import have_looked_at, pack_some, unpack
from service.fulfilment.pick_list import see_pick_list
from service.fulfilment.reader import views as reader_views
from service.fulfilment.run_out import run_out
from service.fulfilment.slip import packing_slips
from service.fulfilment.statuses.read_statuses import read_statuses
from service.fulfilment.statuses.record_statuses import record_statuses
from service.gifting.find import find_gift
from service.gifting.fulfil import mark_delivered, mark_failed, mark_lost, mark_returned, mark_shipped
from service.gifting.models import RecipientGift
from service.recipients.postal.carriage import keep_carriage
from service.recipients.postal.carriers import CARRIERS, read_carriage
from service.workspaces.actor import Actor
from service.workspaces.doors.console_door import signed_in
from service.workspaces.doors.console_session import current

blueprint = Blueprint("fulfilment", __name__)
blueprint.register_blueprint(reader_views.blueprint)
MARKS: Final[dict[str, Callable[[Session, RecipientGift, Actor, datetime], None]]] = {
    "shipped": mark_shipped,
    "delivered": mark_delivered,
    "returned": mark_returned,
    "lost": mark_lost,
    "failed": mark_failed,
    "run-out": run_out,
    "unpacked": unpack,
}
_ASKS: Final = frozenset({"returned", "lost", "failed", "run-out"})
"""Marks after which ops is asked where the piece is."""
_SHOWN: Final = 50
"""Lines of a file that a page names as wrong."""


@blueprint.get("/ops/pick-list")
@signed_in("pack_parcels")
def show_pick_list() -> ResponseReturnValue:
    """Addresses: for the ops role alone. An owner of the sending side is still the sending side. Looking is written down."""
    with transaction() as session:
        found = see_pick_list(session, current(), utc_now(), request.args.get("page"))
    return render_template("console/pick_list.html", found=found, page=found.page, carriers=_carriers())


@blueprint.post("/ops/pick-list/<gift_id>/<mark>")
@signed_in("pack_parcels")
def mark_parcel(gift_id: str, mark: str) -> ResponseReturnValue:
    """Somebody tells what became of a parcel. Raises NotFound for a mark that there is not, InvalidInput for a carrier, number
    or day that cannot be read."""
    if mark not in {*MARKS, "mailed"}:
        raise NotFound("A parcel can be shipped, delivered, returned or lost, its order can fail, or its item run out.")
    actor = current()
    said = read_carriage(request.form.get("carrier", ""), request.form.get("tracking", ""))
    try:
        with transaction() as session:
            gift = find_gift(session, actor.workspace_id, gift_id)
            if mark == "mailed":
                mail_code(session, gift, request.form.get("code", ""), actor, utc_now())
            elif mark == "run-out":
                run_out(session, gift, actor, utc_now(), _day(request.form.get("day", "")))
            else:
                MARKS[mark](session, gift, actor, utc_now())
            if mark == "shipped":
                keep_carriage(session, gift.id, said.carrier, said.tracking)
    except Unsafe as error:
        have_looked_at(actor.workspace_id, gift_id)
        flash(error.sentence)
    except InvalidInput as error:
        if mark != "mailed":
            raise
        flash(error.sentence)
    if mark in _ASKS:
        return redirect("/ops/incidents", 303)
    return _back()


@blueprint.post("/ops/pick-list/packed")
@signed_in("pack_parcels")
def press_packed() -> ResponseReturnValue:
    """The ticked parcels are packed, each with the batch typed beside it; the others stay."""
    ticked = [gift_id for gift_id in request.form.getlist("gift") if gift_id]
    if not ticked:
        flash("Tick the parcels that you have packed.")
        return _back()
    packed, refused = pack_some(
        {gift_id: request.form.get(f"batch-{gift_id}", "") for gift_id in ticked[:_SHOWN]}, current(), utc_now()
    )
    flash(f"{packed} packed." if packed else "Nothing was packed.")
    for sentence in refused:
        flash(sentence)
    return _back()


@blueprint.post("/ops/pick-list/slips.pdf")
@signed_in("pack_parcels")
def print_slips() -> ResponseReturnValue:
    """Packing slips and cards of the parcels named, as one file. It holds addresses, so printing is written down."""
    try:
        body = packing_slips(request.form.getlist("gift"), current(), utc_now())
    except (InvalidInput, Conflict, Unsafe) as error:
        flash(error.sentence)
        return _back()
    except RenderError as error:
        flash(f"The packing slip can’t be printed: {error}")
        return _back()
    return _file(body, "application/pdf", "packing-slips.pdf")


@blueprint.post("/ops/pick-list/labels.csv")
@signed_in("pack_parcels")
def download_labels() -> ResponseReturnValue:
    """Labels of the parcels named. Each download is written down."""
    try:
        body = labels(request.form.getlist("gift"), current(), utc_now())
    except (InvalidInput, Conflict, Unsafe) as error:
        flash(error.sentence)
        return _back()
    except RenderError as error:
        flash(f"The labels can’t be written: {error}")
        return _back()
    return _file(body, "text/csv; charset=utf-8", "labels.csv")


@blueprint.get("/ops/pick-list/statuses")
@signed_in("pack_parcels")
def show_statuses() -> ResponseReturnValue:
    """Where a file about parcels is uploaded."""
    return render_template("console/parcel_statuses.html", error=None, recorded=None, shown=_SHOWN)


@blueprint.post("/ops/pick-list/statuses")
@signed_in("pack_parcels")
def read_parcel_file() -> ResponseReturnValue:
    """A file that says what became of parcels. Every line that is wrong is named, and then nothing of it is done."""
    file = request.files.get("file")
    try:
        if file is None or not file.filename:
            raise InvalidInput("Choose a file first.", param="file")
        good, bad = read_statuses(file.read(), file.filename)
    except InvalidInput as error:
        page = render_template("console/parcel_statuses.html", error=error, recorded=None, shown=_SHOWN)
        return page, error.status
    recorded = record_statuses(good, bad, current(), utc_now())
    page = render_template("console/parcel_statuses.html", error=None, recorded=recorded, shown=_SHOWN)
    return page, InvalidInput.status if recorded.bad else 200


def _day(typed: str) -> date | None:
    """A day as a browser sends it; None where none is known. Raises InvalidInput."""
    if not typed.strip():
        return None
    try:
        return date.fromisoformat(typed.strip())
    except ValueError:
        raise InvalidInput("Type the day as year-month-day, or leave it empty.", param="day") from None


def _carriers() -> list[str]:
    return [carrier.name for carrier in CARRIERS.values()]


def _file(body: bytes, media_type: str, name: str) -> Response:
    response = Response(body, content_type=media_type)
    response.headers["Content-Disposition"] = f"attachment; filename={name}"
    response.headers["Cache-Control"] = "no-store"
    return response


def _back() -> ResponseReturnValue:
    page = request.args.get("page", "")
    return redirect(f"/ops/pick-list?page={page}" if page.isdecimal() and page.isascii() else "/ops/pick-list", 303)
