"""Ending a job well: the effect and `done`, or neither."""

from __future__ import annotations

from functools import partial

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import Fenced
from service.jobs.act_types import Lease
from service.jobs.cancel import cancel_campaign
from service.jobs.finish import finish
from service.jobs.heartbeat import begin_heartbeat
from service.jobs.models import Job
from service.jobs.put_off import put_off
from service.jobs.queue_report import workers
from service.workspaces.models import Workspace
from tests.service.jobs.ledger import AT, ask, job, later, taken

pytestmark = pytest.mark.usefixtures("any_database")


def leave_a_trace(session: Session) -> None:
    """An effect that can be counted."""
    number = len(session.scalars(select(Workspace.id)).all())
    session.add(Workspace(id=f"wsp_{number}", name="trace", created_at=utc_now()))


def traces() -> int:
    with reading() as session:
        return len(session.scalars(select(Workspace.id)).all())


def test_the_effect_and_the_end_are_written_together() -> None:
    job_id = ask()

    finish(taken(job_id), leave_a_trace, later(3))

    row = job(job_id)
    assert (row.state, row.finished_at, row.token, row.lease_until) == ("done", later(3), None, None)
    assert traces() == 1


def test_an_effect_that_fails_leaves_the_job_running_and_writes_nothing() -> None:
    job_id = ask()
    lease = taken(job_id)

    def half(session: Session) -> None:
        leave_a_trace(session)
        session.flush()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        finish(lease, half, AT)

    assert (job(job_id).state, job(job_id).token, traces()) == ("running", lease.token, 0)


def test_who_lost_the_lease_is_fenced_and_the_effect_is_written_once() -> None:
    job_id = ask()
    frozen = taken(job_id, "w1")
    successor = taken(job_id, "w2", later(61))

    with pytest.raises(Fenced):
        finish(frozen, leave_a_trace, later(62))
    assert (job(job_id).state, traces()) == ("running", 0)

    finish(successor, leave_a_trace, later(63))
    with pytest.raises(Fenced):
        finish(frozen, leave_a_trace, later(64))
    assert (job(job_id).finished_at, traces()) == (later(63), 1)


def test_a_canceled_jobs_work_is_thrown_away() -> None:
    job_id = ask(campaign_id="cmp_1")
    lease = taken(job_id)
    with transaction() as session:
        assert cancel_campaign(session, "cmp_1", ["test.do"], AT) == 1

    with pytest.raises(Fenced):
        finish(lease, leave_a_trace, AT)

    assert (job(job_id).state, traces()) == ("canceled", 0)


def test_without_the_fence_the_effect_would_be_written_twice() -> None:
    """The control: who was frozen does not look at its token before it writes."""
    job_id = ask()
    frozen = taken(job_id, "w1")
    successor = taken(job_id, "w2", later(61))

    def finish_unfenced(lease: Lease) -> None:
        with transaction() as session:
            leave_a_trace(session)
            session.get_one(Job, lease.job_id).state = "done"

    finish_unfenced(frozen)
    finish_unfenced(successor)

    assert traces() == 2


def test_the_workers_heartbeat_counts_what_it_finished() -> None:
    with transaction() as session:
        begin_heartbeat(session, "w1", ["render"], 123, AT)

    finish(taken(ask("gft_1"), at=later(1)), None, later(2))
    finish(taken(ask("gft_2"), at=later(3)), None, later(4))

    with reading() as session:
        [report] = workers(session, later(4))
    assert (report.jobs_done, report.last_job_at, report.state) == (2, later(4), "idle")


def test_while_the_database_is_busy_the_writing_is_tried_again_and_the_work_is_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    job_id = ask()
    lease, failures = taken(job_id), iter(range(2))
    monkeypatch.setattr("service.jobs.finish.sleep", lambda _: None)

    def busy_at_first(session: Session) -> None:
        leave_a_trace(session)
        session.flush()
        if next(failures, None) is not None:
            raise OperationalError("INSERT", {}, Exception("database is locked"))

    finish(lease, busy_at_first, AT)
    assert (job(job_id).state, traces()) == ("done", 1)


def test_a_job_put_off_is_the_same_row_later_and_has_lost_no_attempt() -> None:
    job_id = ask()
    lease = taken(job_id)
    finish(lease, partial(put_off, lease=lease, until=later(3600)), AT)
    row = job(job_id)
    assert (row.state, row.run_at, row.attempt, row.token, row.finished_at) == ("pending", later(3600), 0, None, None)

    for tried in range(1, 5):
        with transaction() as session:
            session.execute(update(Job).where(Job.id == job_id).values(run_at=AT))
        again = taken(job_id)
        finish(again, partial(put_off, lease=again, until=later(60), error=Fenced("not now")), AT)
        assert (job(job_id).attempt, job(job_id).last_error_type) == (min(tried, 2), "fenced")
