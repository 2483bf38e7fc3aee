"""What is due after a job is done with it, for one message: nothing lost, nothing twice, and nobody else's work."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import Fenced
from service.jobs import run
from service.jobs.act_types import Effect, JobKind, Lease
from service.jobs.crash import note_crash
from service.jobs.finish import finish_and_claim
from service.jobs.heartbeat import begin_heartbeat
from service.jobs.kinds import register
from service.jobs.models import Job
from service.jobs.queue_report import workers
from service.jobs.run import run_jobs
from service.workspaces.models import Workspace
from tests.service.jobs.ledger import AT, ask, job, later, taken

pytestmark = pytest.mark.usefixtures("any_database")

WORKERS = 6


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The subjects that were worked on, in order; a machine that is busy does as many for one message as an idle one."""
    subjects: list[str] = []

    def act(lease: Lease) -> None:
        subjects.append(lease.subject_id)

    monkeypatch.setattr(run, "TOGETHER_SECONDS", 60.0)
    register(
        {
            "test.do": JobKind("test.do", act, "render", soft_seconds=3600),
            "test.other": JobKind("test.other", act, "render"),
        }
    )
    return subjects


def ago(seconds: float) -> datetime:
    return utc_now() - timedelta(seconds=seconds)


def test_one_message_does_what_is_due_behind_its_job_oldest_first_and_counts_each(done: list[str]) -> None:
    with transaction() as session:
        begin_heartbeat(session, "w1", ["render"], 123, AT)
    first = ask("gft_0", run_at=ago(60))
    for number in (3, 1, 2):
        ask(f"gft_{number}", run_at=ago(30 - number))

    assert run_jobs(first, "w1") == 4
    assert done == ["gft_0", "gft_1", "gft_2", "gft_3"]
    with reading() as session:
        assert set(session.execute(select(Job.state, Job.worker, Job.attempt, Job.token))) == {("done", "w1", 1, None)}
        assert [one.jobs_done for one in workers(session, utc_now())] == [4]


def test_work_of_another_kind_of_another_queue_or_of_later_waits_for_its_own_message(done: list[str]) -> None:
    first = ask("gft_0", run_at=ago(60))
    ask("gft_1", queue="film", run_at=ago(9))
    ask("gft_2", run_at=ago(-60))
    ask("gft_3", "test.other", run_at=ago(9))
    ask("gft_4", run_at=ago(5))

    assert run_jobs(first, "w1") == 1
    assert done == ["gft_0"]


def test_a_job_that_somebody_waits_for_takes_nothing_from_the_queue_of_its_kind(done: list[str]) -> None:
    waited_for = ask("gft_0", queue="film", run_at=ago(9))
    ask("gft_1", run_at=ago(9))

    assert (run_jobs(waited_for, "w1"), done) == (1, ["gft_0"])


def test_a_message_whose_job_is_taken_does_nothing(done: list[str]) -> None:
    first = ask("gft_0", run_at=ago(9))
    taken(first, "w2", utc_now())
    ask("gft_1", run_at=ago(9))

    assert (run_jobs(first, "w1"), done) == (0, [])


def test_after_a_job_that_failed_the_next_waits_for_its_message() -> None:
    def fails(_lease: Lease) -> None:
        raise KeyError

    register({"test.do": JobKind("test.do", fails, "render", soft_seconds=3600)})
    first, other = (ask(subject, run_at=ago(9)) for subject in ("gft_0", "gft_1"))

    assert run_jobs(first, "w1") == 0
    assert [(job(one).state, job(one).attempt) for one in (first, other)] == [("pending", 1), ("pending", 0)]


