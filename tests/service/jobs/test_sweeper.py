"""The sweeper's loop."""

from __future__ import annotations

import threading
from datetime import datetime

import pytest

from service.jobs import sweeper
from service.jobs.act_types import Sweep
from service.jobs.row_sweep import Passed
from service.jobs.sweeper import Rounds, run_sweeper
from tests.service.jobs.ledger import AT, ask, job, later, taken

DAY = 24 * 3600
pytestmark = pytest.mark.usefixtures("database")


def test_each_sweep_has_its_own_pace() -> None:
    swept: list[tuple[str, datetime]] = []

    def note(name: str, every: float) -> Sweep:
        return Sweep(name, every, lambda at: swept.append((name, at)) or 0)

    rounds = Rounds([note("often", 2), note("seldom", 10)])
    for seconds in (0, 2, 4, 10):
        rounds.turn(later(seconds), seconds)

    assert swept == [
        ("often", AT), ("seldom", AT), ("often", later(2)), ("often", later(4)), ("often", later(10)), ("seldom", later(10)),
    ]  # fmt: skip


def test_a_sweep_that_fails_holds_up_neither_the_ledger_nor_the_others() -> None:
    swept: list[datetime] = []

    def fail(_at: datetime) -> int:
        raise ZeroDivisionError

    job_id = ask()
    taken(job_id)
    rounds = Rounds([Sweep("broken", 1, fail), Sweep("well", 1, lambda at: swept.append(at) or 0)])

    rounds.turn(later(61), 61)
    rounds.turn(later(62), 62)

    assert swept == [later(61), later(62)]
    assert job(job_id).state == "pending"


@pytest.mark.parametrize("days", [-1, 1])
def test_a_clock_that_is_set_neither_stops_a_sweep_nor_makes_it_run_twice(days: int) -> None:
    swept: list[datetime] = []
    rounds = Rounds([Sweep("every ten seconds", 10, lambda at: swept.append(at) or 0)])

    rounds.turn(AT, 0)
    for seconds in (2, 8, 10, 12):
        rounds.turn(later(seconds + days * DAY), seconds)

    assert swept == [AT, later(10 + days * DAY)]


def test_what_a_pass_had_no_room_for_comes_at_the_next_turn_after_the_others() -> None:
    swept: list[str] = []

    def full(_at: datetime) -> Passed:
        swept.append("full")
        return Passed(3, is_more=len(swept) < 4)

    rounds = Rounds([Sweep("full", 600, full), Sweep("other", 1, lambda _at: swept.append("other") or 0)])
    for seconds in range(4):
        rounds.turn(later(seconds), seconds)

    assert swept == ["full", "other", "full", "other", "full", "other", "other"]


def test_the_loop_ends_when_it_is_told_to(monkeypatch: pytest.MonkeyPatch) -> None:
    stop = threading.Event()
    turns: list[datetime] = []
    monkeypatch.setattr(sweeper.Rounds, "turn", lambda _self, at, _now: turns.append(at) or stop.set())

    run_sweeper([], stop)

    assert len(turns) == 1
