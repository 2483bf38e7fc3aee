"""A rehearsal is asked for: a sandbox of its own with a copy of the campaign, and the job that plays it."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any, Final

import numpy as np
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from service.campaigns.charities.models import Charity
from service.campaigns.models import Campaign, CampaignRecipient
from service.campaigns.transitions import DRAFT
from service.catalog.shelf import has_gifts
from service.clock import machine_now
from service.errors import Conflict, InvalidInput, TooMany
from service.jobs.enqueue import enqueue
from service.jobs.models import OPEN, Job
from service.jobs.own_time import move_ahead
from service.planning.rehearsal.copied.experiment import copy_experiments
from service.planning.rehearsal.copied.limits import copy_limits
from service.planning.rehearsal.copied.people import copy_people
from service.planning.rehearsal.copied.rows import copied
from service.planning.rehearsal.copied.shelf import copy_model, copy_shelf
from service.planning.rehearsal.models import UNDER_WAY, Rehearsal
from service.recipients.models import Recipient
from service.security.ids import new_id
from service.workspaces.create_workspace import create_workspace
from service.workspaces.lock import lock_workspace
from service.workspaces.models import Workspace

KIND: Final = "planning.rehearse"
MOST: Final = 20
"""Rehearsals of one campaign that are kept."""
SEED_MOST: Final = 2**31 - 1
USUAL: Final = 100
"""So many people are played unless all are asked for: what takes time is proportional to their number."""
_BEGINS: Final = time(6)
"""UTC, on a working day: before the first invitation may leave anywhere in Europe."""
_SATURDAY: Final = 5
_LEAST: Final = timedelta(days=2)
_TWO_WEEKS: Final = timedelta(days=14)


def ask_for_rehearsal(
    session: Session,
    of: Campaign,
    seed: int,
    user_id: str | None,
    *,
    most: int | None = USUAL,
    rings: bool = True,
) -> Rehearsal:
    """Copies the campaign with its gifts into a sandbox, and invents its people: as many as it has, or `most` of them, drawn by the
    number, and then with so much less budget. `rings`: a worker plays it; else the caller does.

    Raises InvalidInput for a number that there is not, Conflict where the campaign has no people or no gifts, or one of it is under
    way, TooMany.
    """
    at = machine_now()
    if not 0 <= seed <= SEED_MOST:
        raise InvalidInput(f"The number of a rehearsal is from 0 to {SEED_MOST}.", param="seed")
    if most is not None and most < 1:
        raise InvalidInput("A rehearsal needs at least one person.", param="people")
    people = session.scalar(
        select(func.count())
        .select_from(CampaignRecipient)
        .join(Recipient, Recipient.id == CampaignRecipient.recipient_id)
        .where(CampaignRecipient.campaign_id == of.id, Recipient.erased_at.is_(None))
    )
    if not people:
        raise Conflict("There is nobody to rehearse with yet. Upload your people first.")
    if not has_gifts(session, of.workspace_id):
        raise Conflict("You have no gifts yet, so there’s nothing to rehearse. Add gifts first.")
    lock_workspace(session, of.workspace_id)  # of two who press at once, one is heard
    if not rings:
        _end_left_behind(session, of, at)
    number = _next_number(session, of)
    sandbox = create_workspace(session, f"Rehearsal {number}", at, is_sandbox=True)
    sandbox.copy_of = of.workspace_id
    starts = _starts_at(at)
    session.flush()
    chance = np.random.default_rng((seed, 1))
    campaign = _copy_campaign(session, of, sandbox, starts, at)
    products = copy_shelf(session, of.workspace_id, of.id, sandbox.id)
    copy_model(session, of.workspace_id, sandbox.id, products)
    accounts = copy_people(session, of.id, sandbox.id, campaign.id, chance, at, people if most is None else most)
    copy_limits(session, of.workspace_id, sandbox.id, accounts)
    if most is not None and most < people:
        campaign.budget_minor = campaign.budget_minor * most // people
    copy_experiments(session, of, campaign, seed, starts)
    move_ahead(session, sandbox.id, starts - machine_now())
    rehearsal = Rehearsal(
        id=new_id("reh"), workspace_id=sandbox.id, of_workspace_id=of.workspace_id, of_campaign_id=of.id,
        campaign_id=campaign.id, number=number, seed=seed, state="asked", wrong=[], asked_by=user_id,
        asked_at=at, starts_at=starts, played_to=starts, plays_until=campaign.expires_at, habits={}, days=[], happened=[],
    )  # fmt: skip
    session.add(rehearsal)
    session.flush()
    if rings:
        enqueue(session, KIND, rehearsal.id, workspace_id=sandbox.id, campaign_id=campaign.id)
    return rehearsal


def _end_left_behind(session: Session, of: Campaign, at: datetime) -> None:
    """One that a process played by itself and did not end, since it was ended itself: no job would ever go on with it."""
    goes_on = select(Job.subject_id).where(Job.kind == KIND, Job.state.in_(OPEN))
    session.execute(
        update(Rehearsal)
        .where(Rehearsal.of_campaign_id == of.id, Rehearsal.state.in_(UNDER_WAY), Rehearsal.id.not_in(goes_on))
        .values(state="stopped", ended_at=at)
    )


def _next_number(session: Session, of: Campaign) -> int:
    earlier = session.execute(select(Rehearsal.number, Rehearsal.state).where(Rehearsal.of_campaign_id == of.id)).all()
    if any(state in UNDER_WAY for _, state in earlier):
        raise Conflict("A rehearsal of this campaign is being played. Let it end, or stop it.")
    if len(earlier) >= MOST:
        raise TooMany(f"This campaign was rehearsed {MOST} times. That’s as many as we keep.", wait_seconds=3600)
    return 1 + max((number for number, _ in earlier), default=0)


def _starts_at(at: datetime) -> datetime:
    """Tomorrow, or on Monday: equal for all rehearsals of one day, so that the same number plays the same figures."""
    day = at.date() + timedelta(days=1)
    while day.weekday() >= _SATURDAY:
        day += timedelta(days=1)
    return datetime.combine(day, _BEGINS, at.tzinfo)


def _copy_campaign(session: Session, of: Campaign, sandbox: Workspace, starts: datetime, at: datetime) -> Campaign:
    """With its own words, money and rules, as if it had not begun. It is open as many days as the real one is from today; one that
    is over, or nearly, is played as it was."""
    left = of.expires_at - datetime.combine(at.date(), time(0), at.tzinfo)
    lasts = left if left >= _LEAST else _TWO_WEEKS
    until = datetime.combine(starts.date(), time(0), at.tzinfo) + lasts
    changed: dict[str, Any] = {
        "status": DRAFT, "reserved_minor": 0, "captured_minor": 0, "current_match_run_id": None, "films": "asked",
        "approved_match_run_id": None, "approved_by": None, "approved_at": None, "created_at": at, "deleted_at": None,
        "deliver_on": of.deliver_on + (until.date() - of.expires_at.date()), "expires_at": until,
    }  # fmt: skip
    campaign = copied(of, id=new_id("cmp"), workspace_id=sandbox.id, **changed)
    session.add(campaign)
    for row in session.scalars(select(Charity).where(Charity.workspace_id == of.workspace_id)):
        session.add(copied(row, id=new_id("chr"), workspace_id=sandbox.id))
    session.flush()
    return campaign
