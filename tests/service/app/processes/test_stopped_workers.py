"""Whose heart stands still, and who is only not heard."""

from __future__ import annotations

import os
from datetime import timedelta
from threading import Thread
from time import sleep

import pytest
from sqlalchemy import select

from service.app.processes.stopped_workers import LISTEN_SECONDS, LONGEST_GAP_SECONDS, Heartbeats
from service.db.base import utc_now
from service.db.connect import make_engine, transaction
from service.jobs import worker_life
from service.jobs.heartbeat import begin_heartbeat
from service.jobs.heartbeat_files import end_signs, give_sign, signs
from service.jobs.models import WorkerHeartbeat
from tests.conftest import forget_settings
from tests.factories import AT, make_job


def test_who_gives_no_new_sign_for_too_long_is_lost_and_nobody_else() -> None:
    hearts = Heartbeats(lost_after=6)
    said = [hearts.find_lost({"w1": AT, "w2": AT + timedelta(seconds=now)}, now) for now in (0, 3, 5.9, 6, 9)]
    assert said == [[], [], [], ["w1"], ["w1"]]


def test_one_new_sign_is_enough() -> None:
    hearts = Heartbeats(lost_after=6)
    signs = [(0, AT), (5, AT), (5.5, AT + timedelta(seconds=1)), (11, AT + timedelta(seconds=1))]
    assert [hearts.find_lost({"w1": at}, now) for now, at in signs] == [[], [], [], []]
    assert hearts.find_lost({"w1": AT + timedelta(seconds=1)}, 11.5) == ["w1"]


def test_after_a_gap_in_listening_nobody_is_blamed() -> None:
    hearts = Heartbeats(lost_after=6)
    hearts.find_lost({"w1": AT}, 0)
    assert hearts.find_lost({"w1": AT}, LONGEST_GAP_SECONDS + 0.1) == []
    assert hearts.find_lost({"w1": AT}, LONGEST_GAP_SECONDS + 6.1) == ["w1"]


def test_a_clock_that_is_set_back_is_a_sign_of_life() -> None:
    hearts = Heartbeats(lost_after=6)
    hearts.find_lost({"w1": AT}, 0)
    assert hearts.find_lost({"w1": AT - timedelta(hours=1)}, 6) == []


def test_a_successor_that_has_not_said_hello_is_not_judged_by_what_the_one_before_left() -> None:
    hearts = Heartbeats(lost_after=6)
    hearts.find_lost({"w1": AT}, 0)
    hearts.find_lost({}, 5)
    assert hearts.find_lost({"w1": AT}, 7) == []


@pytest.mark.usefixtures("data_dir")
def test_signs_are_those_of_the_very_process_and_no_database_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.db.connect.make_engine", lambda *_, **__: pytest.fail("the database was asked"))
    for worker, pid in (("w1@host/1", 11), ("w2", 12), ("w3", 13)):
        give_sign(worker, pid)
    hearts, pids = Heartbeats(lost_after=6), {"w1@host/1": 11, "w2": 12, "w3": 99, "sweeper": 14}
    assert hearts.listen(pids, 0) == []
    assert hearts.listen(pids, 3) == []
    sleep(0.01)  # a file's time has grains
    give_sign("w2", 12)
    assert hearts.listen(pids, 6) == ["w1@host/1"]
    assert hearts.listen(pids, 6 + LISTEN_SECONDS / 2) == []


@pytest.mark.usefixtures("data_dir")
def test_a_worker_that_said_goodbye_is_not_missed() -> None:
    hearts = Heartbeats(lost_after=6)
    give_sign("w1", 11)
    assert hearts.listen({"w1": 11}, 0) == []
    end_signs("w1")
    assert [hearts.listen({"w1": 11}, now) for now in (3, 6, 9)] == [[], [], []]


def test_a_worker_gives_its_sign_while_another_writes_and_is_not_taken_for_deaf(
    any_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One long lock: the row cannot be written, the file can, and the watchdog knows that nobody could have claimed."""
    monkeypatch.setattr(worker_life, "WRITER_SECONDS", 0.1)
    monkeypatch.setattr(worker_life, "broker_answers", lambda: True)
    monkeypatch.setattr(worker_life, "end_at_once", lambda: pytest.fail("taken for deaf"))
    monkeypatch.setenv("HANDPICKED_DEAF_AFTER_SECONDS", "2")
    forget_settings()
    life = worker_life.WorkerLife()
    life._name, life._queues = "w1", ("decide",)
    with transaction() as session:
        begin_heartbeat(session, "w1", ["decide"], os.getpid(), utc_now())
        make_job(session, "planning.plan", "cmp_1", queue="decide", run_at=AT)
    other = make_engine(any_database)
    with other.connect() as connection, connection.begin():
        connection.execute(select(WorkerHeartbeat).with_for_update()).all()
        beating = Thread(target=life._live)
        beating.start()
        before = _next_sign(None)
        _next_sign(before)  # the second comes although the first beat could not be written
        life._stop.set()
    beating.join(30)
    other.dispose()


def _next_sign(before: int | None) -> int:
    while (seen := signs({"w1": os.getpid()}).get("w1")) in {None, before}:
        sleep(0.01)
    assert seen is not None
    return seen
