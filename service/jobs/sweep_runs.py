"""When each sweep ran last: written by the sweeper, shown beside what the sweep is there for."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.db.connect import transaction
from service.db.writing.insert_new import insert_for
from service.jobs.models import SweepRun

AT_MOST_EVERY: Final = timedelta(minutes=1)
"""A sweep that comes every few seconds writes a row no more often, unless it changed something."""


class RunLog:
    """Of one sweeper. Several may write the same row; the later run stands."""

    def __init__(self) -> None:
        self._noted: dict[str, datetime] = {}

    def note(self, name: str, changed: int, at: datetime) -> int:
        """A sweep came to its end at `at`, by the machine's clock, and changed so many rows. Always 0: a log is no change."""
        last = self._noted.get(name)
        if changed or last is None or not timedelta(0) <= at - last < AT_MOST_EVERY:
            with transaction() as session:
                note_run(session, name, changed, at)
            self._noted[name] = at
        return 0


def note_run(session: Session, name: str, changed: int, at: datetime) -> None:
    """Writes one run down."""
    wanted = insert_for(session.get_bind().dialect, SweepRun).values(
        name=name, ran_at=at, changed=changed, changed_at=at if changed else None
    )
    session.execute(
        wanted.on_conflict_do_update(
            index_elements=["name"],
            set_={
                "ran_at": wanted.excluded.ran_at,
                "changed": wanted.excluded.changed,
                "changed_at": func.coalesce(wanted.excluded.changed_at, SweepRun.changed_at),
            },
        )
    )


def last_runs(session: Session) -> dict[str, SweepRun]:
    """By the sweep's name; one that never ran isn't there."""
    return {row.name: row for row in session.scalars(select(SweepRun))}
