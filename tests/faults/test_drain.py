"""A worker is drained while it works: real processes, real messages."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy import func, select

from service.clock import machine_now
from service.db.connect import reading, transaction
from service.jobs.drain import drain_worker
from service.jobs.enqueue import enqueue_each
from service.jobs.models import Job, WorkerHeartbeat
from tests.conftest import forget_settings
from tests.faults.arena import Arena, Tally, arena
from tests.faults.fault_kinds import LONG, register_faults

DRAINED, OTHER = "celery@one", "celery@two"
"""As they are called in the ledger."""
LINE = "one"
"""The drained one, as the supervisor calls it."""
HEARD_WITHIN_SECONDS = 30.0


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANDPICKED_SWEEP_SECONDS", "0.2")
    monkeypatch.setenv(
        "HANDPICKED_DEAF_AFTER_SECONDS", "6"
    )  # a sign of life each second, at which a worker hears of it
    forget_settings()
    register_faults()


def in_hand(worker: str) -> set[str]:
    """Subjects of the jobs that this worker has now."""
    with reading() as session:
        return set(session.scalars(select(Job.subject_id).where(Job.worker == worker, Job.state == "running")))


def done_by(worker: str) -> set[str]:
    with reading() as session:
        return set(session.scalars(select(Job.subject_id).where(Job.worker == worker, Job.state == "done")))


def ask_for_long(subjects: Sequence[str]) -> None:
    with transaction() as session:
        enqueue_each(session, LONG, subjects)


def drain() -> None:
    with transaction() as session:
        assert drain_worker(session, DRAINED, "usr_1", machine_now())


def has_heard(place: Arena) -> bool:
    """Until then it still takes messages, and the ledger refuses it their jobs."""
    return place.wait(lambda: "worker_drained" in place.log(LINE), HEARD_WITHIN_SECONDS)


def workers_there() -> set[str]:
    with reading() as session:
        return set(session.scalars(select(WorkerHeartbeat.name)))


@pytest.mark.slow
@pytest.mark.usefixtures("any_database")
@pytest.mark.timeout(240)
def test_a_drained_worker_finishes_what_it_has_takes_nothing_new_and_leaves(data_dir: Path) -> None:
    long = [f"long {number}" for number in range(4)]
    with arena(data_dir) as place:
        ask_for_long(long)
        assert place.wait(lambda: len(in_hand(DRAINED)) == len(in_hand(OTHER)) == 2, 30), "each child has one"
        mine = in_hand(DRAINED)
        drain()
        place.work(0, 100)
        assert has_heard(place)
        assert place.wait(lambda: place.tally().done == 104, 60)
        assert done_by(DRAINED) == mine, "what it had, and nothing else"
        place.end(LINE)
        assert place.has_ended(LINE) == 0
        assert workers_there() == {OTHER}
        assert "UNABLE TO RESTORE" not in place.log(LINE), "what it had fetched and not begun goes back to its queue"
        assert place.lost_leases() == 0
    assert place.tally() == Tally(jobs=104, done=104, dead=0, effects=104, subjects=104)
    with reading() as session:
        assert session.scalar(select(func.max(Job.attempt))) == 1, "nothing was begun twice"


@pytest.mark.slow
@pytest.mark.usefixtures("database")
@pytest.mark.timeout(240)
def test_a_drained_worker_that_is_started_anew_works_again(data_dir: Path) -> None:
    with arena(data_dir) as place:
        drain()
        assert has_heard(place)
        place.end(LINE)
        assert place.has_ended(LINE) == 0
        assert place.wait(lambda: workers_there() == {DRAINED, OTHER}, 60), "the supervisor starts it anew"
        place.work(0, 200)
        assert place.wait(lambda: place.tally().done == 200, 60)
        assert done_by(DRAINED)
