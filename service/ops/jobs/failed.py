"""What the page of a cause shows and does: the jobs that failed, what running them again would do, and discarding them.

Looking changes nothing. Whatever is done asks again, job by job: what was counted may have been done by somebody else meanwhile.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Row, UnaryExpression, func, literal_column, not_, select
from sqlalchemy.orm import Session

from service.db.page import Page, page_of
from service.errors import Conflict, NotFound
from service.jobs.models import POISON_CRASHES, Job
from service.jobs.pause import pauses
from service.jobs.queue_report import QUARANTINED
from service.jobs.redrive import try_once
from service.ops.jobs.chosen import Chosen, Portion
from service.ops.jobs.discard import Discarded, discard_jobs, look_before, require_reason
from service.ops.jobs.in_portions import go_through
from service.ops.run_jobs_again import run_jobs_again
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act

MOST_AT_ONCE: Final = 10_000
"""One press changes no more: the page is answered while it is waited for."""
LOOKED_AT: Final = 50
"""Of so many it is told before, one by one, whether they may be discarded; the press asks for all."""
EFFECTS: Final[Mapping[str, str]] = {
    "outreach": "Messages",
    "content": "Pages, films and documents",
    "insights": "Pages, films and documents",
    "planning": "Lists, plans and launches",
    "gifting": "Gifts looked at again",
    "safety": "Gifts looked at again",
    "brain": "Decisions",
    "conversation": "Answers",
}
"""Room of a kind -> what its jobs make. What they cost, and whether they still may, each asks when it runs."""


_FAILED: Final = Job.state == literal_column("'dead'")
"""Said in the words of the partial index, not as a parameter, so that it is used."""
_AS_INDEXED: Final = (Job.kind, Job.last_error_type, Job.finished_at, Job.crashes, Job.id)


@dataclass(frozen=True, slots=True)
class Cause:
    """Failed jobs of one kind that died of one thing, or of everything where kind and code are None."""

    kind: str | None
    error_code: str | None

    def where(self, workspace_id: str) -> list[Any]:
        """As conditions that the index of failed jobs answers."""
        found: list[Any] = [_FAILED, Job.workspace_id == workspace_id]
        if self.kind is not None:
            found.append(Job.kind == self.kind)
        if self.error_code is not None:
            found.append(Job.last_error_type == self.error_code if self.error_code else Job.last_error_type.is_(None))
        return found

    def chosen(self, workspace_id: str, job_id: str | None = None) -> Chosen:
        """The same for whoever goes through them."""
        return Chosen(self.kind, self.error_code, None, "dead", workspace_id, job_id)


@dataclass(frozen=True, slots=True)
class RunCount:
    """What running them again would do at this moment: `runs` of `failed`; the others are in quarantine. `held` wait for a paused
    queue. `about` is how long it would take, None where nothing of the kind was done lately."""

    failed: int
    runs: int
    held: int
    effects: Sequence[tuple[str, int]]
    about: timedelta | None

    @property
    def quarantined(self) -> int:
        """Those that a press of their own lets out, one by one."""
        return self.failed - self.runs


def failed_page(session: Session, workspace_id: str, cause: Cause, wanted: str | None, failed: int) -> Page[Row[Any]]:
    """(id, kind, subject, campaign, attempts, most, sentence, finished at, quarantined), the latest first. `failed`: how many there
    are. Raises NotFound where none failed of it."""
    # Which they are is read from the index alone, in its own order; only those of the page are looked up.
    these = select(Job.id).where(*cause.where(workspace_id)).order_by(*_latest(cause))
    page = page_of(session, these, wanted, failed)
    if not page.total:
        raise NotFound("No failed jobs have this cause. Someone may have run them again or discarded them.")
    lines = session.execute(_lines([row.id for row in page.items], cause)).all()
    return Page(lines, page.number, page.total)


def _latest(cause: Cause) -> list[UnaryExpression[Any]]:
    """The latest first, in the order of the index that has them: one for each cause, one for all."""
    is_one = cause.kind is not None and cause.error_code is not None
    return [column.desc() for column in (Job.finished_at, *((Job.crashes,) if is_one else ()), Job.id)]


def _lines(job_ids: Sequence[str], cause: Cause) -> Any:
    """A query; its columns are those that `failed_page` names."""
    return (
        select(
            Job.id, Job.kind, Job.subject_id, Job.campaign_id, Job.attempt, Job.max_attempts, Job.last_error,
            Job.finished_at, QUARANTINED.label("quarantined"),
        )
        .where(Job.id.in_(job_ids))
        .order_by(*_latest(cause))
    )  # fmt: skip


def count_runs(session: Session, workspace_id: str, cause: Cause, at: datetime) -> RunCount:
    """Changes nothing."""
    these = cause.where(workspace_id)
    # Grouped as the indexes are ordered, which saves a sort of all of them; those in quarantine, which are few, have their own.
    by_kind = select(Job.kind, func.count()).where(*these).group_by(Job.kind)
    apart = dict(session.execute(by_kind.where(QUARANTINED)).all())
    rows = [(kind, number, number - apart.get(kind, 0)) for kind, number in session.execute(by_kind)]
    stopped = list(pauses(session, at))
    waiting = select(func.count()).where(*these, Job.queue.in_(stopped), not_(QUARANTINED))
    free = [(kind, number) for kind, _, number in rows if number]
    effects = Counter[str]()
    for kind, number in free:
        effects[EFFECTS.get(kind.partition(".")[0], "Other work")] += number
    return RunCount(
        failed=sum(number for _, number, _ in rows),
        runs=sum(number for _, number in free),
        held=(session.scalar(waiting) or 0) if stopped else 0,  # the index knows no queues
        effects=effects.most_common(),
        about=_time_for(session, free, at),
    )


def _time_for(session: Session, free: Sequence[tuple[str, int]], at: datetime) -> timedelta | None:
    """By what the last jobs of each kind took, one after the other."""
    total = 0.0
    for kind, number in free:
        done = (
            select(Job.started_at, Job.finished_at)
            .where(Job.state == "done", Job.kind == kind, Job.finished_at > at - timedelta(hours=1))
            .order_by(Job.finished_at.desc())
            .limit(20)
        )
        took = [(end - start).total_seconds() for start, end in session.execute(done) if start and end]
        if not took:
            return None
        total += number * sum(took) / len(took)
    return timedelta(seconds=total)


def run_again(cause: Cause, actor: Actor, at: datetime, job_id: str | None = None) -> int:
    """Puts them back into their queues, `MOST_AT_ONCE` of them; answers how many. One in quarantine stays there."""
    done = Counter[str]()

    def act(session: Session, some: Portion) -> int:
        number = run_jobs_again(session, some.kind, some.cause, actor, at, job_ids=some.job_ids)
        done["jobs"] += number
        return number

    go_through(cause.chosen(actor.workspace_id, job_id), MOST_AT_ONCE, act, Job.crashes < POISON_CRASHES)
    return done["jobs"]


def try_alone(session: Session, job_id: str, actor: Actor, at: datetime) -> None:
    """One job of quarantine runs once more. Raises Conflict where it is not there any more."""
    if not try_once(session, actor.workspace_id, job_id, at):
        raise Conflict("This job isn’t in quarantine any more.")
    record_act(session, actor, "jobs.redriven", at, subject_id=job_id, body={"jobs": 1, "quarantined": True})


def would_discard(session: Session, workspace_id: str, cause: Cause, at: datetime) -> Discarded:
    """What discarding would do to the first of them. Changes nothing."""
    ids = session.scalars(
        select(Job.id).where(*cause.where(workspace_id)).order_by(*_AS_INDEXED).limit(LOOKED_AT)
    ).all()
    return look_before(session, ids, workspace_id, at)


def discard(cause: Cause, reason: str, actor: Actor, at: datetime, job_id: str | None = None) -> Discarded:
    """Discards those that may go, of `MOST_AT_ONCE` at most. Raises InvalidInput without a reason."""
    require_reason(reason)
    kept, gone = Counter[tuple[str, str]](), Counter[str]()

    def act(session: Session, some: Portion) -> int:
        found = discard_jobs(session, some.job_ids, reason, actor, at)
        kept.update(found.kept)
        gone["jobs"] += found.jobs
        return len(some.job_ids)

    go_through(cause.chosen(actor.workspace_id, job_id), MOST_AT_ONCE, act)
    return Discarded(gone["jobs"], dict(kept))
