"""Own gifts come in: the sheet to fill, its upload, what is wrong with it cell by cell, and the shelf that comes of it."""

from __future__ import annotations

from typing import Any, Final

from flask import Response, flash, redirect, render_template, request, send_file
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from service.catalog.models import PendingGifts
from service.catalog.sample_shelf import remove_sample, sample_catalog, take_sample
from service.catalog.sheets.found import GiftSheet
from service.catalog.sheets.pending import (
    NO_ANSWERS,
    Answers,
    answers_of,
    find_sheet,
    import_sheet,
    keep_answers,
    keep_sheet,
    read_gifts,
    read_pending,
    require_sheet,
    with_answers,
)
from service.catalog.sheets.template import TEMPLATE, template_csv
from service.catalog.shelf import has_gifts
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import Conflict, InvalidInput, RefusedError
from service.planning.console import blueprint
from service.planning.gifts.check_page import (
    OTHER,
    SHOWN,
    SKIP,
    columns_shown,
    describe_sheet,
    marked_sheet,
    read_answers,
    words_of,
)
from service.planning.gifts.given import products_in_plans
from service.planning.gifts.imported import last_import, open_draft
from service.workspaces.doors.console_door import signed_in
from service.workspaces.doors.console_session import current
from service.workspaces.models import Workspace

SAMPLE_SHOWN: Final = (
    "HP-0050", "HP-0157", "HP-0168", "HP-0377", "HP-0289", "HP-0201", "HP-0256", "HP-0278", "HP-0399", "HP-0245", "HP-0234",
    "HP-0366",
)  # fmt: skip
"""Of the sample's products, those whose pictures stand for it."""


@blueprint.get("/gifts/upload")
@signed_in("see_gifts")
def show_gift_upload() -> ResponseReturnValue:
    """The three ways to a shelf."""
    return upload_page()


@blueprint.get("/gifts/sheet.xlsx")
@signed_in("see_gifts")
def gift_sheet() -> ResponseReturnValue:
    """The sheet to fill in."""
    return send_file(TEMPLATE, as_attachment=True, download_name="handpicked-gifts.xlsx")


@blueprint.get("/gifts/sheet.csv")
@signed_in("see_gifts")
def gift_sheet_csv() -> ResponseReturnValue:
    """The same as CSV."""
    return _csv(template_csv(), "handpicked-gifts.csv")


@blueprint.post("/gifts/upload")
@signed_in("change_gifts")
def upload_gifts() -> ResponseReturnValue:
    """Keeps a sheet until it is imported; one that cannot be read is told on the page."""
    file = request.files.get("file")
    name = file.filename if file is not None else None
    try:
        if file is None or not name:
            raise InvalidInput("Choose a file first.", param="file")
        data = file.read()
        at = utc_now()
        read_gifts(data, name, NO_ANSWERS, at.date())
        with transaction() as session:
            keep_sheet(session, current(), data, name, at)
    except InvalidInput as error:
        return upload_page(error, name), error.status
    return redirect("/gifts/check", 303)


@blueprint.get("/gifts/check")
@signed_in("see_gifts")
def check_gifts() -> ResponseReturnValue:
    """The sheet that waits: what stops it, and what was read without asking."""
    with reading() as session:
        pending = find_sheet(session, current().workspace_id)
    if pending is None:
        return redirect("/gifts", 303)
    return _check_page(pending, answers_of(pending))


@blueprint.get("/gifts/check.csv")
@signed_in("see_gifts")
def download_marked_sheet() -> ResponseReturnValue:
    """The sheet that waits, with a column that says what is wrong."""
    with reading() as session:
        pending = find_sheet(session, current().workspace_id)
    if pending is None:
        return redirect("/gifts", 303)
    sheet = read_pending(pending, answers_of(pending), utc_now().date())
    return _csv(marked_sheet(sheet), "gifts-to-fix.csv")


