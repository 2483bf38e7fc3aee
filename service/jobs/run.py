"""One attempt at one job, from claim to finish. Celery's only task calls this and nothing else."""

from __future__ import annotations

from time import monotonic, sleep
from typing import Final, Literal

import structlog
from sqlalchemy.exc import SQLAlchemyError
from structlog.contextvars import bound_contextvars

from service.config import settings
from service.db.base import utc_now
from service.db.trouble import trouble_behind
from service.errors import Fenced
from service.jobs.act_types import Lease
from service.jobs.claim import claim
from service.jobs.fail import error_code, fail
from service.jobs.finish import finish
from service.jobs.give_back import LONG_SECONDS, give_back
from service.jobs.kinds import kind_of
from service.jobs.lease import kept

Outcome = Literal["not free", "done", "fenced", "pending", "dead"]

ASKED_AGAIN_SECONDS: Final = 0.5
_log = structlog.get_logger()


def run_job(job_id: str, worker: str) -> Outcome:
    """Claims the job for `worker`, does it, and ends the attempt. Two messages for one job are harmless: one finds it not free.

    Raises only where the database is away for longer than the lease; the sweeper then finds the job.
    """
    lease = claim(job_id, worker, utc_now())
    if lease is None:
        return "not free"
    began = monotonic()
    error: Exception | None = None
    outcome: Outcome
    # Every line that is logged on the way says whose it is.
    with bound_contextvars(job=job_id, kind=lease.kind):
        try:
            _do(lease)
            outcome = "done"
        except Fenced:
            outcome = "fenced"
        except Exception as raised:  # whatever an act raises must end in the ledger, not in a dead child
            error = raised
            outcome = _give_up(lease, raised)
    seconds = monotonic() - began
    _log.info(
        "job",
        job=job_id,
        kind=lease.kind,
        attempt=lease.attempt,
        outcome=outcome,
        seconds=round(seconds, 3),
        **({} if error is None else {"error": error_code(error)}),
    )
    if seconds > LONG_SECONDS:
        give_back()
    return outcome


def _do(lease: Lease) -> None:
    kind = kind_of(lease.kind)
    with kept(lease, longest_seconds=kind.hard_seconds):
        effect = kind.act(lease)
    finish(lease, effect, utc_now())


def _give_up(lease: Lease, error: Exception) -> Outcome:
    """While the database is busy or away itself, it is asked again until the lease has run out: else the job would be nobody's for
    so long."""
    until = monotonic() + settings().lease_seconds
    while True:
        try:
            return fail(lease, error, utc_now())
        except Fenced:
            return "fenced"
        except SQLAlchemyError as trouble:
            if trouble_behind(trouble) is None or monotonic() > until:
                raise
        sleep(ASKED_AGAIN_SECONDS)
