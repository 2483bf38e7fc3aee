"""Rehearsing a campaign: the page before, while it plays, and after."""

from __future__ import annotations

from typing import Final

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from service.clock import machine_now
from service.db.connect import reading, transaction
from service.errors import Conflict, InvalidInput, RefusedError, TooMany
from service.jobs.cancel import cancel_campaign
from service.planning.console import blueprint, own_campaign, step_page
from service.planning.people.step import count_people
from service.planning.rehearsal.ask import KIND, USUAL, ask_for_rehearsal
from service.planning.rehearsal.models import UNDER_WAY, Rehearsal
from service.planning.rehearsal.shown import find_rehearsal, habits_ahead, rehearsals_of, show
from service.workspaces.doors.console_door import signed_in
from service.workspaces.doors.console_session import current, visit_sandbox

_DIGITS: Final = 10
_INSIDE: Final = {
    "results": "/campaigns/{campaign}/results",
    "plan": "/campaigns/{campaign}/plan",
    "experiments": "/experiments",
    "ops": "/ops",
}
"""What the page of a rehearsal leads to in its sandbox."""


@blueprint.get("/campaigns/<campaign_id>/rehearse")
@signed_in("see_campaigns")
def show_rehearse(campaign_id: str) -> ResponseReturnValue:
    """What a rehearsal would play, and the earlier ones."""
    return _before(campaign_id)


@blueprint.post("/campaigns/<campaign_id>/rehearse")
@signed_in("change_campaigns")
def start_rehearsal(campaign_id: str) -> ResponseReturnValue:
    """Asks for one and shows how far it is."""
    try:
        with transaction() as session:
            made = ask_for_rehearsal(
                session, own_campaign(session, campaign_id), _seed(), current().user_id, most=_most()
            )
    except (Conflict, InvalidInput, TooMany) as error:
        return _before(campaign_id, error), error.status
    return redirect(url_for("planning.show_rehearsal", rehearsal_id=made.id), 303)


@blueprint.get("/rehearsals/<rehearsal_id>")
@signed_in("see_campaigns")
def show_rehearsal(rehearsal_id: str) -> ResponseReturnValue:
    """How far it is, or what came of it."""
    with reading() as session:
        shown = show(session, _own(rehearsal_id, session))
    return render_template("console/rehearsal.html", shown=shown)


@blueprint.post("/rehearsals/<rehearsal_id>/stop")
@signed_in("change_campaigns")
def stop_rehearsal(rehearsal_id: str) -> ResponseReturnValue:
    """Ends it where it is; its sandbox can still be visited."""
    with transaction() as session:
        row = session.get_one(Rehearsal, _own(rehearsal_id, session).id, with_for_update=True)
        if row.state in UNDER_WAY:
            row.state, row.ended_at = "stopped", machine_now()
            cancel_campaign(session, row.campaign_id, (KIND,), machine_now())
    return redirect(url_for("planning.show_rehearsal", rehearsal_id=rehearsal_id), 303)


@blueprint.post("/rehearsals/<rehearsal_id>/enter")
@signed_in("see_campaigns")
def enter_rehearsal(rehearsal_id: str) -> ResponseReturnValue:
    """Into its sandbox: at the campaign's results, or what else its page leads to. Raises InvalidInput for any other."""
    leads_to = _INSIDE.get(request.form.get("to", "results"))
    if leads_to is None:
        raise InvalidInput("Choose what to look at inside.", param="to")
    with reading() as session:
        row = _own(rehearsal_id, session)
    visit_sandbox(row.workspace_id)
    return redirect(leads_to.format(campaign=row.campaign_id), 303)


def _seed() -> int:
    typed = request.form.get("seed", "").strip()
    if not (typed.isascii() and typed.isdigit() and len(typed) <= _DIGITS):
        raise InvalidInput("Type a whole number, such as 1.", param="seed")
    return int(typed)


def _most() -> int | None:
    return None if request.form.get("people") == "all" else USUAL


def _own(rehearsal_id: str, session: Session) -> Rehearsal:
    """Of a campaign that whoever is signed in may see, too. Raises NotFound."""
    row = find_rehearsal(session, current(), rehearsal_id)
    if current().workspace_id == row.of_workspace_id:
        own_campaign(session, row.of_campaign_id)
    else:
        own_campaign(session, row.campaign_id)
    return row


def _before(campaign_id: str, error: RefusedError | None = None) -> str:
    with reading() as session:
        campaign = own_campaign(session, campaign_id)
        return step_page(
            session,
            campaign,
            "console/rehearse.html",
            habits=habits_ahead(session, campaign),
            earlier=rehearsals_of(session, campaign),
            error=None if error is None else error.sentence,
            seed=request.form.get("seed", "1"),
            usual=USUAL,
            people=count_people(session, campaign).people,
        )
