"""All people of a workspace, whatever the campaign."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from service.contact.suppressed import REASONS as LIFTING
from service.contact.suppressed import lift
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.planning.console import LONGEST_SEARCH, blueprint
from service.planning.labels import describe_hold, describe_state
from service.planning.people.sound.say import name_sound
from service.planning.people.take_back import REASONS, take_back
from service.planning.people.without_basis import BASIS_WORDS, set_basis
from service.planning.workspace.people_list import list_people
from service.planning.workspace.person import read_person
from service.recipients.special.reads import note_read
from service.workspaces.doors.console_door import signed_in
from service.workspaces.doors.console_session import current


@blueprint.get("/people")
@signed_in("see_people")
def show_everybody() -> ResponseReturnValue:
    """Everybody. What somebody looks for is sent in a form: browsers and proxies keep addresses."""
    return _people_page("", request.args.get("page"))


@blueprint.post("/people")
@signed_in("see_people")
def find_people() -> ResponseReturnValue:
    """Those whose name, company, city or mail address has the words. Changes nothing."""
    return _people_page(request.form.get("q", "").strip()[:LONGEST_SEARCH], request.form.get("page"))


def _people_page(words: str, number: str | None) -> str:
    with reading() as session:
        page = list_people(session, current(), words, number)
    return render_template("console/people.html", page=page, wanted=words)


@blueprint.get("/people/<recipient_id>")
@signed_in("see_people")
def show_person(recipient_id: str) -> ResponseReturnValue:
    """All that is known of one person, and their gifts."""
    actor, at = current(), utc_now()
    with transaction() as session:
        person = read_person(session, actor, recipient_id, at.date())
        sound = name_sound(session, person.recipient, person.account)
        note_read(session, actor.workspace_id, recipient_id, person.special_ids, actor.user_id, at)
    return render_template(
        "console/person.html",
        person=person,
        describe_state=describe_state,
        describe_hold=describe_hold,
        reasons=REASONS,
        lifting=LIFTING,
        bases=BASIS_WORDS,
        sound=sound,
    )


@blueprint.post("/people/<recipient_id>/facts")
@signed_in("see_people", "change_campaigns")
def take_back_fact(recipient_id: str) -> ResponseReturnValue:
    """Takes back what a list said about a person's food."""
    fact_id, reason = request.form.get("fact", ""), request.form.get("reason", "")
    with transaction() as session:
        take_back(session, recipient_id, fact_id, reason, current(), utc_now())
    return redirect(url_for("planning.show_person", recipient_id=recipient_id), 303)


@blueprint.post("/people/<recipient_id>/basis")
@signed_in("see_people", "change_campaigns")
def say_basis(recipient_id: str) -> ResponseReturnValue:
    """Why one person may be written to."""
    with transaction() as session:
        set_basis(session, recipient_id, request.form.get("basis", ""), current(), utc_now())
    return redirect(url_for("planning.show_person", recipient_id=recipient_id), 303)


@blueprint.post("/people/<recipient_id>/address")
@signed_in("see_people", "lift_suppressions")
def lift_suppression(recipient_id: str) -> ResponseReturnValue:
    """Mail may go to an address again that came back."""
    actor, at = current(), utc_now()
    with transaction() as session:
        person = read_person(session, actor, recipient_id, at.date()).recipient
        reason = request.form.get("reason", "")
        lift(session, person.email_hash, reason, actor, at, subject_id=person.id)
    flash("We can send email to this address again. Resend bounced emails from the outbox.")
    return redirect(url_for("planning.show_person", recipient_id=recipient_id), 303)
