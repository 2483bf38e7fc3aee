"""Clocks are set. Intervals are measured by one that nobody sets; this says what becomes of moments in the ledger that were written
by a wall clock which has since been set, a minute or a day, either way.

**Set back**: what was to run soon would lie in a day's time, a lease would outlive its worker by a day, a bell would count as
just rung. So everything that waits is looked at at once, and no lease is longer than a lease: acts ask for themselves whether it is
time, and wait again where it is not. The latest moment a sweeper saw stands in the database, so a clock that was set back while
nothing ran is noticed too. **Set forward**: leases of living workers seem to have run out. For as long as a living worker needs to
extend its lease, none is taken away.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

import structlog
from sqlalchemy import select, update

from service.config import settings
from service.db.connect import reading, transaction
from service.db.writing.insert_new import insert_for
from service.jobs.clock_jumps import APART, StepSeen
from service.jobs.models import ClockMark, Job
from service.jobs.written_ahead import shorten, take_back

MARK_SECONDS: Final = 5.0
SEARCH_SECONDS: Final = 15.0
"""So often the ledger is searched for what lies ahead although nobody saw a clock being set."""
_PORTION: Final = 500
_ONLY: Final = 1

_log = structlog.get_logger()


class ClockWatch:
    """One sweeper's eye on the wall clock."""

    def __init__(self) -> None:
        self._clock = StepSeen()
        self._marked = -MARK_SECONDS
        self._searched = -SEARCH_SECONDS
        self._patient_until = 0.0

    def look(self, at: datetime, now: float) -> int:
        """To be called at every turn; `at` by the wall clock, `now` in seconds of one that is never set. 1 where
        it was found to be set back, else how many jobs waited because of one that nobody saw."""
        ahead = self._clock.ahead(at, now)
        is_set_back = ahead < -APART.total_seconds()
        if ahead > APART.total_seconds():
            self._patient_until = now + settings().lease_seconds / 2
            _log.warning("clock_set_forward", seconds=round(ahead))
            self._marked = now - MARK_SECONDS  # written down at once: it may be set back before the next mark is due
        if now - self._marked < MARK_SECONDS and not is_set_back:
            return 0
        self._marked = now
        return int(mark(at, is_set_back=is_set_back)) or self._search(at, now)

    def _search(self, at: datetime, now: float) -> int:
        if now - self._searched < SEARCH_SECONDS:
            return 0
        self._searched = now
        return take_back(at)

    def trusts_leases(self, now: float) -> bool:
        """False right after the clock was set forward, until every living worker has had time to extend its lease."""
        return now >= self._patient_until


def mark(at: datetime, *, is_set_back: bool = False) -> bool:
    """Writes down that it is `at`. Where a later moment stands there, or the caller saw it happen, the clock was set back: then
    nothing waits for the old one. Answers whether it was."""
    with reading() as session:
        latest = session.scalar(select(ClockMark.seen_at))
    if is_set_back or (latest is not None and latest > at + APART):
        _log.warning(
            "clock_set_back", mark_ahead_seconds=None if latest is None else round((latest - at).total_seconds())
        )
        _come_back_to(at)
        _write(at)
        return True
    if latest is None or latest < at:
        _write(at)
    return False


def _write(at: datetime) -> None:
    with transaction() as session:
        wanted = insert_for(session.get_bind().dialect, ClockMark).values(id=_ONLY, seen_at=at)
        session.execute(wanted.on_conflict_do_update(index_elements=["id"], set_={"seen_at": at}))


def _come_back_to(at: datetime) -> None:
    """May be done twice, and by two at once: whatever is no later than it should be is left as it is."""
    shorten(at)
    while _make_some_due(at):
        pass


def _make_some_due(at: datetime) -> bool:
    """A small portion a transaction, since a night's reminders may be many. False where none was left."""
    waiting = select(Job.id).where(Job.state == "pending", Job.run_at > at).order_by(Job.run_at).limit(_PORTION)
    with transaction() as session:
        due = session.scalars(
            update(Job)
            .where(Job.id.in_(waiting), Job.state == "pending", Job.run_at > at)
            .values(run_at=at, rung_at=None)
            .returning(Job.id)
            .execution_options(synchronize_session=False)
        )
        return bool(due.all())
