"""What waits for a time that a clock showed for a moment only."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import insert, select

from service.db.connect import reading, transaction
from service.jobs import clock, written_ahead
from service.jobs.clock import SEARCH_SECONDS, ClockWatch
from service.jobs.models import SweepDelay
from service.jobs.written_ahead import take_back
from tests.service.jobs.ledger import AT, ask, change, job, later, taken

pytestmark = pytest.mark.usefixtures("any_database")
HOUR = timedelta(hours=1)
AHEAD = AT + HOUR
LEASE = timedelta(seconds=60)


def asked_for_ahead(subject_id: str = "gft_1", wait: timedelta = timedelta(0)) -> str:
    """A job that was asked for while the clock was an hour ahead, due at once or so much later."""
    job_id = ask(subject_id, run_at=AHEAD + wait)
    change(job_id, created_at=AHEAD, rung_at=AHEAD)
    return job_id


def test_what_was_asked_for_in_a_time_still_to_come_is_due_now() -> None:
    waiting = asked_for_ahead()

    assert take_back(AT) == 1

    row = job(waiting)
    assert (row.run_at, row.created_at, row.rung_at) == (AT, AT, None)
    assert taken(waiting).attempt == 1


def test_what_was_to_wait_waits_as_long_by_the_right_clock() -> None:
    waiting = asked_for_ahead(wait=timedelta(days=3))
    take_back(AT)
    assert job(waiting).run_at == AT + timedelta(days=3)


def test_a_retry_that_failed_in_a_time_still_to_come_waits_no_longer_than_it_would_have() -> None:
    failed = ask(attempt=1)
    change(failed, created_at=AT - HOUR, started_at=AHEAD, run_at=AHEAD + timedelta(seconds=20))

    assert take_back(AT) == 1

    row = job(failed)
    assert (row.run_at, row.created_at, row.started_at) == (later(20), AT - HOUR, AT)


def test_it_is_moved_once() -> None:
    waiting = asked_for_ahead(wait=timedelta(days=3))
    assert [take_back(AT), take_back(later(15)), job(waiting).run_at] == [1, 0, AT + timedelta(days=3)]


@pytest.mark.parametrize(
    "values",
    [
        {"created_at": AT, "run_at": AHEAD},
        {"created_at": later(9), "run_at": AHEAD},
        {"created_at": AHEAD, "run_at": later(9)},
        {"created_at": AHEAD, "run_at": AHEAD, "state": "done"},
        {"created_at": AHEAD, "run_at": AHEAD, "state": "canceled"},
    ],
    ids=["planned", "clocks that differ a little", "due already", "done", "canceled"],
)
def test_everything_else_stays(values: dict[str, object]) -> None:
    one = ask()
    change(one, **values)
    before = job(one)

    assert take_back(AT) == 0
    assert (job(one).run_at, job(one).created_at) == (before.run_at, before.created_at)


def test_a_lease_and_a_look_from_a_time_still_to_come_are_cut() -> None:
    lease = taken(ask())
    change(lease.job_id, lease_until=AHEAD + LEASE)
    with transaction() as session:
        session.execute(insert(SweepDelay).values(sweep="s", subject_id="x", look_at=AHEAD + HOUR, looks=3))
        session.execute(insert(SweepDelay).values(sweep="s", subject_id="y", look_at=AHEAD, looks=3))

    take_back(AT)

    assert (job(lease.job_id).lease_until, job(lease.job_id).token) == (AT + LEASE, lease.token)
    with reading() as session:
        assert session.scalars(select(SweepDelay.look_at).order_by(SweepDelay.subject_id)).all() == [AT, AHEAD]


def test_many_are_moved_in_portions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(written_ahead, "_PORTION", 3)
    ids = [asked_for_ahead(f"gft_{number}") for number in range(8)]

    assert take_back(AT) == 8
    assert {job(one).run_at for one in ids} == {AT}


def test_the_sweeper_finds_a_step_there_and_back_that_it_did_not_see() -> None:
    watch = ClockWatch()
    watch.look(AT, 0.0)
    waiting = asked_for_ahead()

    early, due = SEARCH_SECONDS - 1, SEARCH_SECONDS + 5
    assert [watch.look(later(early), early), watch.look(later(due), due)] == [0, 1]
    assert job(waiting).run_at == later(due)


def test_without_the_search_it_would_wait_for_the_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: the guard off."""
    monkeypatch.setattr(clock, "take_back", lambda _at: 0)
    watch = ClockWatch()
    watch.look(AT, 0.0)
    waiting = asked_for_ahead()

    watch.look(later(60), 60.0)

    assert job(waiting).run_at == AHEAD
