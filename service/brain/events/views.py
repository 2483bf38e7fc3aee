"""The page on which what people did elsewhere comes in by a sheet."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.brain.events.happened import COLUMNS, FROM_OUTSIDE
from service.brain.events.models import PersonEvent
from service.brain.events.read_sheet import read_events
from service.brain.events.take import Taken, take_events
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import InvalidInput, RefusedError
from service.workspaces.doors.console_door import signed_in
from service.workspaces.doors.console_session import current

blueprint = Blueprint("events", __name__)
_SHOWN: Final = 30


@blueprint.get("/events")
@signed_in("change_rules")
def show_events() -> ResponseReturnValue:
    """What came in, by kind, and where a sheet is uploaded."""
    return _page()


@blueprint.post("/events")
@signed_in("change_rules")
def press_events() -> ResponseReturnValue:
    """A sheet of events. Every line that is wrong is named by its row, and then nothing of it is kept."""
    at, file = utc_now(), request.files.get("file")
    try:
        if file is None or not file.filename:
            raise InvalidInput("Choose a file first.", param="file")
        good, bad = read_events(file.read(), file.filename, at)
        with transaction() as session:
            taken = take_events(session, current(), good, bad, at)
    except RefusedError as error:
        return _page(error=error), error.status
    return _page(taken=taken), InvalidInput.status if taken.bad else 200


@blueprint.get("/events/sheet.csv")
@signed_in("change_rules")
def send_sheet() -> ResponseReturnValue:
    """The empty sheet, with every column."""
    response = Response("\ufeff" + ",".join(COLUMNS) + "\r\n", content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = "attachment; filename=events.csv"
    return response


def _page(*, taken: Taken | None = None, error: RefusedError | None = None) -> str:
    with reading() as session:
        return render_template(
            "console/brain/events.html", taken=taken, error=error, shown=_SHOWN, counts=_counts(session)
        )


def _counts(session: Session) -> dict[str, int]:
    """How many came in of each kind that the sender reports itself; what people do on their own pages is not counted here."""
    rows = session.execute(
        select(PersonEvent.kind, func.count())
        .where(PersonEvent.workspace_id == current().workspace_id, PersonEvent.kind.in_(FROM_OUTSIDE))
        .group_by(PersonEvent.kind)
    )
    return dict.fromkeys(FROM_OUTSIDE, 0) | {kind: number for kind, number in rows}