@blueprint.post("/gifts/check")
@signed_in("change_gifts")
def answer_gifts() -> ResponseReturnValue:
    """Takes the answers; where nothing stops the sheet any more, it is on the shelf with the same press.

    Raises Conflict where the sheet was replaced or answered in another window meanwhile.
    """
    actor, at = current(), utc_now()
    sheet_id = request.form.get("sheet", "")
    given = read_answers(request.form)
    with reading() as session:
        seen = find_sheet(session, actor.workspace_id)
    if seen is None or seen.id != sheet_id:
        raise Conflict("This sheet was replaced in another window. Look at the new one first.")
    before = answers_of(seen)
    answers = with_answers(before, read_pending(seen, before, at.date()), given.cells, given.skip, given.settled)
    sheet = read_pending(seen, answers, at.date())
    with transaction() as session:
        pending = require_sheet(session, actor.workspace_id, sheet_id)
        if pending.answers != seen.answers:
            raise Conflict("This sheet was answered in another window just now. Look at it again.")
        if not sheet.is_whole:
            keep_answers(pending, answers)
        else:
            import_sheet(session, sheet, answers.settled, actor, at)
            session.delete(pending)
    return redirect("/gifts/imported" if sheet.is_whole else "/gifts/check", 303)


@blueprint.post("/gifts/check/drop")
@signed_in("change_gifts")
def drop_gift_sheet() -> ResponseReturnValue:
    """The sheet that was on the page is forgotten; nothing of it is on the shelf. One that came in its place meanwhile stays."""
    with transaction() as session:
        pending = find_sheet(session, current().workspace_id)
        if pending is not None and pending.id == request.form.get("sheet", pending.id):
            session.delete(pending)
    return redirect("/gifts/upload", 303)


@blueprint.get("/gifts/imported")
@signed_in("see_gifts")
def show_imported() -> ResponseReturnValue:
    """What the last sheet put on the shelf, and the way on to people."""
    with reading() as session:
        imported = last_import(session, current().workspace_id)
        draft = open_draft(session, current())
    if imported is None:
        return redirect("/gifts", 303)
    return render_template("console/gifts_imported.html", imported=imported, draft=draft)


@blueprint.post("/gifts/sample")
@signed_in("change_gifts")
def use_sample() -> ResponseReturnValue:
    """The sample's products on the shelf."""
    entries = sample_catalog()
    with transaction() as session:
        added = take_sample(session, entries, current(), utc_now())
    flash(
        f"{added:,} sample gifts are on your shelf, counting each version."
        if added
        else "The sample was on your shelf already."
    )
    return redirect("/gifts", 303)


@blueprint.post("/gifts/sample/remove")
@signed_in("change_gifts")
def drop_sample() -> ResponseReturnValue:
    """The sample's products off the shelf."""
    actor = current()
    with transaction() as session:
        given = products_in_plans(session, actor.workspace_id)
        removed = remove_sample(session, given, actor, utc_now())
    flash(f"{removed:,} sample gifts are gone, counting each version. Your own are as they were.")
    return redirect("/gifts", 303)


def upload_page(error: RefusedError | None = None, refused: str | None = None) -> str:
    """The three ways; `refused` is the name of the file that `error` is about."""
    with reading() as session:
        return render_template("console/gifts_upload.html", **_ways(session), error=error, refused=refused)


def _ways(session: Session) -> dict[str, Any]:
    workspace_id = current().workspace_id
    return {
        "is_empty": not has_gifts(session, workspace_id),
        "workspace": session.scalar(select(Workspace.name).where(Workspace.id == workspace_id)),
        "pending": find_sheet(session, workspace_id),
        "sample": SAMPLE_SHOWN,
    }


def _check_page(pending: PendingGifts, answers: Answers) -> str:
    sheet: GiftSheet = read_pending(pending, answers, utc_now().date())
    return render_template(
        "console/gifts_check.html",
        pending=pending,
        sheet=sheet,
        columns=columns_shown(sheet),
        told=describe_sheet(sheet),
        shown=SHOWN,
        other=OTHER,
        skip=SKIP,
        words_of=words_of,
    )


def _csv(text: str, name: str) -> Response:
    answer = Response(text, mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
