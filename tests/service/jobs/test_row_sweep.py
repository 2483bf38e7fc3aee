"""The one way in which rows are swept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from service.db.connect import reading, transaction
from service.jobs import row_sweep
from service.jobs.models import Job, SweepDelay
from service.jobs.row_sweep import LONGEST_WAIT, Due, RowSweep
from service.security.ids import new_id
from tests.factories import make_workspace
from tests.service.jobs.ledger import AT, change, later

pytestmark = pytest.mark.usefixtures("any_database")


FRESH, AGAIN = 40, 10


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small batches, and all the time in the world."""
    monkeypatch.setattr(row_sweep, "FRESH", FRESH)
    monkeypatch.setattr(row_sweep, "AGAIN", AGAIN)
    monkeypatch.setattr(row_sweep, "PASS_SECONDS", 3600.0)


class Stuck(Exception):
    """What a poisoned row raises."""


def due(at: datetime) -> Due:
    """Jobs stand for any row here; pending is due, done is dealt with."""
    return select(Job.id, Job.workspace_id, Job.run_at).where(Job.state == "pending", Job.run_at <= at)


def finish(job_id: str, _at: datetime) -> int:
    """Deals with a row, unless it waits (kind test.stuck) or is poisoned (kind test.poison)."""
    with transaction() as session:
        kind = session.scalars(select(Job.kind).where(Job.id == job_id)).one()
        if kind == "test.poison":
            session.execute(update(Job).where(Job.id == job_id).values(last_error="half done"))
            raise Stuck
        if kind == "test.stuck":
            return 0
        session.execute(update(Job).where(Job.id == job_id).values(state="done"))
        return 1


SWEEP = RowSweep("rows", due, finish)


def rows(number: int, kind: str = "test.do", workspace_id: str | None = None, first: float = 0.0) -> list[str]:
    """So many due rows, one a second from `first` on; their ids."""
    ids = [new_id("job") for _ in range(number)]
    common = {"kind": kind, "version": 1, "queue": "q", "state": "pending", "max_attempts": 3, "created_at": AT}
    made = [
        {
            "id": job_id,
            "subject_id": job_id,
            "workspace_id": workspace_id,
            "run_at": later(first + place / 1000),
            **common,
        }
        for place, job_id in enumerate(ids)
    ]
    with transaction() as session:
        session.execute(insert(Job), made)
    return ids


def left(ids: list[str]) -> int:
    with reading() as session:
        states = Counter(session.scalars(select(Job.state).where(Job.id.in_(ids))))
    return states["pending"]


def waiting() -> dict[str, int]:
    """Row -> how often it was looked at in vain."""
    with reading() as session:
        return dict(session.execute(select(SweepDelay.subject_id, SweepDelay.looks)).all())


def workspaces(number: int) -> list[str]:
    with transaction() as session:
        return [make_workspace(session, f"Company {place}").id for place in range(number)]


@pytest.mark.parametrize("kind", ["test.stuck", "test.poison"])
def test_more_stuck_rows_than_a_batch_holds_keep_the_others_waiting_for_one_look_at_each(kind: str) -> None:
    stuck, others = rows(FRESH + 10, kind), rows(20, first=100)

    first, second = SWEEP(later(200)), SWEEP(later(200))

    assert (int(first), first.is_more, int(second), second.is_more) == (0, True, 20, False)
    assert first.failed + second.failed == (FRESH + 10 if kind == "test.poison" else 0)
    assert (left(others), left(stuck)) == (0, FRESH + 10)
    assert waiting() == dict.fromkeys(stuck, 1)


