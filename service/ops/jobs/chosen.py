"""Which jobs are meant: by kind, cause, queue, state and workspace; listed, counted, and gone through some at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, func, literal_column, select
from sqlalchemy.orm import Session

from service.errors import InvalidInput
from service.jobs.kinds import registered
from service.jobs.models import STATES, Job
from service.jobs.queues import QUEUES

PORTION: Final = 200
"""Jobs of one transaction: no lock is held for long, and what was done stays done."""
_CAUSE: Final = func.coalesce(Job.last_error_type, literal_column("''"))


@dataclass(frozen=True, slots=True)
class Chosen:
    """A job is meant where it is all of these; None: any."""

    kind: str | None = None
    cause: str | None = None
    queue: str | None = None
    state: str | None = None
    workspace_id: str | None = None
    job_id: str | None = None

    @property
    def conditions(self) -> list[ColumnElement[bool]]:
        """The same as conditions of a query."""
        wanted = (
            (Job.kind, self.kind), (_CAUSE, self.cause), (Job.queue, self.queue), (Job.state, self.state),
            (Job.workspace_id, self.workspace_id), (Job.id, self.job_id),
        )  # fmt: skip
        return [column == value for column, value in wanted if value is not None]


@dataclass(frozen=True, slots=True)
class JobGroup:
    """So many jobs of one kind that ended, or last failed, for one cause; the cause is empty where nothing failed."""

    kind: str
    cause: str
    queue: str
    state: str
    jobs: int


@dataclass(frozen=True, slots=True)
class JobLine:
    """One job as a list shows it: ids and codes. `ended_at` is None while somebody will do it."""

    id: str
    kind: str
    cause: str
    queue: str
    state: str
    workspace_id: str | None
    campaign_id: str | None
    subject_id: str
    version: int
    attempt: int
    max_attempts: int
    due_at: datetime
    ended_at: datetime | None


def require_known(session: Session, chosen: Chosen) -> None:
    """Raises InvalidInput for a kind, queue or state that cannot be, so that a typing error isn’t taken for "there are none".

    A kind that only an older version knew is known as long as one of its jobs is kept.
    """
    if chosen.state is not None and chosen.state not in STATES:
        raise InvalidInput(f"There’s no state “{chosen.state}”. The states are {_listed(STATES)}.", param="state")
    if chosen.queue is not None and chosen.queue not in QUEUES:
        raise InvalidInput(
            f"There’s no queue “{chosen.queue}”. The queues are {_listed(tuple(QUEUES))}.", param="queue"
        )
    if chosen.kind is None or chosen.kind in registered():
        return
    if session.scalar(select(Job.id).where(Job.kind == chosen.kind).limit(1)) is None:
        raise InvalidInput(
            f"There’s no kind of job “{chosen.kind}”. To see the kinds that failed: handpicked jobs list", param="kind"
        )


def count_groups(session: Session, chosen: Chosen, *also: ColumnElement[bool]) -> list[JobGroup]:
    """The jobs that are meant by kind, cause, queue and state, most jobs first."""
    of = (Job.kind, _CAUSE, Job.queue, Job.state)
    rows = session.execute(select(*of, func.count()).where(*chosen.conditions, *also).group_by(*of))
    groups = [JobGroup(*row) for row in rows]
    return sorted(groups, key=lambda one: (-one.jobs, one.kind, one.cause, one.queue, one.state))


def list_jobs(session: Session, chosen: Chosen, most: int) -> list[JobLine]:
    """The jobs that are meant, the latest to end or to be due first, `most` of them."""
    when = func.coalesce(Job.finished_at, Job.run_at)
    rows = session.execute(
        select(
            Job.id, Job.kind, _CAUSE, Job.queue, Job.state, Job.workspace_id, Job.campaign_id, Job.subject_id, Job.version,
            Job.attempt, Job.max_attempts, Job.run_at, Job.finished_at,
        )
        .where(*chosen.conditions)
        .order_by(when.desc(), Job.id)
        .limit(most)
    )  # fmt: skip
    return [JobLine(*tuple[Any, ...](row)) for row in rows]


@dataclass(frozen=True, slots=True)
class Portion:
    """Some jobs of one workspace, kind and cause: what one line of the audit log tells of."""

    workspace_id: str | None
    kind: str
    cause: str
    job_ids: Sequence[str]


def portions(session: Session, chosen: Chosen, after: str, *also: ColumnElement[bool]) -> list[Portion]:
    """The next `PORTION` jobs that are meant, in the order of their ids from `after` on, by workspace, kind and cause. Empty where
    there are no more."""
    rows = session.execute(
        select(Job.id, Job.workspace_id, Job.kind, _CAUSE)
        .where(*chosen.conditions, *also, Job.id > after)
        .order_by(Job.id)
        .limit(PORTION)
    ).all()
    found: dict[tuple[str | None, str, str], list[str]] = {}
    for job_id, workspace_id, kind, cause in rows:
        found.setdefault((workspace_id, kind, cause), []).append(job_id)
    return [Portion(*of, ids) for of, ids in found.items()]


def last_of(some: Sequence[Portion]) -> str:
    """Where the next ones begin."""
    return max(portion.job_ids[-1] for portion in some)


def _listed(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}"
