"""What scripts may read of experiments: what is asked, and what may be said. No difference leaves without its interval."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import select

from service.api.endpoint import AnyEndpoint, Call, Endpoint
from service.api.ids import ExperimentId
from service.api.paging import part_of
from service.api.values import Listed, ListQuery, Shown
from service.brain.experiments.labels import verdict
from service.brain.experiments.models import Experiment
from service.brain.experiments.read import read
from service.brain.experiments.set_up import experiments_of, find_experiment


class Difference(Shown):
    """In percentage points, with its 95 % interval."""

    points: float
    low: float
    high: float


class Verdict(Shown):
    """What may be said now. `difference` only where the answers tell one."""

    headline: str
    sentence: str
    difference: Difference | None


class ExperimentShown(Shown):
    """One question with one figure that decides."""

    id: ExperimentId
    name: str
    hypothesis: str
    kind: str
    metric: str
    state: str
    planned: int
    holdout: int
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None


class ExperimentRead(ExperimentShown):
    """The same with its verdict; null while it has not started."""

    verdict: Verdict | None


class Experiments(Listed[ExperimentShown]):
    """Experiments, the first made first."""


def list_experiments(call: Call[ListQuery, None]) -> Experiments:
    """Those of the workspace."""
    seen = [one.id for one in experiments_of(call.session, call.actor)]
    part = part_of(call, select(Experiment).where(Experiment.id.in_(seen)), Experiment.created_at, Experiment.id)
    return Experiments(
        data=part.each(lambda row: ExperimentShown.model_validate(_values(row))),
        next=part.next,
        next_cursor=part.next_cursor,
    )


def read_experiment(call: Call[None, None]) -> ExperimentRead:
    """One experiment with what may be said of it."""
    row = find_experiment(call.session, call.ids["experiment_id"], call.actor)
    return ExperimentRead.model_validate(_values(row) | {"verdict": _verdict(call, row)})


def _values(row: Experiment) -> dict[str, object]:
    return {name: getattr(row, name) for name in ExperimentShown.model_fields}


def _verdict(call: Call[None, None], row: Experiment) -> Verdict | None:
    if row.started_at is None:
        return None
    reading = read(call.session, row, call.at)
    _, headline, sentence = verdict(row, reading)
    found = reading.finding.difference if reading.finding.state in ("helped", "hurt") else None
    told = Difference(points=100 * found.estimate, low=100 * found.low, high=100 * found.high) if found else None
    return Verdict(headline=headline, sentence=sentence, difference=told)


ENDPOINTS: Final[tuple[AnyEndpoint, ...]] = (
    Endpoint(
        "GET", "/experiments", list_experiments, "reports:read", "experiments", "List experiments", Experiments, query=ListQuery
    ),
    Endpoint(
        "GET", "/experiments/{experiment_id}", read_experiment, "reports:read", "experiments", "Read an experiment",
        ExperimentRead,
    ),
)  # fmt: skip
