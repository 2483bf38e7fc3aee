"""Asking for work."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.jobs.enqueue import enqueue, enqueue_each, enqueue_kinds
from service.jobs.kinds import UnknownKind
from service.jobs.models import Job
from tests.statements import sent

pytestmark = pytest.mark.usefixtures("any_database")


def test_a_wish_becomes_a_pending_job_with_its_kinds_queue_and_attempts() -> None:
    with transaction() as session:
        job_id = enqueue(session, "test.do", "gft_1", version=3, campaign_id="cmp_1")

    with reading() as session:
        job = session.get_one(Job, job_id)
        assert (job.kind, job.subject_id, job.version, job.campaign_id) == ("test.do", "gft_1", 3, "cmp_1")
        assert (job.state, job.queue, job.attempt, job.max_attempts) == ("pending", "render", 0, 3)
        assert job.run_at == job.created_at


def test_the_same_wish_twice_is_one_job() -> None:
    with transaction() as session:
        first = enqueue(session, "test.do", "gft_1")
        again = enqueue(session, "test.do", "gft_1")
        other = enqueue(session, "test.do", "gft_1", version=2)

    assert again is None
    with reading() as session:
        assert set(session.scalars(select(Job.id))) == {first, other}


def test_a_wish_of_a_rolled_back_transaction_never_was() -> None:
    with pytest.raises(ZeroDivisionError), transaction() as session:
        enqueue(session, "test.do", "gft_1")
        raise ZeroDivisionError

    with reading() as session:
        assert session.scalars(select(Job.id)).all() == []


def test_many_subjects_are_asked_for_at_once_and_known_ones_left_out() -> None:
    with transaction() as session:
        enqueue(session, "test.do", "gft_7")
        new = enqueue_each(session, "test.do", [f"gft_{number}" for number in range(2500)])

    assert len(new) == 2499
    with reading() as session:
        assert len(session.scalars(select(Job.id)).all()) == 2500


def test_a_later_time_is_kept() -> None:
    later = datetime(2031, 1, 2, 3, 4, 5, tzinfo=UTC)
    with transaction() as session:
        job_id = enqueue(session, "test.do", "gft_1", run_at=later)

    with reading() as session:
        assert session.get_one(Job, job_id).run_at == later


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(UnknownKind, match=r"test\.undone"), transaction() as session:
        enqueue(session, "test.undone", "gft_1")


@pytest.mark.parametrize(("wait", "rung"), [(timedelta(0), 1), (timedelta(hours=1), 0)])
def test_the_bell_rings_after_the_commit_and_only_for_what_is_due(
    wait: timedelta, rung: int, rings: Callable[[], list[str]]
) -> None:
    with transaction() as session:
        enqueue(session, "test.do", "gft_1", run_at=utc_now() + wait)
        assert rings() == []

    assert len(rings()) == rung


def test_several_kinds_about_one_subject_are_asked_for_at_once_and_known_ones_left_out() -> None:
    with transaction() as session:
        enqueue(session, "test.do", "gft_1", version=2)
    with sent() as heard, transaction() as session:
        new = enqueue_kinds(session, ("test.do", "test.other"), "gft_1", version=2, campaign_id="cmp_1")

    assert new == ["test.other"]
    assert sum(statement.startswith("INSERT") for statement in heard) == 1
    with reading() as session:
        assert sorted(session.scalars(select(Job.kind))) == ["test.do", "test.other"]
