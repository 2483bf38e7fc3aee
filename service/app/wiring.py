"""The one table of work: which act does a kind of job, on which queue, within which limits; and what is swept how often.

Acts are named by path and imported at their first job, so that a worker loads only what its own queues need: the solver's compiler
lives in the worker that plans and nowhere else, the film encoder in the worker that films.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from importlib import import_module
from typing import Any, Final

from celery import Celery
from sqlalchemy.orm import Session

from service.app.log import configure_logging
from service.config import settings
from service.jobs.acts import Act, Effect, JobKind, Lease, Sweep
from service.jobs.celery_task import with_task
from service.jobs.kinds import register
from service.jobs.pulse import sweep_lost_workers
from service.jobs.worker_life import WorkerLife


def act_at(path: str) -> Act:
    """The act at `module:function`, imported when first called."""

    def act(lease: Lease) -> Effect | None:
        return _named(path)(lease)  # type: ignore[no-any-return]

    return act


def sweep_at(path: str) -> Callable[[datetime], int]:
    """The sweep at `module:function`, imported when first called."""

    def sweep(at: datetime) -> int:
        return int(_named(path)(at))

    return sweep


def told_at(path: str) -> Callable[[Session, str, str], None]:
    """Who is told of a dead job, at `module:function`, imported when first called."""

    def tell(session: Session, subject_id: str, code: str) -> None:
        _named(path)(session, subject_id, code)

    return tell


def _named(path: str) -> Callable[..., Any]:
    module, _, name = path.partition(":")
    found: Callable[..., Any] = getattr(import_module(module), name)
    return found


ACTS: Final[dict[str, str]] = {
    "planning.plan": "service.planning.plan:plan_campaign_job",
    "planning.launch": "service.planning.launch:launch_wave_job",
    "gifting.redecide": "service.planning.redecide:redecide_job",
    "content.microsite": "service.content.produce:produce_job",
    "content.statement": "service.content.produce:produce_job",
    "content.mail": "service.content.produce:produce_job",
    "content.video": "service.content.produce:produce_job",
    "content.shred": "service.content.shred:shred_job",
    "outreach.invite": "service.outreach.invite:invite_job",
    "outreach.send": "service.outreach.send:send_job",
}

KINDS: Final[tuple[JobKind, ...]] = (
    JobKind("planning.plan", act_at(ACTS["planning.plan"]), "decide", soft_seconds=600, hard_seconds=660),
    JobKind("planning.launch", act_at(ACTS["planning.launch"]), "decide", soft_seconds=300, hard_seconds=330),
    JobKind("gifting.redecide", act_at(ACTS["gifting.redecide"]), "decide", soft_seconds=60, hard_seconds=90),
    JobKind("content.microsite", act_at(ACTS["content.microsite"]), "render", soft_seconds=60, hard_seconds=90),
    JobKind("content.statement", act_at(ACTS["content.statement"]), "render", soft_seconds=60, hard_seconds=90),
    JobKind("content.mail", act_at(ACTS["content.mail"]), "render", soft_seconds=60, hard_seconds=90),
    JobKind("content.video", act_at(ACTS["content.video"]), "video", soft_seconds=240, hard_seconds=300),
    JobKind("content.shred", act_at(ACTS["content.shred"]), "default", max_attempts=8),
    JobKind("outreach.invite", act_at(ACTS["outreach.invite"]), "mail", max_attempts=8),
    JobKind("outreach.send", act_at(ACTS["outreach.send"]), "mail", max_attempts=8, soft_seconds=60, hard_seconds=90),
)

SWEEPS_AT: Final[dict[str, tuple[str, float]]] = {
    "gifts expired": ("service.gifting.expire:expire_gifts", 60),
    "soft holds ended": ("service.gifting.soft_holds:end_soft_holds", 15),
    "decisions settled": ("service.gifting.settle:settle_decided", 30),
    "addresses erased": ("service.recipients.erase_addresses:erase_due_addresses", 3600),
    "mail with unknown outcome": ("service.outreach.send:find_stuck_mail", 30),
}

SWEEPS: Final[tuple[Sweep, ...]] = (
    *(Sweep(name, every, sweep_at(path)) for name, (path, every) in SWEEPS_AT.items()),
    Sweep("lost workers forgotten", 3600, sweep_lost_workers),
)


def register_all() -> None:
    """Makes the kinds known to the ledger. Every door (web, worker, sweeper, command line) does this once at its start."""
    register({kind.name: kind for kind in KINDS})


def worker_app() -> Celery:
    """The Celery app as a worker needs it: kinds, the one task, logs, and what surrounds a worker's life."""
    configure_logging(settings().log_level)
    register_all()
    WorkerLife().attach()
    return with_task()
