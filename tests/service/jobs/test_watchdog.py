"""Who is deaf and who is not."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import update

from service.db.connect import reading, transaction
from service.jobs.heartbeat import begin_heartbeat
from service.jobs.models import WorkerHeartbeat
from service.jobs.watchdog import Watchdog
from tests.service.jobs.ledger import AT, ask, later, taken

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def watchdog() -> Watchdog:
    """Over worker w1 of the queue render, started at AT, deaf after a minute."""
    with transaction() as session:
        begin_heartbeat(session, "w1", ["render"], 123, AT)
    return Watchdog("w1", ["render"], timedelta(seconds=60), AT)


def judged(watchdog: Watchdog, at: datetime, *, broker: bool = True) -> bool:
    with reading() as session:
        return watchdog.is_deaf(session, at, broker_answers=broker)


def test_a_job_due_for_a_minute_and_nothing_claimed_is_deaf(watchdog: Watchdog) -> None:
    ask(run_at=AT)

    assert not judged(watchdog, later(59))
    assert judged(watchdog, later(60))


def test_with_nothing_due_an_idle_worker_is_well(watchdog: Watchdog) -> None:
    ask("gft_1", run_at=later(3000))
    ask("gft_2", kind="test.other")  # another worker's queue

    assert not judged(watchdog, later(600))


def test_a_job_that_became_due_just_now_is_no_reason(watchdog: Watchdog) -> None:
    ask(run_at=later(550))

    assert not judged(watchdog, later(600))


def test_who_works_on_something_long_is_well(watchdog: Watchdog) -> None:
    taken(ask("gft_1"), "w1", later(599))
    ask("gft_2")
    with transaction() as session:
        session.execute(update(WorkerHeartbeat).values(last_job_at=AT))

    assert not judged(watchdog, later(600))
    assert judged(watchdog, later(660))  # its lease ran out in the meantime


def test_another_workers_work_is_no_excuse(watchdog: Watchdog) -> None:
    taken(ask("gft_1"), "w2", later(599))
    ask("gft_2")

    assert judged(watchdog, later(600))


def test_who_claimed_of_late_is_well(watchdog: Watchdog) -> None:
    ask("gft_1")
    with transaction() as session:
        session.execute(update(WorkerHeartbeat).values(last_job_at=later(550)))

    assert not judged(watchdog, later(600))
    assert judged(watchdog, later(610))


def test_while_the_broker_is_away_and_a_minute_after_nobody_is_deaf(watchdog: Watchdog) -> None:
    ask()

    assert not judged(watchdog, later(300), broker=False)
    assert not judged(watchdog, later(359))
    assert judged(watchdog, later(360))


@pytest.mark.parametrize("days", [-1, 1])
def test_a_clock_that_was_set_makes_nobody_deaf_and_lets_nobody_stay_so(watchdog: Watchdog, days: int) -> None:
    ask("gft_1", run_at=AT - timedelta(days=2))
    with transaction() as session:
        session.execute(update(WorkerHeartbeat).values(last_job_at=later(1)))

    def at(seconds: float) -> bool:
        moment = later(seconds) + timedelta(days=days)
        with reading() as session:
            return watchdog.is_deaf(session, moment, broker_answers=True, now=seconds)

    with reading() as session:
        assert not watchdog.is_deaf(session, later(5), broker_answers=True, now=5)

    assert [at(10), at(30), at(69), at(70)] == [False, False, False, True]