def test_without_stepping_aside_they_would_wait_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: the same rows, the guard off."""
    monkeypatch.setattr(RowSweep, "_step_aside", lambda *_: None)
    rows(FRESH, "test.stuck")
    others = rows(30, first=100)

    assert [int(SWEEP(later(200 + turn))) for turn in range(5)] == [0] * 5
    assert left(others) == 30


def test_one_tenants_thousand_rows_are_not_before_anothers_first() -> None:
    crowded, quiet, third = workspaces(3)
    many = rows(2 * FRESH, workspace_id=crowded)
    few, some = rows(5, workspace_id=quiet, first=100), rows(10, "test.stuck", workspace_id=third, first=100)

    assert SWEEP(later(200)) == FRESH - 10
    assert (left(few), left(many), left(some)) == (0, 2 * FRESH - (FRESH - 15), 10)


def test_those_that_waited_are_looked_at_fairly_too() -> None:
    crowded, quiet = workspaces(2)
    many, few = rows(FRESH - 10, "test.stuck", crowded), rows(5, "test.stuck", quiet, first=100)
    SWEEP(later(200))
    with transaction() as session:
        session.execute(update(Job).where(Job.id.in_(few)).values(kind="test.free"))

    assert SWEEP(later(200) + LONGEST_WAIT) == 5
    assert (left(few), left(many)) == (0, FRESH - 10)
    assert sorted(waiting().values()) == [1] * (FRESH - 10 - (AGAIN - 5)) + [2] * (AGAIN - 5)


def test_a_poisoned_row_changes_nothing_and_stops_nobody() -> None:
    (poisoned,) = rows(1, "test.poison")
    others = rows(3, first=1)

    passed = SWEEP(later(10))

    assert (int(passed), passed.failed, left(others)) == (3, 1, 0)
    with reading() as session:
        row, delay = session.get_one(Job, poisoned), session.scalars(select(SweepDelay)).one()
        assert (row.state, row.last_error) == ("pending", None)
        assert (delay.sweep, delay.subject_id, delay.error_code) == ("rows", poisoned, "Stuck")


def test_each_look_comes_later_than_the_one_before_but_never_later_than_an_hour(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(row_sweep.random, "random", lambda: 1.0)
    rows(1, "test.stuck")
    at, waits = later(10), []
    for _ in range(9):
        assert SWEEP(at) == 0
        with reading() as session:
            look_at = session.scalars(select(SweepDelay.look_at)).one()
        waits.append((look_at - at).total_seconds() / 60)
        assert SWEEP(look_at - timedelta(seconds=1)) == 0
        at = look_at

    assert waits == [1, 2, 4, 8, 16, 32, 60, 60, 60]


def test_what_was_dealt_with_meanwhile_is_forgotten_and_fresh_when_it_is_due_again() -> None:
    (job_id,) = rows(1, "test.stuck")
    SWEEP(later(10))
    change(job_id, state="done")
    SWEEP(later(100))
    assert waiting() == {}

    change(job_id, state="pending", kind="test.do")
    assert SWEEP(later(101)) == 1


def test_what_is_no_longer_due_after_its_look_does_not_step_aside() -> None:
    """Somebody else was first: that is no reason to wait."""

    def taken(job_id: str, _at: datetime) -> int:
        change(job_id, state="done")
        return 0

    rows(2)
    assert RowSweep("rows", due, taken)(later(10)) == 0
    assert waiting() == {}


def test_a_slow_database_ends_the_pass_and_the_next_one_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    ids, clock = rows(10), iter(range(0, 1000, 2))
    monkeypatch.setattr(row_sweep, "PASS_SECONDS", 5.0)
    monkeypatch.setattr(row_sweep, "monotonic", lambda: float(next(clock)))

    passed = SWEEP(later(10))

    assert (int(passed), passed.is_more, left(ids)) == (3, True, 7)


def test_two_sweeps_do_not_take_each_others_rows_for_looked_at() -> None:
    rows(1, "test.stuck")
    other = RowSweep("other rows", due, lambda job_id, _at: change(job_id, state="done") or 1)

    assert (SWEEP(later(10)), other(later(10))) == (0, 1)


def finish_some(session: Session, job_ids: Sequence[str], _at: datetime) -> list[str]:
    """Deals with those that only have to be marked; raises where one of them is poisoned."""
    kinds = dict(session.execute(select(Job.id, Job.kind).where(Job.id.in_(job_ids))).all())
    plain = [job_id for job_id in job_ids if kinds[job_id] != "test.stuck"]
    session.execute(update(Job).where(Job.id.in_(plain)).values(state="done"))
    if "test.poison" in kinds.values():
        raise Stuck
    return plain


TOGETHER = RowSweep("rows", due, finish, together=finish_some)


def test_rows_are_finished_together_and_those_that_wait_step_aside_as_ever() -> None:
    plain, stuck = rows(20), rows(3, "test.stuck", first=100)

    passed = TOGETHER(later(200))

    assert (int(passed), passed.failed) == (20, 0)
    assert (left(plain), left(stuck)) == (0, 3)
    assert waiting() == dict.fromkeys(stuck, 1)


def test_of_a_transaction_that_fails_nothing_stays_and_each_of_its_rows_is_finished_by_itself() -> None:
    plain, poison = rows(20), rows(1, "test.poison")

    passed = TOGETHER(later(200))

    assert (int(passed), passed.failed) == (20, 1)
    assert (left(plain), left(poison)) == (0, 1)


def test_a_few_rows_are_finished_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> list[str]:
        raise AssertionError("These are too few.")

    few = rows(row_sweep.FEW - 1)
    assert int(RowSweep("rows", due, finish, together=never)(later(200))) == len(few)
