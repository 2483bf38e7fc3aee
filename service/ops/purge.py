"""What is forgotten of the work itself, in small portions: jobs that ended long ago and can be asked for by nobody again.

The ledger's unique key (kind, subject, version) keeps work from being done twice, so a job that ended is also a memory. It goes
only where nothing relies on that memory: while a campaign goes on, the newest job of each kind and subject stays, however old.
Afterwards whoever asked anew would find what the act itself left behind: a mail has its own key, a rendition its version, a gift
its state. The audit rebuilds everything from the history of gifts and the money ledger; of jobs it asks only for those that
explain why something was never made, and these stay.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, and_, delete, exists, or_, select
from sqlalchemy.orm import Session, aliased

from service.campaigns.models import Campaign
from service.campaigns.transitions import CLOSED
from service.db.connect import transaction
from service.gifting.redraw import KINDS
from service.jobs.models import OVER, UNDONE, Job
from service.jobs.row_sweep import Due, RowSweep
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act

ENDED_KEPT: Final = timedelta(days=30)
"""Jobs that are done or were cancelled."""
DEAD_KEPT: Final = timedelta(days=180)
"""Jobs that failed for good: somebody may still want to run them again."""
EXPLAINED: Final = ("planning.launch", *sorted({f"content.{kind}" for kinds in KINDS.values() for kind in kinds}))
"""Kinds of which one that died or was cancelled is the only trace of why what they were to make is not there."""
CANDIDATES: Final = 2000
"""The oldest are gone through first, so many at a time; whoever has most of them has most of them purged."""


def _ended(at: datetime) -> Due:
    return _oldest(*_ended_long_ago(at), _unneeded(at))


def _dead(at: datetime) -> Due:
    return _oldest(*_dead_long_ago(at), _unneeded(at))


def is_due(at: datetime) -> ColumnElement[bool]:
    """Over Job: it ended long ago and nobody will ask for it again, whatever its state."""
    return and_(or_(and_(*_ended_long_ago(at)), and_(*_dead_long_ago(at))), _unneeded(at))


def purge_jobs(session: Session, job_ids: Sequence[str], actor: Actor | None, at: datetime) -> int:
    """Deletes those of the actor's jobs that are due, before their sweep comes to them; answers how many. `actor` None: jobs that
    belong to no workspace."""
    workspace_id = None if actor is None else actor.workspace_id
    gone = delete(Job).where(Job.id.in_(job_ids), Job.workspace_id == workspace_id, is_due(at)).returning(Job.id)
    number = len(session.scalars(gone.execution_options(synchronize_session=False)).all())
    if number:
        record_act(session, actor, "jobs.purged", at, body={"jobs": number})
    return number


def _ended_long_ago(at: datetime) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return Job.state.in_(OVER), Job.finished_at <= at - ENDED_KEPT


def _dead_long_ago(at: datetime) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return Job.state == "dead", Job.finished_at <= at - DEAD_KEPT


def _unneeded(at: datetime) -> ColumnElement[bool]:
    return or_(_superseded(), and_(~_goes_on(at), ~_explains()))


def _explains() -> ColumnElement[bool]:
    """It says why something never came (a page that could not be drawn, a wave that never set out), and the audit asks for it."""
    return and_(Job.kind.in_(EXPLAINED), Job.state.in_(UNDONE))


def _oldest(*which: ColumnElement[bool]) -> Due:
    found = (
        select(Job.id, Job.workspace_id, Job.finished_at)
        .where(*which)
        .order_by(Job.finished_at)
        .limit(CANDIDATES)
        .subquery()
    )
    return select(found.c.id, found.c.workspace_id, found.c.finished_at)


def _goes_on(at: datetime) -> ColumnElement[bool]:
    """Its campaign may still ask for something; a closed one, or one that is over as long as a job is kept, does not."""
    return exists().where(
        Campaign.id == Job.campaign_id, Campaign.status != CLOSED, Campaign.expires_at > at - ENDED_KEPT
    )


def _superseded() -> ColumnElement[bool]:
    newer = aliased(Job)
    return exists().where(newer.kind == Job.kind, newer.subject_id == Job.subject_id, newer.version > Job.version)


def _purge(job_ids: Sequence[str], states: tuple[str, ...]) -> int:
    """A job that somebody has run again since we looked stays."""
    with transaction() as session:
        gone = delete(Job).where(Job.id.in_(job_ids), Job.state.in_(states)).returning(Job.id)
        return len(session.scalars(gone.execution_options(synchronize_session=False)).all())


purge_ended_jobs: Final = RowSweep(
    "ended jobs purged",
    _ended,
    lambda job_id, _at: _purge([job_id], OVER),
    portion=lambda job_ids, _at: _purge(job_ids, OVER),
    by_machine=True,
)
purge_dead_jobs: Final = RowSweep(
    "dead jobs purged",
    _dead,
    lambda job_id, _at: _purge([job_id], ("dead",)),
    portion=lambda job_ids, _at: _purge(job_ids, ("dead",)),
    by_machine=True,
)
