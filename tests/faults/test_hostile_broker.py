"""A real worker, a real broker, and somebody who puts things into its queues."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from kombu import Connection
from sqlalchemy import func, select

from service.config import settings
from service.db.connect import reading
from service.jobs.broker import broker_url
from service.jobs.models import Job, WorkerHeartbeat
from tests.conftest import forget_settings
from tests.faults.arena import WORKERS, Arena, arena
from tests.faults.fault_kinds import register_faults
from tests.service.jobs.hostile_messages import HOSTILE, WISHES, ring

pytestmark = [pytest.mark.faults, pytest.mark.usefixtures("database"), pytest.mark.timeout(180)]


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANDPICKED_LEASE_SECONDS", "2")
    monkeypatch.setenv("HANDPICKED_SWEEP_SECONDS", "0.2")
    monkeypatch.setenv("HANDPICKED_DEAF_AFTER_SECONDS", "6")
    forget_settings()
    register_faults()


def put(messages: list[bytes]) -> None:
    with Connection(broker_url(settings())) as connection:
        connection.default_channel.client.lpush("default", *messages)


def dropped() -> int:
    with reading() as session:
        return session.scalar(select(func.sum(WorkerHeartbeat.dropped))) or 0


def test_forty_messages_of_any_shape_end_no_worker_and_are_counted(data_dir: Path) -> None:
    with arena(data_dir) as place:
        pids = [place.line(name).pid for name in WORKERS]
        for start in range(4):
            put(list(HOSTILE.values())[start::4])
            place.work(start * 20, 20)
        assert place.wait(lambda: place.tally().done == 80, 60)
        assert place.wait(lambda: dropped() == len(HOSTILE), 30)

        assert [place.line(name).pid for name in WORKERS] == pids


def test_a_ring_for_the_year_2090_is_heard_now(data_dir: Path) -> None:
    with arena(data_dir, sweeper=False) as place:
        place.work(0, len(WISHES))
        place.empty_broker()
        with reading() as session:
            ids = session.scalars(select(Job.id).where(Job.state == "pending")).all()
        put([json.dumps(ring(job_id, **wish)).encode() for job_id, wish in zip(ids, WISHES.values(), strict=False)])
        assert place.wait(place.is_quiet, 30)

        place.work(100, 20)
        assert place.wait(place.is_quiet, 30), "a worker went deaf"


def survive_a_refusing_broker(place: Arena) -> bool:
    """Whether the same workers are there afterwards and hear of new work."""
    pids = [place.line(name).pid for name in WORKERS]
    place.work(0, 20)
    with place.refusing_broker():
        place.work(20, 20)
        place.wait(lambda: False, 8)
    place.work(40, 20)
    assert place.wait(place.is_quiet, 30)
    assert (place.tally().done, place.tally().effects) == (60, 60)
    return pids == [place.line(name).pid for name in WORKERS]


def test_a_broker_that_refuses_writes_for_seconds_ends_no_worker(data_dir: Path) -> None:
    with arena(data_dir) as place:
        assert survive_a_refusing_broker(place)


def test_without_the_retry_every_worker_would_end(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: the guard off."""
    monkeypatch.setenv("FAULT_ENDS_WHEN_REFUSED", "yes")
    with arena(data_dir) as place:
        assert not survive_a_refusing_broker(place)


def kill_whole_workers(place: Arena) -> None:
    for name in WORKERS:
        for child in place.children(name):
            child.suspend()  # as on a machine that loses its power: nobody sees anybody die
        place.kill(name)


def test_a_machine_that_goes_down_under_a_job_five_times_leaves_it_alive_and_it_is_done(data_dir: Path) -> None:
    with arena(data_dir) as place:
        place.work(0, 40)
        for number in range(1, 6):
            place.wait(lambda number=number: place.tally().done >= number * 3, 20)
            kill_whole_workers(place)
        assert place.wait(place.is_quiet, 60)

        with reading() as session:
            blamed = session.scalar(select(func.max(Job.crashes)))
        assert (place.tally().done, place.tally().dead, blamed) == (40, 0, 0)
