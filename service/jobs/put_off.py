"""A job whose time has not come: the same row, later. A wait of weeks then leaves one row behind, not one for each look."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import case, update
from sqlalchemy.orm import Session

from service.clock import machine_time
from service.errors import HandpickedError
from service.jobs.act_types import Lease
from service.jobs.models import Job

_SHOWN: Final = 2
"""Failed attempts that are kept: enough to be seen, too few to die of."""


def put_off(session: Session, lease: Lease, until: datetime, error: HandpickedError | None = None) -> None:
    """As an act's effect: the job is pending again until then. With `error` the ledger keeps why, as of a failed attempt, but never
    of so many that the job would die of them: how long it is tried is the act's own to say. Without, it begins anew."""
    put_off_wish(session, lease.kind, lease.subject_id, lease.version, until, error)


def put_off_wish(
    session: Session, kind: str, subject_id: str, version: int, until: datetime, error: HandpickedError | None = None
) -> None:
    """The same for the job that stands for this wish, in the transaction that finishes it."""
    attempt = 0 if error is None else case((Job.attempt > _SHOWN, _SHOWN), else_=Job.attempt)
    session.execute(
        update(Job)
        .where(Job.kind == kind, Job.subject_id == subject_id, Job.version == version)
        .values(
            state="pending",
            run_at=machine_time(until),
            rung_at=None,
            token=None,
            lease_until=None,
            finished_at=None,
            attempt=attempt,
            lease_expiries=0,
            last_error_type=None if error is None else error.code,
            last_error=None if error is None else error.sentence,
        )
        .execution_options(synchronize_session=False)
    )
