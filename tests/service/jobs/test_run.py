"""One attempt at one job, from claim to finish."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from billiard.exceptions import SoftTimeLimitExceeded
from psycopg.errors import LockNotAvailable
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from structlog.contextvars import get_contextvars
from structlog.testing import capture_logs

from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import PermanentError, TemporaryError
from service.jobs import run
from service.jobs.act_types import Effect, JobKind, Lease
from service.jobs.cancel import cancel_campaign
from service.jobs.fail import AfterFailure
from service.jobs.kinds import register
from service.jobs.run import Interrupted, run_job, run_jobs
from service.workspaces.models import Workspace
from tests.service.jobs.ledger import ask, change, job

pytestmark = pytest.mark.usefixtures("database")


def act(do: Callable[[Lease], Effect | None]) -> None:
    register({"test.do": JobKind("test.do", do, "render")})


def add_workspace(session: Session) -> None:
    session.add(Workspace(id="wsp_1", name="made", created_at=utc_now()))


def test_the_effect_is_written_and_one_line_is_logged_without_the_subject() -> None:
    act(lambda _lease: add_workspace)
    job_id = ask(run_at=utc_now())

    with capture_logs() as logs:
        assert run_job(job_id, "w1") == "done"

    with reading() as session:
        assert session.scalars(select(Workspace.id)).all() == ["wsp_1"]
    [line] = logs
    assert line.pop("seconds") >= 0
    assert line == {
        "event": "job", "log_level": "info", "job": job_id, "kind": "test.do", "attempt": 1, "outcome": "done",
    }  # fmt: skip


def test_every_line_logged_on_the_way_says_which_job_it_is_about() -> None:
    bound = []
    act(lambda _lease: bound.append(get_contextvars()))
    job_id = ask(run_at=utc_now())

    assert run_job(job_id, "w1") == "done"
    assert (bound, get_contextvars()) == ([{"job": job_id, "kind": "test.do"}], {})


def test_a_second_message_for_the_same_job_finds_it_not_free() -> None:
    job_id = ask(run_at=utc_now())

    assert [run_job(job_id, "w1"), run_job(job_id, "w2")] == ["done", "not free"]


@pytest.mark.parametrize(
    ("error", "outcome"),
    [(TemporaryError("Busy."), "pending"), (PermanentError("Never."), "dead"), (KeyError("x"), "pending")],
)
def test_an_act_that_raises_ends_in_the_ledger(error: Exception, outcome: str) -> None:
    def fails(_lease: Lease) -> None:
        raise error

    act(fails)
    job_id = ask(run_at=utc_now())

    assert run_job(job_id, "w1") == outcome
    assert job(job_id).state == outcome


def test_an_effect_that_raises_is_a_failed_attempt() -> None:
    def effect(session: Session) -> None:
        add_workspace(session)
        raise TemporaryError("Busy.")

    act(lambda _lease: effect)
    job_id = ask(run_at=utc_now())

    assert run_job(job_id, "w1") == "pending"
    with reading() as session:
        assert session.scalars(select(Workspace.id)).all() == []


def test_work_that_was_canceled_meanwhile_is_thrown_away() -> None:
    def canceled_meanwhile(lease: Lease) -> Effect:
        with transaction() as session:
            cancel_campaign(session, str(lease.campaign_id), ["test.do"], utc_now())
        return add_workspace

    act(canceled_meanwhile)

    assert run_job(ask(run_at=utc_now(), campaign_id="cmp_1"), "w1") == "fenced"
    with reading() as session:
        assert session.scalars(select(Workspace.id)).all() == []


def test_a_kind_this_worker_does_not_know_waits_for_one_that_does() -> None:
    job_id = ask(run_at=utc_now())
    change(job_id, kind="test.newer")

    assert run_job(job_id, "w1") == "pending"
    assert job(job_id).last_error_type == "unknown_kind"


def test_a_job_that_fails_while_the_database_is_away_is_given_back_as_soon_as_it_is_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Else it would be nobody's until its lease runs out."""
    real, asked = run.fail, list[datetime]()

    def away_twice(lease: Lease, error: BaseException, at: datetime) -> AfterFailure:
        asked.append(at)
        if len(asked) < 3:
            raise OperationalError("UPDATE job", {}, LockNotAvailable())
        return real(lease, error, at)

    def break_off(_lease: Lease) -> None:
        raise TemporaryError("Not now.")

    monkeypatch.setattr(run, "ASKED_AGAIN_SECONDS", 0.0)
    monkeypatch.setattr(run, "fail", away_twice)
    act(break_off)
    job_id = ask(run_at=utc_now())

    assert (run_job(job_id, "w1"), len(asked), job(job_id).state) == ("pending", 3, "pending")


def _told_as(raised: Exception, *, by_cause: bool) -> Exception:
    """Another error, raised because of the first or while it was handled."""
    told = KeyError("x")
    told.__cause__, told.__context__ = (raised, None) if by_cause else (None, raised)
    return told


@pytest.mark.parametrize(
    "raised",
    [
        SoftTimeLimitExceeded(),
        MemoryError(),
        _told_as(SoftTimeLimitExceeded(), by_cause=True),
        _told_as(MemoryError(), by_cause=False),
    ],
    ids=["too long", "too much memory", "behind its cause", "met on the way"],
)
def test_a_process_that_was_interrupted_tells_the_jobs_end_and_takes_no_other(raised: Exception) -> None:
    def interrupted(_lease: Lease) -> None:
        raise raised

    act(interrupted)
    job_id, other = ask(run_at=utc_now()), ask("gft_2", run_at=utc_now())

    with pytest.raises(Interrupted):
        run_jobs(job_id, "w1")

    assert (job(job_id).state, job(other).state) == ("pending", "pending")
    assert (job(job_id).last_error_type, job(other).attempt) == (type(raised).__name__, 0)
