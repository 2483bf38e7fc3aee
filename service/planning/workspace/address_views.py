"""The form that corrects a person's mail address, with what follows from it said before the press."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import InvalidInput
from service.planning.console import blueprint
from service.planning.launch.figures import FiguresChanged
from service.planning.people.without_basis import BASIS_WORDS
from service.planning.workspace.address import FIELDS, correct_address, find_correctable, open_gifts
from service.planning.workspace.person import read_person
from service.workspaces.doors.console_door import signed_in
from service.workspaces.doors.console_session import current


@blueprint.get("/people/<recipient_id>/email")
@signed_in("see_people", "change_campaigns")
def show_address(recipient_id: str) -> ResponseReturnValue:
    """The address, and what a new one would mean for their gifts. Changes nothing."""
    return _page(recipient_id, dict.fromkeys(FIELDS, ""))


@blueprint.post("/people/<recipient_id>/email")
@signed_in("see_people", "change_campaigns")
def press_address(recipient_id: str) -> ResponseReturnValue:
    """Corrects it."""
    typed = {name: request.form.get(name, "") for name in FIELDS}
    try:
        with transaction() as session:
            found = correct_address(session, recipient_id, typed, request.form.get("seen", ""), current(), utc_now())
    except (InvalidInput, FiguresChanged) as refused:
        return _page(recipient_id, typed, refused), refused.status
    links = len(found.renewed) + len(found.asked)
    flash(
        "The address is corrected. The old links no longer work; the new ones go out as soon as they may."
        if links
        else "The address is corrected. No gift of theirs waits for an answer, so no email is sent."
    )
    return redirect(url_for("planning.show_person", recipient_id=recipient_id), 303)


def _page(recipient_id: str, typed: dict[str, str], refused: InvalidInput | FiguresChanged | None = None) -> str:
    at = utc_now()
    with reading() as session:
        find_correctable(session, current(), recipient_id)
        person = read_person(session, current(), recipient_id, at.date())
        return render_template(
            "console/address.html",
            person=person,
            found=open_gifts(session, person.recipient, at),
            typed=typed,
            refused=refused,
            wrong=refused.param if isinstance(refused, InvalidInput) else None,
            bases=BASIS_WORDS,
        )
