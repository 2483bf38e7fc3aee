"""A wall clock that is set, a day either way."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import insert, select, update

from service.db.connect import reading, transaction
from service.jobs import clock
from service.jobs.clock import ClockWatch, mark
from service.jobs.models import ClockMark, Job, SweepDelay
from service.jobs.sweeper import Rounds
from tests.service.jobs.ledger import AT, ask, change, job, later, taken

pytestmark = pytest.mark.usefixtures("any_database")
DAY = timedelta(days=1)
LEASE = timedelta(seconds=60)


def seen() -> datetime:
    with reading() as session:
        return session.scalars(select(ClockMark.seen_at)).one()


def test_a_clock_that_goes_on_moves_nothing() -> None:
    waiting = ask(run_at=AT + DAY)
    held = taken(ask("gft_2"))

    assert [mark(AT), mark(later(5)), mark(later(10))] == [False] * 3
    assert (seen(), job(waiting).run_at, job(held.job_id).lease_until) == (later(10), AT + DAY, AT + LEASE)


def test_small_differences_between_hosts_are_no_step() -> None:
    waiting = ask(run_at=AT + DAY)
    mark(AT)

    assert not mark(later(-9))
    assert (seen(), job(waiting).run_at) == (AT, AT + DAY)


def test_set_back_a_day_nothing_waits_for_the_old_time() -> None:
    due, retried, rung = ask("due"), ask("retried", run_at=later(300)), ask("rung")
    change(rung, rung_at=AT)
    with transaction() as session:
        session.execute(insert(SweepDelay).values(sweep="s", subject_id="x", look_at=later(600), looks=3))
    mark(AT)

    assert mark(AT - DAY)

    assert [job(one).run_at for one in (due, retried, rung)] == [AT - DAY] * 3
    assert job(rung).rung_at is None
    assert [taken(one, at=AT - DAY).attempt for one in (due, retried, rung)] == [1, 1, 1]
    with reading() as session:
        assert session.scalars(select(SweepDelay.look_at)).one() == AT - DAY
    assert (mark(AT - DAY), seen()) == (False, AT - DAY)


def test_set_back_a_lease_of_somebody_who_is_gone_is_no_longer_than_a_lease() -> None:
    lease = taken(ask())
    mark(AT)
    mark(AT - DAY)

    assert (job(lease.job_id).lease_until, job(lease.job_id).token) == (AT - DAY + LEASE, lease.token)


def test_many_are_hurried_in_portions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "_PORTION", 3)
    ids = [ask(f"gft_{number}", run_at=later(number)) for number in range(8)]
    mark(AT)
    mark(AT - DAY)

    assert {job(one).run_at for one in ids} == {AT - DAY}


def test_set_back_while_nothing_ran_is_seen_by_the_first_who_runs_again() -> None:
    waiting = ask()
    mark(AT)

    ClockWatch().look(AT - DAY, 0.0)

    assert job(waiting).run_at == AT - DAY


def set_forward_and_back() -> str:
    """All within one look for marks; what was asked for meanwhile lies a day ahead. Its id."""
    watch = ClockWatch()
    watch.look(AT, 0.0)
    waiting = ask(run_at=AT + DAY)
    assert [watch.look(AT + DAY, 1.0), watch.look(later(2), 2.0)] == [0, 1]
    return waiting


def test_set_forward_and_back_before_the_next_mark_is_due_nothing_waits_for_the_other_time() -> None:
    assert job(set_forward_and_back()).run_at == later(2)
    assert seen() == later(2)


def test_set_back_after_a_mark_of_before_is_seen_by_who_was_there() -> None:
    watch = ClockWatch()
    watch.look(AT - DAY, 0.0)
    watch.look(AT, 1.0)
    with transaction() as session:
        session.execute(update(ClockMark).values(seen_at=AT - DAY))  # nobody could write it down meanwhile
    waiting = ask(run_at=AT)

    assert watch.look(AT - DAY + timedelta(seconds=2), 2.0) == 1
    assert job(waiting).run_at == AT - DAY + timedelta(seconds=2)


def test_set_forward_is_written_down_at_once_for_who_comes_after_a_sweeper_that_died() -> None:
    watch = ClockWatch()
    watch.look(AT, 0.0)
    watch.look(AT + DAY, 1.0)
    waiting = ask(run_at=AT + DAY)

    assert ClockWatch().look(later(3), 0.0) == 1
    assert job(waiting).run_at == later(3)


def test_set_forward_no_living_workers_lease_is_taken_away() -> None:
    lease = taken(ask(), at=AT)
    rounds = Rounds([])
    rounds.turn(AT, 0)

    rounds.turn(AT + DAY, 2)
    change(lease.job_id, lease_until=AT + DAY + LEASE)  # it lives, and extends within a third of its lease
    for seconds in (20, 31, 32, 50):
        rounds.turn(AT + DAY + timedelta(seconds=seconds), seconds)

    assert (job(lease.job_id).state, job(lease.job_id).lease_expiries) == ("running", 0)


def test_set_forward_a_dead_workers_lease_is_taken_away_after_half_a_lease() -> None:
    lease = taken(ask(), at=AT)
    rounds = Rounds([])
    rounds.turn(AT, 0)
    rounds.turn(AT + DAY, 2)

    rounds.turn(AT + DAY + timedelta(seconds=29), 31)
    assert job(lease.job_id).state == "running"
    rounds.turn(AT + DAY + timedelta(seconds=31), 33)
    assert (job(lease.job_id).state, job(lease.job_id).lease_expiries) == ("pending", 1)


def test_without_patience_a_living_worker_would_lose_its_job(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: the guard off."""
    monkeypatch.setattr(ClockWatch, "trusts_leases", lambda *_: True)
    lease = taken(ask(), at=AT)
    rounds = Rounds([])
    rounds.turn(AT, 0)
    rounds.turn(AT + DAY, 2)

    assert (job(lease.job_id).state, job(lease.job_id).lease_expiries) == ("pending", 1)


def test_without_the_mark_a_job_would_wait_for_the_old_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: the guard off."""
    monkeypatch.setattr(clock, "mark", lambda _at, **_: False)
    ask()
    rounds = Rounds([])
    rounds.turn(AT, 0)
    for seconds in range(2, 40, 2):
        rounds.turn(AT - DAY + timedelta(seconds=seconds), seconds)

    with reading() as session:
        assert session.scalars(select(Job.run_at)).one() == AT
