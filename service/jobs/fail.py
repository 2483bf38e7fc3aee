"""Ending an attempt badly: again later, or never again."""

from __future__ import annotations

import random
import traceback
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, Literal

from sqlalchemy import update
from sqlalchemy.orm import Session

from service.config import CHECKOUT
from service.db.connect import transaction
from service.db.disk import want_behind
from service.db.trouble import trouble_behind
from service.errors import Conflict, HandpickedError, PermanentError, RefusedError
from service.jobs.act_types import Lease
from service.jobs.kinds import registered
from service.jobs.lease import fenced, holds
from service.jobs.models import Job

FIRST_WAIT_SECONDS: Final = 2.0
LONGEST_WAIT_SECONDS: Final = 600.0
NO_ROOM_WAIT: Final = timedelta(seconds=15)

AfterFailure = Literal["pending", "dead"]


def fail(lease: Lease, error: BaseException, at: datetime) -> AfterFailure:
    """Puts the job back with a later run_at, or declares it dead. Raises Fenced where the lease is lost.

    For want of room on the disk, or where the database was busy or away, no job dies and none waits long: it is tried again every
    few seconds.
    """
    not_its_fault = want_behind(error) is not None or trouble_behind(error) is not None
    with transaction() as session:
        row = session.execute(
            update(Job)
            .where(holds(lease.job_id, lease.token))
            .values(token=None, lease_until=None, last_error_type=error_code(error), last_error=error_sentence(error))
            .returning(Job.attempt, Job.max_attempts, Job.lease_expiries)
            .execution_options(synchronize_session=False)
        ).one_or_none()
        if row is None:
            raise fenced(lease.job_id)
        failures = row.attempt - row.lease_expiries
        if not not_its_fault and (is_permanent(error) or failures >= row.max_attempts):
            dead_letter(session, lease.job_id, lease.kind, lease.subject_id, error_code(error), at)
            return "dead"
        session.execute(
            update(Job)
            .where(Job.id == lease.job_id)
            .values(
                state="pending",
                run_at=at + _wait(error, failures),
                rung_at=None,
                attempt=Job.attempt - (0 if trouble_behind(error) is None else 1),
            )
            .execution_options(synchronize_session=False)
        )
        return "pending"


def _wait(error: BaseException, failures: int) -> timedelta:
    if want_behind(error) is not None:
        return NO_ROOM_WAIT
    return wait_before_retry(1 if trouble_behind(error) is not None else failures)


def dead_letter(session: Session, job_id: str, kind: str, subject_id: str, code: str, at: datetime) -> None:
    """Declares the job dead and tells its kind, in the caller's transaction, which has changed the job's row already."""
    session.execute(
        update(Job)
        .where(Job.id == job_id)
        .values(state="dead", token=None, lease_until=None, finished_at=at)
        .execution_options(synchronize_session=False)
    )
    known = registered().get(kind)
    if known is not None and known.on_dead is not None:
        known.on_dead(session, subject_id, code)


def is_permanent(error: BaseException) -> bool:
    """True where trying again cannot help. A conflict is a race somebody else won, and races end."""
    return isinstance(error, PermanentError | RefusedError) and not isinstance(error, Conflict)


def wait_before_retry(failures: int, chance: float | None = None) -> timedelta:
    """Doubles with every failure up to ten minutes; `chance` (0 to 1, by default random) spreads it over half to whole."""
    longest = min(FIRST_WAIT_SECONDS * 2 ** (failures - 1), LONGEST_WAIT_SECONDS)
    share = random.random() if chance is None else chance  # noqa: S311 spreads load, hides nothing
    return timedelta(seconds=longest * (0.5 + share / 2))


def error_code(error: BaseException) -> str:
    """What failures are grouped by: our own errors' code, else the class's name."""
    return error.code if isinstance(error, HandpickedError) else type(error).__name__


def error_sentence(error: BaseException) -> str:
    """Our own sentence, else the place it happened: a foreign error's message may quote a person's values."""
    if isinstance(error, HandpickedError):
        return error.sentence
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if Path(frame.filename).is_relative_to(CHECKOUT / "service")]
    for frame in reversed(ours or frames):
        return f"{type(error).__name__} in {frame.name}, {Path(frame.filename).name} line {frame.lineno}"
    return type(error).__name__
