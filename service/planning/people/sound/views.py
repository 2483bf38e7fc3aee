"""The form on a person's page in which a seller writes how the name sounds."""

from __future__ import annotations

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from service.db.base import utc_now
from service.db.connect import transaction
from service.planning.console import blueprint
from service.planning.people.sound.say import say_name
from service.workspaces.doors.console_door import signed_in
from service.workspaces.doors.console_session import current


@blueprint.post("/people/<recipient_id>/sound")
@signed_in("see_people", "change_campaigns")
def say_sound(recipient_id: str) -> ResponseReturnValue:
    """How films say one person's name."""
    with transaction() as session:
        say_name(session, recipient_id, request.form.get("like", ""), current(), utc_now())
    return redirect(url_for("planning.show_person", recipient_id=recipient_id), 303)
