"""Plays a rehearsal, a little at each call: choose, launch, make, then the clock from step to step until the campaign is over.

Everything is done by the acts that do it everywhere: the plan by the planner, mails by the ledger, ends by the sweeps, presses by
the gift's pages. Only who presses is invented, and only the clock jumps.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from math import ceil
from typing import Final, Literal

from sqlalchemy.orm import Session

from service.app.rehearsal.invented.habits import draw_habits
from service.app.rehearsal.invented.people import act_until
from service.app.rehearsal.invented.supplier import deliver_parcels
from service.app.rehearsal.work import open_jobs, sweep
from service.campaigns.models import Campaign
from service.clock import machine_now, utc_now
from service.db.connect import reading, transaction
from service.errors import HandpickedError
from service.gifting.models import MatchRun
from service.jobs.own_time import move_ahead, time_of
from service.planning.launch.ready import ready_gifts
from service.planning.launch.waves import request_launch
from service.planning.plan.approve import approve_plan
from service.planning.plan.choose import PLAN, request_plan, works_on
from service.planning.plan.expectation.own_rates import own_rates
from service.planning.rehearsal.ended import load_of
from service.planning.rehearsal.figures import end_of_day, figures_of
from service.planning.rehearsal.models import UNDER_WAY, Rehearsal
from service.workspaces.actor import Actor
from service.workspaces.lock import lock_workspace

STEP: Final = timedelta(hours=4)
_SWEEPS_AFTER: Final = timedelta(minutes=30)
"""Between what people do and what is swept: so no sweep depends on how many seconds a machine took for the people."""
_SETTLES_FOR: Final = timedelta(days=2)
"""Played on after the campaign's end: until the last undo window has closed and the last parcel has left."""
Turn = Literal["wait", "more", "over"]


def turn(rehearsal_id: str) -> Turn:
    """One part of it. `wait`: the sandbox's jobs have to be done first; `over`: it has ended, whichever way."""
    with reading() as session:
        rehearsal = session.get_one(Rehearsal, rehearsal_id)
    if rehearsal.state not in UNDER_WAY:
        return "over"
    with time_of(rehearsal.workspace_id):
        if open_jobs(rehearsal.workspace_id):
            return "wait"
        if rehearsal.state == "asked":
            _choose(rehearsal)
        elif rehearsal.state == "choosing":
            _launch(rehearsal)
        elif rehearsal.state == "making":
            _begin(rehearsal)
        else:
            return _step(rehearsal)
    return "more"


def fail(rehearsal_id: str, error: HandpickedError) -> None:
    """It cannot be played to its end; why is kept."""
    with transaction() as session:
        row = session.get_one(Rehearsal, rehearsal_id, with_for_update=True)
        if row.state in UNDER_WAY:
            row.state, row.problem, row.ended_at = "failed", error.sentence, machine_now()


def _actor(rehearsal: Rehearsal) -> Actor:
    return Actor(rehearsal.workspace_id, rehearsal.asked_by, "owner")


def _choose(rehearsal: Rehearsal) -> None:
    with transaction() as session:
        row = session.get_one(Rehearsal, rehearsal.id, with_for_update=True)
        rates = own_rates(session, row.of_workspace_id, machine_now())
        row.habits, row.state = draw_habits(rates, row.seed), "choosing"
        request_plan(session, session.get_one(Campaign, row.campaign_id), utc_now())


def _launch(rehearsal: Rehearsal) -> None:
    """Approved and launched at once, to everybody: what a plan stands for."""
    with transaction() as session:
        campaign = session.get_one(Campaign, rehearsal.campaign_id)
        if campaign.current_match_run_id is None:
            if not works_on(session, campaign, PLAN):
                raise HandpickedError("No plan could be made for this campaign. Choose gifts for it first, to see why.")
            return
        row = session.get_one(Rehearsal, rehearsal.id, with_for_update=True)
        run = session.get_one(MatchRun, campaign.current_match_run_id)
        row.forecast, row.state = (run.forecast or {}).get("ahead"), "making"
        approve_plan(session, campaign, run.id, _actor(row), utc_now())
        if ready_gifts(session, campaign, 1):
            request_launch(session, campaign, None, _actor(row), utc_now())


def _begin(rehearsal: Rehearsal) -> None:
    """All pages, papers and mails are made by now; the clock stands where the first step ends."""
    with transaction() as session:
        row = session.get_one(Rehearsal, rehearsal.id, with_for_update=True)
        row.state = "playing"


def _step(rehearsal: Rehearsal) -> Turn:
    until = rehearsal.played_to + STEP
    if rehearsal.played_to >= rehearsal.plays_until + _SETTLES_FOR:
        with transaction() as session:
            _end(session, rehearsal)
        return "over"
    if rehearsal.phase == 0:
        _move_to(rehearsal, until)
        with time_of(rehearsal.workspace_id):
            act_until(rehearsal, until, STEP)
        _note(rehearsal, phase=1)
    else:
        _move_to(rehearsal, until + _SWEEPS_AFTER)
        with time_of(rehearsal.workspace_id):
            sweep(rehearsal.workspace_id, machine_now(), (until - rehearsal.starts_at) // STEP)
            deliver_parcels(rehearsal, utc_now())
        _note(rehearsal, phase=0, played_to=until)
    return "more"


def _move_to(rehearsal: Rehearsal, to: datetime) -> None:
    """The sandbox's clock on to that moment, where it is not past it already."""
    with transaction() as session:
        lock_workspace(session, rehearsal.workspace_id)
        with time_of(rehearsal.workspace_id):
            by = to - utc_now()
        if by > timedelta(0):
            # Whole seconds, and never short of it: what is due at that very moment is due now, whatever the machine's second is.
            move_ahead(session, rehearsal.workspace_id, timedelta(seconds=ceil(by.total_seconds())))


def _note(rehearsal: Rehearsal, *, phase: int, played_to: datetime | None = None) -> None:
    with transaction() as session:
        row = session.get_one(Rehearsal, rehearsal.id, with_for_update=True)
        row.phase = phase
        if played_to is None:
            return
        is_new_day = played_to.date() != row.played_to.date()
        row.played_to = played_to
        if is_new_day:
            row.days = [*row.days, end_of_day(session, row)]


def _end(session: Session, rehearsal: Rehearsal) -> None:
    row = session.get_one(Rehearsal, rehearsal.id, with_for_update=True)
    row.result = figures_of(session, row) | {"load": load_of(session, row)}
    row.state, row.ended_at = "played", machine_now()
