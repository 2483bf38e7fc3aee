"""One attempt at one job, from claim to finish. Celery's only task calls this and nothing else."""

from __future__ import annotations

from contextlib import ExitStack
from time import monotonic, sleep
from typing import Final, Literal

import structlog
from billiard.exceptions import SoftTimeLimitExceeded
from sqlalchemy.exc import SQLAlchemyError
from structlog.contextvars import bound_contextvars

from service.clock import machine_now
from service.config import settings
from service.db.trouble import trouble_behind
from service.errors import Fenced
from service.jobs.act_types import Lease
from service.jobs.asked_in import MARK
from service.jobs.claim import claim
from service.jobs.fail import error_code, fail
from service.jobs.finish import finish, finish_and_claim
from service.jobs.give_back import LONG_SECONDS, give_back
from service.jobs.kinds import kind_of, registered
from service.jobs.lease import kept
from service.jobs.own_time import time_of
from service.tracing.spans import span

Outcome = Literal["not free", "done", "fenced", "pending", "dead"]

ASKED_AGAIN_SECONDS: Final = 0.5
TOGETHER_SECONDS: Final = 0.5
"""So long a process goes on with what is due, for one message."""
TOGETHER_SHARE: Final = 0.05
"""And never longer than this part of a job's time limit."""
_log = structlog.get_logger()


class Interrupted(Exception):
    """A job was cut short inside whatever it just did, perhaps a library that was setting itself up. Its end is told; but what this
    process holds in memory may be half made, and no later job should meet it."""


def run_job(job_id: str, worker: str) -> Outcome:
    """Claims the job for `worker`, does it, and ends the attempt. Two messages for one job are harmless: one finds it not free.

    Raises where the database is away for longer than the lease (the sweeper then finds the job), and Interrupted.
    """
    lease = claim(job_id, worker, machine_now())
    return "not free" if lease is None else _attempt(lease, None)[0]


def run_jobs(job_id: str, worker: str) -> int:
    """The same for a worker that was rung for: as long as the next job in the queue is of the same kind, it is taken with the end
    of the one before, in one transaction and without a message. Answers how many were done.

    Not for long, so that other queues have their turn and the process is looked after; each job still has its time limit, less
    the little that was used up before it. Raises Interrupted where this process must take no further job.
    """
    lease, done = claim(job_id, worker, machine_now()), 0
    if lease is None:
        return 0
    until = monotonic() + min(TOGETHER_SECONDS, _soft_seconds(lease.kind) * TOGETHER_SHARE)
    while lease is not None:
        outcome, lease = _attempt(lease, job_id if monotonic() < until else None)
        done += outcome == "done"
    return done


def _attempt(lease: Lease, rung_for: str | None) -> tuple[Outcome, Lease | None]:
    """How it ended, and the next lease where one was taken for `rung_for`'s message."""
    began = monotonic()
    error: Exception | None = None
    outcome: Outcome
    following: Lease | None = None
    # Every line that is logged on the way says whose it is.
    whose = {"job": lease.job_id, "kind": lease.kind, "campaign": lease.campaign_id, MARK: lease.request_id}
    named = {name: value for name, value in whose.items() if value}
    traced = {f"handpicked.{name}": value for name, value in named.items()} | {"handpicked.attempt": lease.attempt}
    with bound_contextvars(**named), span("job", traced, of_request=lease.request_id) as tracing:
        with ExitStack() as stack:
            try:
                stack.enter_context(time_of(lease.workspace_id))
                following = _do(lease, rung_for)
                outcome = "done"
            except Fenced:
                outcome = "fenced"
            except Exception as raised:  # whatever an act raises must end in the ledger, not in a dead child
                error = raised
                outcome = _give_up(lease, raised)
        seconds = monotonic() - began
        tracing.note({"handpicked.outcome": outcome, "error.type": None if error is None else error_code(error)})
        _log.info(
            "job",
            **named,
            attempt=lease.attempt,
            outcome=outcome,
            seconds=round(seconds, 3),
            **({} if error is None else {"error": error_code(error)}),
        )
    if error is not None and was_interrupted(error):
        raise Interrupted
    if seconds > LONG_SECONDS:
        give_back()
    return outcome, following


def was_interrupted(error: BaseException) -> bool:
    """Whether the error, or one behind it, came from outside at any place: a time limit, or memory that ran out."""
    seen: set[int] = set()
    behind: BaseException | None = error
    while behind is not None and id(behind) not in seen:
        if isinstance(behind, SoftTimeLimitExceeded | MemoryError):
            return True
        seen.add(id(behind))
        behind = behind.__cause__ or behind.__context__
    return False


def _do(lease: Lease, rung_for: str | None) -> Lease | None:
    kind = kind_of(lease.kind)
    began = monotonic()
    with kept(lease, longest_seconds=kind.hard_seconds):
        effect = kind.act(lease)
    if rung_for is None or monotonic() - began > TOGETHER_SECONDS:
        finish(lease, effect, machine_now())
        return None
    return finish_and_claim(lease, effect, machine_now(), rung_for)


def _give_up(lease: Lease, error: Exception) -> Outcome:
    """While the database is busy or away itself, it is asked again until the lease has run out: else the job would be nobody's for
    so long."""
    until = monotonic() + settings().lease_seconds
    while True:
        try:
            return fail(lease, error, machine_now())
        except Fenced:
            return "fenced"
        except SQLAlchemyError as trouble:
            if trouble_behind(trouble) is None or monotonic() > until:
                raise
        sleep(ASKED_AGAIN_SECONDS)


def _soft_seconds(kind: str) -> float:
    """The time limit of a kind; 0 for one that this process does not know, which is then alone."""
    known = registered().get(kind)
    return 0.0 if known is None else known.soft_seconds
