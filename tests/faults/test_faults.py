"""Nothing lost, nothing twice: real processes killed and frozen in the middle of the work."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from time import sleep

import pytest
from sqlalchemy import select

from service.db.connect import reading, transaction
from service.jobs.enqueue import enqueue
from service.jobs.models import Job
from tests.conftest import forget_settings
from tests.faults.arena import Arena, Tally, arena
from tests.faults.fault_kinds import register_faults

LEASE_SECONDS = 2
AFTER_THE_LAST_FAULT_SECONDS = 30


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Short leases, so that what was lost is found within the test's time."""
    monkeypatch.setenv("HANDPICKED_LEASE_SECONDS", str(LEASE_SECONDS))
    monkeypatch.setenv("HANDPICKED_SWEEP_SECONDS", "0.2")
    forget_settings()
    register_faults()


def freeze_a_child(place: Arena) -> None:
    """Past its lease: another takes the job over and the thawed one must be fenced."""
    with place.frozen_child("one"):
        place.wait(lambda: False, LEASE_SECONDS + 1.5)


def freeze_the_broker(place: Arena) -> None:
    with place.frozen_broker():
        place.wait(lambda: False, 1.5)


FAULTS: dict[str, Callable[[Arena], None]] = {
    "kill a child": lambda place: place.kill_child("one"),
    "kill a worker": lambda place: place.kill("two"),
    "kill the broker": lambda place: place.kill("broker"),
    "freeze a child": freeze_a_child,
    "kill the sweeper": lambda place: place.kill("sweeper"),
    "empty the broker": lambda place: place.empty_broker(),
    "kill another child": lambda place: place.kill_child("two"),
    "freeze the broker": freeze_the_broker,
    "kill the other worker": lambda place: place.kill("one"),
}


@pytest.mark.usefixtures("any_database")
@pytest.mark.timeout(180)
def test_500_jobs_with_workers_children_sweeper_and_broker_killed_are_all_done_once(data_dir: Path) -> None:
    with arena(data_dir) as place:
        place.work(0, 250)
        for number, fault in enumerate(FAULTS.values(), start=1):
            place.wait(lambda number=number: place.tally().done >= number * 40, 20)
            if number == 3:
                place.work(250, 250)
            fault(place)

        assert place.wait(place.is_quiet, AFTER_THE_LAST_FAULT_SECONDS)

    assert place.lost_leases() >= 3, "the faults hit nothing"
    assert place.tally() == Tally(jobs=500, done=500, dead=0, effects=500, subjects=500)


@pytest.mark.usefixtures("database")
@pytest.mark.timeout(180)
def test_without_the_sweeper_the_same_faults_lose_jobs(data_dir: Path) -> None:
    with arena(data_dir, sweeper=False) as place:
        place.work(0, 150)
        place.wait(lambda: place.tally().done >= 20, 20)
        place.kill_child("one")
        place.kill("two")
        place.wait(place.is_nothing_in_hand, 30)
        # A worker that hears one bell goes on with all that is due; so for these nobody can ring at all.
        place.kill("broker")
        sleep(0.1)
        place.work(150, 50)
        place.wait(lambda: False, LEASE_SECONDS)
        assert place.wait(place.is_nothing_in_hand, 30)

        left = place.tally()

    assert left.done < 200
    assert left.effects == left.subjects == left.done


@pytest.mark.usefixtures("database")
@pytest.mark.timeout(120)
def test_work_that_hangs_is_stopped_and_work_that_will_not_stop_is_killed(data_dir: Path) -> None:
    with arena(data_dir) as place:
        with transaction() as session:
            enqueue(session, "fault.hang", "subject")
            enqueue(session, "fault.stubborn", "subject")

        assert place.wait(lambda: set(place.errors()) == {"SoftTimeLimitExceeded", "worker_lost"}, 30)
        place.work(0, 10)
        assert place.wait(lambda: place.tally().done == 10, 30), "the others wait for what hangs"


@pytest.mark.usefixtures("database")
@pytest.mark.timeout(120)
def test_a_process_that_was_cut_short_inside_a_library_takes_no_further_job(data_dir: Path) -> None:
    with arena(data_dir) as place:
        with transaction() as session:
            for number in range(6):
                enqueue(session, "fault.set_up", f"subject {number}")

        assert place.wait(lambda: place.tally().done == 6, 60)
        with reading() as session:
            assert set(session.scalars(select(Job.attempt))) == {2}, "one met what another had left half made"


@pytest.mark.faults
@pytest.mark.usefixtures("any_database")
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("seed", range(5))
def test_2000_jobs_with_60_faults_are_all_done_once(data_dir: Path, seed: int) -> None:
    chance = random.Random(seed)
    with arena(data_dir) as place:
        place.work(0, 1000)
        for number in range(1, 61):
            place.wait(lambda number=number: place.tally().done >= number * 30, 20)
            if number == 20:
                place.work(1000, 1000)
            chance.choice(list(FAULTS.values()))(place)

        assert place.wait(place.is_quiet, AFTER_THE_LAST_FAULT_SECONDS)

    tally = place.tally()
    # A job that chance struck three times in a row counts as poison; that is told, not lost.
    assert (tally.jobs, tally.done + tally.dead) == (2000, 2000)
    assert tally.effects == tally.subjects == tally.done
    assert tally.dead <= 5
