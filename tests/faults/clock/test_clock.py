"""The clock is set by a day, either way, in the middle of the work: nothing is lost, nothing happens twice, and nothing waits."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from sqlalchemy import select

from service.db.connect import reading
from service.jobs.models import ClockMark
from tests.conftest import forget_settings
from tests.faults.arena import Arena, Tally, arena
from tests.faults.clock.set_clock import FILE, UNWATCHED, utc_now
from tests.faults.fault_kinds import register_faults

DAY = 24 * 3600
LEASE_SECONDS = 6
WITHIN_SECONDS = 30


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch, data_dir: Path) -> None:
    """Short leases; and this process sees the hour that all others see."""
    data_dir.mkdir(exist_ok=True)
    monkeypatch.setenv("HANDPICKED_LEASE_SECONDS", str(LEASE_SECONDS))
    monkeypatch.setenv("HANDPICKED_SWEEP_SECONDS", "0.2")
    monkeypatch.setenv(FILE, str(data_dir / "clock"))
    monkeypatch.setattr("service.jobs.enqueue.machine_now", utc_now)
    monkeypatch.setattr("tests.faults.arena.utc_now", utc_now)
    forget_settings()
    register_faults()


def step(seconds: float) -> None:
    Path(os.environ[FILE]).write_text(str(seconds), encoding="utf-8")


def is_clock_marked() -> bool:
    with reading() as session:
        return session.scalar(select(ClockMark.seen_at)) is not None


def work_through(place: Arena, seconds: float, within: float) -> bool:
    """Jobs before and after the step, and a child that is killed at that moment with a job in its hands."""
    place.work(0, 200)
    place.wait(lambda: place.tally().done >= 40 and is_clock_marked(), 30)
    place.kill_child("one")
    place.empty_broker()
    step(seconds)
    place.work(200, 50)
    return place.wait(place.is_quiet, within)


@pytest.mark.faults
@pytest.mark.usefixtures("any_database")
@pytest.mark.timeout(180)
@pytest.mark.parametrize("days", [-1, 1])
def test_work_goes_on_and_is_done_once_when_the_clock_is_set_by_a_day(data_dir: Path, days: int) -> None:
    with arena(data_dir) as place:
        assert work_through(place, days * DAY, WITHIN_SECONDS)

    assert place.tally() == Tally(jobs=250, done=250, dead=0, effects=250, subjects=250)


@pytest.mark.faults
@pytest.mark.usefixtures("database")
@pytest.mark.timeout(180)
def test_without_an_eye_on_the_clock_what_was_asked_for_before_waits_a_day(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: the same work, the guard off. Only what was asked for after the step is done."""
    monkeypatch.setenv(UNWATCHED, "1")
    monkeypatch.setattr("tests.faults.clock.test_clock.is_clock_marked", lambda: True)
    with arena(data_dir) as place:
        assert not work_through(place, -DAY, 15)

    left = place.tally()
    assert left.done < 250
    assert left.effects == left.subjects == left.done