def test_no_message_holds_its_process_for_longer_than_a_twentieth_of_a_jobs_time_limit(
    done: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    moments = iter((0.0, 1.0, 1.0, 1.0, 1.0, *[2.0] * 20))
    monkeypatch.setattr(run, "monotonic", lambda: next(moments))
    register({"test.do": JobKind("test.do", lambda lease: done.append(lease.subject_id), "render", soft_seconds=30)})
    first = ask("gft_0", run_at=ago(60))
    for number in range(1, 5):
        ask(f"gft_{number}", run_at=ago(30 - number))

    assert run_jobs(first, "w1") == 2


def _trace(session: Session) -> None:
    session.add(Workspace(id="wsp_1", name="trace", created_at=utc_now()))


def test_who_lost_the_lease_takes_nothing_with_its_end() -> None:
    first, other = ask("gft_0"), ask("gft_1")
    frozen = taken(first, "w1")
    taken(first, "w2", later(61))

    for effect in (None, _trace):
        with pytest.raises(Fenced):
            finish_and_claim(frozen, effect, later(62), first)
    assert job(other).state == "pending"
    with reading() as session:
        assert session.scalars(select(Workspace.id)).all() == []


def test_an_effect_that_fails_leaves_the_next_where_it_is() -> None:
    first, other = ask("gft_0"), ask("gft_1")

    def raising(session: Session) -> None:
        _trace(session)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        finish_and_claim(taken(first), raising, AT, first)
    assert (job(first).state, job(other).state) == ("running", "pending")


@pytest.mark.parametrize("effect", [None, _trace])
def test_the_end_and_the_next_lease_are_written_together(effect: Effect | None) -> None:
    first, other = ask("gft_0"), ask("gft_1")

    lease = finish_and_claim(taken(first), effect, later(3), first)

    assert lease is not None
    assert (lease.job_id, lease.attempt, lease.lease_until, lease.queue) == (other, 1, later(63), "render")
    assert (job(first).state, job(other).state, job(other).token) == ("done", "running", lease.token)


def test_the_death_of_a_process_is_held_against_the_job_that_it_had_taken_behind_its_message() -> None:
    rung, own, others = ask("gft_0"), ask("gft_1"), ask("gft_2")
    lease = finish_and_claim(taken(rung), None, later(1), rung)
    assert lease is not None
    in_hand, untouched = (own, others) if lease.job_id == own else (others, own)
    taken(untouched, "w1", later(1))

    with transaction() as session:
        assert note_crash(session, rung, "w1", later(2)) == "pending"

    assert (job(in_hand).state, job(in_hand).crashes) == ("pending", 1)
    assert (job(rung).state, job(rung).crashes) == ("done", 0)
    assert (job(untouched).state, job(untouched).crashes) == ("running", 0)


def test_many_workers_that_go_on_do_each_job_once() -> None:
    ids = [ask(f"gft_{number}", run_at=later(number)) for number in range(48)]
    assert _worked_together(ids, guarded=True) == dict.fromkeys((f"gft_{number}" for number in range(48)), 1)


def test_without_the_condition_in_the_taking_some_would_be_done_twice() -> None:
    """The control: look which is next, then take it."""
    ids = [ask(f"gft_{number}", run_at=later(number)) for number in range(48)]
    assert max(_worked_together(ids, guarded=False).values()) > 1


def _worked_together(ids: list[str], *, guarded: bool) -> dict[str, int]:
    """Subject -> how often it was worked on by six workers that each were rung for once."""
    start, worked = Barrier(WORKERS), Counter[str]()

    def guarded_worker(number: int) -> None:
        lease: Lease | None = taken(ids[number], f"w{number}", later(100))
        start.wait()
        while lease is not None:
            worked[lease.subject_id] += 1
            lease = finish_and_claim(lease, None, later(100), ids[number])

    def careless_worker(_number: int) -> None:
        start.wait()
        while True:
            with reading() as session:
                found = session.execute(
                    select(Job.id, Job.subject_id).where(Job.state == "pending").order_by(Job.run_at).limit(1)
                ).one_or_none()
            if found is None:
                return
            worked[found.subject_id] += 1
            with transaction() as session:
                session.execute(update(Job).where(Job.id == found.id).values(state="done"))

    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(guarded_worker if guarded else careless_worker, range(WORKERS)))
    return dict(worked)


def test_an_abandoned_job_is_not_taken_in_passing() -> None:
    """Its lease is for the sweeper to end: here only what waits is looked at."""
    first, lost = ask("gft_0", run_at=later(1)), ask("gft_1")
    taken(lost, "w2", AT)

    assert finish_and_claim(taken(first, at=later(100)), None, later(100), first) is None
    assert (job(lost).state, job(lost).worker) == ("running", "w2")
