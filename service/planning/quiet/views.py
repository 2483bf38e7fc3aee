"""The page of times of quiet: who is, set by a press or a sheet, lifted, checked again; and which CRM stages mean it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from service.brain.own_sheet import BadLine
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import InvalidInput, RefusedError
from service.gifting.quiet_stages import MOST as MOST_STAGES
from service.gifting.quiet_stages import Stage, set_stages, stages_of
from service.planning.console import blueprint
from service.planning.quiet.read_sheet import COLUMNS, MOST_LINES, read_quiet
from service.planning.quiet.rules import (
    REASONS,
    find_about,
    list_quiet,
    press_lift,
    press_prolong,
    press_set,
    wanted_of,
)
from service.planning.quiet.take_sheet import take_sheet
from service.workspaces.doors.console_door import signed_in
from service.workspaces.doors.console_session import current

DONE = {
    "set": "Nothing goes to them from now on but safety notices and recalls.",
    "ahead": "From that day on nothing goes to them but safety notices and recalls.",
    "lifted": "The quiet has ended. What waited goes on by itself.",
    "over": "It had ended before.",
    "kept": "It still holds, until you check it again.",
    "uploaded": "All times of quiet in the sheet are set.",
    "stages": "The stages are saved.",
}


@blueprint.get("/quiet")
@signed_in("see_people")
def show_quiet() -> ResponseReturnValue:
    """Who is quiet, and until when."""
    return _page(done=DONE.get(request.args.get("done", "")))


@blueprint.post("/quiet")
@signed_in("see_people", "change_campaigns")
def press_quiet() -> ResponseReturnValue:
    """Sets one, lifts one (`lift`), or says that one still holds (`keep`, with `review`)."""
    form, at = request.form, utc_now()

    def act(session: Session) -> str:
        if form.get("lift"):
            return "lifted" if press_lift(session, current(), form["lift"], at) else "over"
        if form.get("keep"):
            press_prolong(session, current(), form["keep"], _day("review") or at.date(), at)
            return "kept"
        about = find_about(session, current(), form.get("account", ""), form.get("email", ""))
        wanted = wanted_of(
            form.get("reason", ""), form.get("source", ""), _day("from"), _day("until"), _day("review"), at
        )
        press_set(session, current(), about, wanted, at)
        return "set" if wanted.begins_at <= at else "ahead"

    return _press(act)


@blueprint.post("/quiet/sheet")
@signed_in("see_people", "change_campaigns")
def press_quiet_sheet() -> ResponseReturnValue:
    """A sheet of them. Every line that is wrong is named by its row, and then none is set."""
    file = request.files.get("file")
    try:
        if file is None or not file.filename:
            raise InvalidInput("Choose a file first.", param="file")
        good, bad = read_quiet(file.read(), file.filename)
        with transaction() as session:
            taken = take_sheet(session, current(), good, bad, utc_now())
    except RefusedError as error:
        return _page(fault=error), error.status
    if taken.bad:
        return _page(bad=taken.bad), InvalidInput.status
    return redirect(url_for("planning.show_quiet", done="uploaded"), 303)


@blueprint.post("/quiet/stages")
@signed_in("see_people", "change_rules")
def press_quiet_stages() -> ResponseReturnValue:
    """Which stages of the CRM mean quiet; a line whose name is empty is left out."""
    form = request.form
    lines = zip(form.getlist("stage"), form.getlist("stage_reason"), form.getlist("stage_days"), strict=False)
    wanted = [Stage(name, reason, _whole(days)) for name, reason, days in lines if name.strip()]

    def act(session: Session) -> str:
        set_stages(session, current(), wanted, utc_now())
        return "stages"

    return _press(act)


def _press(act: Callable[[Session], str]) -> ResponseReturnValue:
    try:
        with transaction() as session:
            done = act(session)
    except RefusedError as error:
        return _page(fault=error), error.status
    return redirect(url_for("planning.show_quiet", done=done), 303)


def _page(*, done: str | None = None, fault: RefusedError | None = None, bad: tuple[BadLine, ...] = ()) -> str:
    with reading() as session:
        stages = stages_of(session, current().workspace_id)
        return render_template(
            "console/quiet.html",
            lines=list_quiet(session, current(), utc_now()),
            reasons=REASONS,
            stages=stages,
            empty=min(2, MOST_STAGES - len(stages)),
            columns=COLUMNS,
            most=MOST_LINES,
            done=done,
            fault=fault,
            bad=bad,
            # A page of a company leads here with its name.
            said=request.form or request.args,
        )


def _day(name: str) -> date | None:
    text = request.form.get(name, "").strip()
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise InvalidInput("Choose a day.", param=name) from None


def _whole(text: str) -> int:
    text = text.strip()
    return int(text) if text.isdecimal() and len(text) < 5 else 0
