"""How far a campaign's work is: a SELECT of states, never a counter that could drift."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.clock import machine_time
from service.jobs.models import Job

PACE_OVER: Final = timedelta(minutes=2)
FEWEST_FOR_PACE: Final = 5


@dataclass(frozen=True, slots=True)
class KindProgress:
    """One kind's jobs in one campaign, by state."""

    kind: str
    pending: int = 0
    running: int = 0
    done: int = 0
    dead: int = 0
    canceled: int = 0

    @property
    def wanted(self) -> int:
        """All jobs that were not taken back."""
        return self.pending + self.running + self.done + self.dead

    @property
    def open(self) -> int:
        """Jobs that wait or run."""
        return self.pending + self.running


def progress(session: Session, campaign_id: str, kinds: Iterable[str] | None = None) -> list[KindProgress]:
    """The campaign's jobs by kind and state, in the kinds' order of name; only `kinds` where they are given."""
    query = select(Job.kind, Job.state, func.count()).where(Job.campaign_id == campaign_id)
    if kinds is not None:
        query = query.where(Job.kind.in_(list(kinds)))
    counts: dict[str, dict[str, int]] = {}
    for kind, state, number in session.execute(query.group_by(Job.kind, Job.state)):
        counts.setdefault(kind, {})[state] = number
    return [KindProgress(kind, **counts[kind]) for kind in sorted(counts)]


def done_about(session: Session, campaign_id: str, at: datetime) -> datetime | None:
    """When the campaign's open jobs will be done, if each kind goes on as in the last two minutes.

    None where nothing is open, or where a kind with open jobs has done too few to tell.
    """
    open_kinds = {one.kind: one.open for one in progress(session, campaign_id) if one.open}
    paces = [_pace(session, kind, machine_time(at)) for kind in open_kinds]
    if not open_kinds or None in paces:
        return None
    # Kinds run side by side on their own queues, so the slowest decides.
    seconds = max(number / pace for number, pace in zip(open_kinds.values(), paces, strict=True) if pace is not None)
    return at + timedelta(seconds=seconds)


def _pace(session: Session, kind: str, at: datetime) -> float | None:
    """Jobs of this kind done per second of late, whoever's they were: they share the workers."""
    done, first = session.execute(
        select(func.count(), func.min(Job.started_at)).where(
            Job.kind == kind, Job.state == "done", Job.finished_at > at - PACE_OVER
        )
    ).one()
    if done < FEWEST_FOR_PACE or first is None:
        return None
    return float(done / max((at - max(first, at - PACE_OVER)).total_seconds(), 0.001))
