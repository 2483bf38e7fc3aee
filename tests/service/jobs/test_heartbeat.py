"""Signs of life."""

from __future__ import annotations

import pytest

from service.db.connect import reading, transaction
from service.jobs.heartbeat import beat, begin_heartbeat, end_heartbeats, sweep_lost_workers
from service.jobs.models import WorkerHeartbeat
from service.jobs.statements import note
from tests.service.jobs.ledger import AT, later

pytestmark = pytest.mark.usefixtures("any_database")


def hello(name: str = "w1", pid: int = 7) -> None:
    with transaction() as session:
        begin_heartbeat(session, name, ["render", "mail"], pid, AT)


def heartbeats() -> list[WorkerHeartbeat]:
    with reading() as session:
        found = session.query(WorkerHeartbeat).order_by(WorkerHeartbeat.name).all()
        session.expunge_all()
        return found


def test_hello_is_written_once_a_name_and_the_successor_begins_anew() -> None:
    hello(pid=7)
    with transaction() as session:
        note(session.connection(), "w1", now=later(5), done=1)
    hello(pid=8)

    [heartbeat] = heartbeats()
    assert (heartbeat.name, heartbeat.queues, heartbeat.pid, heartbeat.jobs_done, heartbeat.last_job_at) == (
        "w1",
        "render,mail",
        8,
        0,
        None,
    )


def test_a_beat_is_seen_and_a_job_is_counted() -> None:
    hello()
    with transaction() as session:
        beat(session, "w1", later(5))
        note(session.connection(), "w1", now=later(6), done=0)
        note(session.connection(), "w1", now=later(8), done=1)

    [heartbeat] = heartbeats()
    assert (heartbeat.seen_at, heartbeat.last_job_at, heartbeat.jobs_done) == (later(5), later(8), 1)


def test_goodbye_takes_the_rows_away() -> None:
    for name in ("w1", "w2", "w3"):
        hello(name)
    with transaction() as session:
        end_heartbeats(session, ["w1", "w3", "nobody"])

    assert [heartbeat.name for heartbeat in heartbeats()] == ["w2"]


def test_who_was_not_seen_for_a_day_is_forgotten() -> None:
    hello("w1")
    hello("w2")
    with transaction() as session:
        beat(session, "w2", later(3600))

    assert sweep_lost_workers(later(24 * 3600 + 1)) == 1
    assert [heartbeat.name for heartbeat in heartbeats()] == ["w2"]
