"""The page on which what people ask about their own data is noted, answered in time, and ended."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from service.campaigns.sight import people_of
from service.clock import utc_now
from service.db.connect import reading, transaction
from service.errors import Conflict, InvalidInput, NotFound
from service.ops.data_requests.page import KINDS, count_open, requests_of
from service.ops.erase_someone import erase_someone
from service.recipients.models import Recipient
from service.recipients.names import person_name
from service.recipients.requests.keep import asked_on, end_request, find_request, note_request
from service.workspaces.doors.console_door import signed_in
from service.workspaces.doors.console_session import current

blueprint = Blueprint("data_requests", __name__)
_PAGE = "/data-requests"


@blueprint.get(_PAGE)
@signed_in("see_people", "operate")
def show_requests() -> ResponseReturnValue:
    """Those that wait, or those that ended; with a form where a person is named in the address."""
    return _page()


@blueprint.post(_PAGE)
@signed_in("see_people", "operate")
def note() -> ResponseReturnValue:
    """Somebody asked for something. What can't be taken stays in its field."""
    at = utc_now()
    try:
        with transaction() as session:
            person = _person(session, request.form.get("person", ""))
            asked_at = asked_on(_day(request.form.get("asked_on", "")), at)
            noted = note_request(session, person, request.form.get("kind", ""), asked_at, current(), at)
            due = noted.due_at
    except (Conflict, InvalidInput) as error:
        return _page(error), error.status
    flash(f"Noted. An answer is due by {due:%-d %B %Y}.")
    return redirect(_PAGE, 303)


@blueprint.post(f"{_PAGE}/<data_request_id>")
@signed_in("see_people", "operate")
def press_request(data_request_id: str) -> ResponseReturnValue:
    """One of them ends: erased, done, withdrawn or refused. Raises NotFound for another workspace's."""
    outcome, at = request.form.get("outcome", ""), utc_now()
    try:
        with transaction() as session:
            found = find_request(session, current(), data_request_id, people_of(current()))
            if outcome == "erase":
                _erase(session, found.kind, found.recipient_id)
            else:
                end_request(session, found, outcome, current(), at)
    except (Conflict, InvalidInput) as error:
        return _page(error), error.status
    flash("Erased. Only ids and sums are left." if outcome == "erase" else "Ended. The audit log has it.")
    return redirect(_PAGE, 303)


def _erase(session: Session, kind: str, recipient_id: str) -> None:
    if kind != "erase":
        raise InvalidInput("They didn’t ask for that.", param="outcome")
    if request.form.get("sure") != "yes":
        raise InvalidInput("Tick that you’ve checked who asked: an erasure can’t be undone.", param="sure")
    erase_someone(session, recipient_id, current(), utc_now())


def _page(error: Conflict | InvalidInput | None = None) -> str:
    at, ended = utc_now(), request.args.get("show") == "ended"
    with reading() as session:
        named = request.form.get("person") or request.args.get("person", "")
        person = _person(session, named) if named else None
        waiting, overdue = count_open(session, current(), at)
        return render_template(
            "console/data_requests.html",
            page=requests_of(session, current(), at, ended=ended, wanted=request.args.get("page")),
            ended=ended,
            waiting=waiting,
            overdue=overdue,
            person=person,
            name=person_name(person) if person else "",
            kinds=KINDS,
            today=at.date(),
            error=error,
            typed=request.form,
        )


def _person(session: Session, recipient_id: str) -> Recipient:
    """Whom it concerns. Raises NotFound for another workspace's, and for nobody."""
    found = session.scalar(select(Recipient).where(Recipient.id == recipient_id, people_of(current())))
    if found is None:
        raise NotFound("There’s no such person.")
    return found


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise InvalidInput("Choose the day on which they asked.", param="asked_on") from None
