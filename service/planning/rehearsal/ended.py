"""What a rehearsal tells besides its figures once it is over: what its experiment may say, and what its queues did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.brain.experiments.labels import verdict
from service.brain.experiments.models import Experiment
from service.brain.experiments.read import read
from service.jobs.models import Job
from service.jobs.queues import QUEUES
from service.planning.rehearsal.copied.experiment import DEFAULT
from service.planning.rehearsal.models import Rehearsal

_DONE, _DEAD = "done", "dead"
_NOT_ITS_WORK: Final = "planning.rehearse"


@dataclass(frozen=True, slots=True)
class Tested:
    """One experiment: its verdict as its own page words it. `is_added`: the campaign had none of its own."""

    name: str
    shape: str
    headline: str
    sentence: str
    is_added: bool


@dataclass(frozen=True, slots=True)
class Load:
    """What one queue did: jobs, how many failed for good, and in whole seconds how long it was busy and the longest wait."""

    queue: str
    jobs: int
    dead: int
    busy: int
    longest_wait: int


def tested_in(session: Session, rehearsal: Rehearsal) -> Sequence[Tested]:
    """Read as of the moment to which it was played."""
    rows = session.scalars(
        select(Experiment)
        .where(Experiment.workspace_id == rehearsal.workspace_id, Experiment.started_at.is_not(None))
        .order_by(Experiment.kind == "holdout", Experiment.id)
    )
    return [
        Tested(one.name, *verdict(one, read(session, one, rehearsal.played_to)), is_added=one.name == DEFAULT)
        for one in rows
    ]


def load_of(session: Session, rehearsal: Rehearsal) -> list[dict[str, Any]]:
    """The document that `Rehearsal.result` keeps: jobs themselves go after a while."""
    rows = session.execute(
        select(Job.queue, Job.state, Job.run_at, Job.created_at, Job.started_at, Job.finished_at).where(
            Job.workspace_id == rehearsal.workspace_id, Job.kind != _NOT_ITS_WORK
        )
    )
    found: dict[str, dict[str, Any]] = {
        queue: {"queue": queue, "jobs": 0, "dead": 0, "busy": 0.0, "longest_wait": 0.0} for queue in QUEUES
    }
    for queue, state, run_at, created_at, started_at, finished_at in rows:
        one = found[queue]
        one["jobs"] += state in (_DONE, _DEAD)
        one["dead"] += state == _DEAD
        if started_at is None:
            continue
        one["longest_wait"] = max(one["longest_wait"], (started_at - max(run_at, created_at)).total_seconds())
        if finished_at is not None:
            one["busy"] += max(0.0, (finished_at - started_at).total_seconds())
    return [one | {"busy": round(one["busy"], 1), "longest_wait": round(one["longest_wait"], 1)}
            for one in found.values() if one["jobs"]]  # fmt: skip


def load_kept(rehearsal: Rehearsal) -> Sequence[Load]:
    """The same as the page tells it."""
    return [
        Load(QUEUES[one["queue"]], one["jobs"], one["dead"], round(one["busy"]), round(one["longest_wait"]))
        for one in (rehearsal.result or {}).get("load", ())
    ]
