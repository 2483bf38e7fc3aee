"""How much work each workspace has: counts only, never what is in it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.jobs.models import OPEN, Job
from service.ops.verdict import LATE_AFTER
from service.workspaces.models import Workspace


@dataclass(frozen=True, slots=True)
class WorkspaceLoad:
    """One workspace's jobs at one instant."""

    name: str
    is_sandbox: bool
    open: int
    due: int
    oldest_due: timedelta | None
    failed: int

    @property
    def is_late(self) -> bool:
        """Whether its oldest due job has waited for too long."""
        return self.oldest_due is not None and self.oldest_due >= LATE_AFTER


def loads(session: Session, at: datetime) -> list[WorkspaceLoad]:
    """Every workspace, in the order of its name."""
    whose = Job.workspace_id
    opened = _numbers(session.execute(select(whose, func.count()).where(Job.state.in_(OPEN)).group_by(whose)))
    failed = _numbers(session.execute(select(whose, func.count()).where(Job.state == "dead").group_by(whose)))
    due = {
        key: (number, at - first)
        for key, number, first in session.execute(
            select(whose, func.count(), func.min(Job.run_at))
            .where(Job.state == "pending", Job.run_at <= at)
            .group_by(whose)
        )
    }
    return [
        WorkspaceLoad(
            one.name,
            one.is_sandbox,
            opened[one.id],
            due.get(one.id, (0, None))[0],
            due.get(one.id, (0, None))[1],
            failed[one.id],
        )
        for one in session.scalars(select(Workspace).order_by(Workspace.name))
    ]


def _numbers(rows: object) -> Counter[str]:
    return Counter({key: number for key, number in rows if key is not None})  # type: ignore[attr-defined]
