"""A sandbox's own time, where it was moved; and the move, which takes along what waits for it in the ledger."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from service.clock import ahead_by, machine_now
from service.db.base import Moment
from service.db.connect import glancing
from service.db.writing.insert_new import insert_for
from service.jobs.models import Job, SandboxClock

_NONE: Final = timedelta(0)
_AHEAD: Final = select(SandboxClock.ahead_seconds).where(SandboxClock.workspace_id == bindparam("workspace"))
_job: Any = Job.__table__  # a table of the mapping, whose columns mypy does not know
_BRING: Final = (
    update(_job).where(_job.c.id == bindparam("job")).values(run_at=bindparam("due", type_=Moment()), rung_at=None)
)
_ALL: Final = select(SandboxClock.workspace_id, SandboxClock.ahead_seconds).order_by(SandboxClock.workspace_id)


def ahead_of(workspace_id: str) -> timedelta:
    """How far a workspace's clock is ahead of the machine's: nothing, but in a sandbox where it was moved."""
    with glancing() as connection:
        seconds = connection.execute(_AHEAD, {"workspace": workspace_id}).scalar()
    return _NONE if seconds is None else timedelta(seconds=seconds)


def clocks_ahead() -> Mapping[str, timedelta]:
    """Every workspace whose clock was moved, and how far it is ahead."""
    with glancing() as connection:
        return {row.workspace_id: timedelta(seconds=row.ahead_seconds) for row in connection.execute(_ALL)}


@contextmanager
def time_of(workspace_id: str | None) -> Iterator[None]:
    """The block lives in the time of this workspace; in the machine's where it belongs to none."""
    with ahead_by(_NONE if workspace_id is None else ahead_of(workspace_id)):
        yield


def move_ahead(session: Session, workspace_id: str, by: timedelta) -> timedelta:
    """Moves a workspace's clock on; answers how far it is ahead now. What waits for a moment of its time comes due so much earlier
    by the machine's clock, which the ledger keeps. The workspace is locked by the caller.

    Raises ValueError for a step of less than a second: no clock goes back.
    """
    seconds = int(by.total_seconds())
    if seconds < 1:
        raise ValueError("A clock only moves on.")
    wanted = insert_for(session.get_bind().dialect, SandboxClock).values(
        workspace_id=workspace_id, ahead_seconds=seconds
    )
    session.execute(
        wanted.on_conflict_do_update(
            index_elements=["workspace_id"], set_={"ahead_seconds": SandboxClock.ahead_seconds + seconds}
        )
    )
    _bring_forward(session, workspace_id, timedelta(seconds=seconds))
    return timedelta(seconds=session.scalars(_AHEAD, {"workspace": workspace_id}).one())


def _bring_forward(session: Session, workspace_id: str, by: timedelta) -> None:
    """Whatever waits: row by row, as neither database subtracts a span from a moment in the same words. What has come due on the
    way is due now: for the machine nobody has let it wait."""
    now = machine_now()
    waiting = session.execute(
        select(Job.id, Job.run_at).where(Job.workspace_id == workspace_id, Job.state == "pending").with_for_update()
    ).all()
    if waiting:
        due = [{"job": row.id, "due": max(row.run_at - by, min(row.run_at, now))} for row in waiting]
        session.connection().execute(_BRING, due)
