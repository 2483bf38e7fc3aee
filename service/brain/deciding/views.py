"""The pages of what was decided: the log, and one person with everything that says why."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from service.brain.deciding import labels as words
from service.brain.deciding.acts.thank import say_thanked
from service.brain.deciding.log import WHATS, What, read_log
from service.brain.deciding.show import decide_again, shown_for, thread_of
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.decisions.next_action.decide import Ranked
from service.recipients.names import person_name
from service.workspaces.doors.console_door import signed_in
from service.workspaces.doors.console_session import current

blueprint = Blueprint("deciding", __name__)


@blueprint.get("/decisions")
@signed_in("see_people")
def show_decisions() -> ResponseReturnValue:
    """The log of the last 28 days."""
    wanted = request.args.get("what")
    what: What = wanted if wanted in WHATS else "all"
    with reading() as session:
        log = read_log(session, current(), utc_now(), what, request.args.get("page"))
        return render_template("console/decisions.html", log=log, what=what, words=words, name_of=person_name)


@blueprint.get("/people/<recipient_id>/next")
@signed_in("see_people")
def show_next(recipient_id: str) -> ResponseReturnValue:
    """What is best for one person, as it was decided last. Looking decides nothing."""
    with reading() as session:
        person, shown = shown_for(session, current(), recipient_id)
        factors = () if shown is None else factors_that_differ(shown.weighed.decision.ranked)
        return render_template(
            "console/next.html",
            person=person,
            shown=shown,
            words=words,
            factors=factors,
            name_of=person_name,
            thread=None if shown is None else thread_of(session, shown.weighed.decision.winner.action.about),
        )


@blueprint.post("/people/<recipient_id>/next")
@signed_in("see_people", "change_campaigns")
def press_decide(recipient_id: str) -> ResponseReturnValue:
    """Decides anew."""
    with transaction() as session:
        decide_again(session, current(), recipient_id, utc_now())
    return redirect(url_for("deciding.show_next", recipient_id=recipient_id), 303)


@blueprint.post("/people/<recipient_id>/thanked")
@signed_in("see_people", "change_campaigns")
def press_thanked(recipient_id: str) -> ResponseReturnValue:
    """Somebody has thanked them."""
    with transaction() as session:
        say_thanked(session, current(), recipient_id, utc_now())
    return redirect(url_for("deciding.show_next", recipient_id=recipient_id), 303)


def factors_that_differ(ranked: tuple[Ranked, ...]) -> tuple[str, ...]:
    """The names of the factors that take more than one value among actions: a constant one says nothing and is not printed."""
    acting = [one for one in ranked if one.action.kind != "nothing"]
    names = ("chance", "context", "worth", "lever")
    return tuple(
        name for name in names if len(acting) == 1 or len({round(getattr(one, name), 2) for one in acting}) > 1
    )
