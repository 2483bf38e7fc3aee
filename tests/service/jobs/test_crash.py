"""What is held against a job: the death of its own process, seen by a worker that lives."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest
from billiard.exceptions import TimeLimitExceeded, WorkerLostError
from sqlalchemy import update

from service.db.base import utc_now
from service.db.connect import transaction
from service.jobs import worker_life
from service.jobs.crash import note_crash
from service.jobs.kinds import registered
from service.jobs.models import POISON_CRASHES, Job
from service.jobs.release import expire_leases
from service.jobs.sweep import free_expired
from service.jobs.worker_life import WorkerLife
from tests.service.jobs.ledger import ask, job, later, taken

pytestmark = pytest.mark.usefixtures("any_database")


def crash(job_id: str, at: float, worker: str = "w1", blame: int = 1) -> str | None:
    with transaction() as session:
        return note_crash(session, job_id, worker, later(at), blame=blame)


def test_the_third_process_that_dies_of_a_job_dead_letters_it(obituaries: list[tuple[str, str]]) -> None:
    job_id, ends = ask(), []
    for at in (0.0, 100.0, 200.0):
        taken(job_id, "w1", later(at))
        ends.append(crash(job_id, at + 5))

    assert ends == ["pending", "pending", "dead"]
    assert (job(job_id).state, job(job_id).crashes, job(job_id).last_error_type) == ("dead", 3, "worker_lost")
    assert obituaries == [("gft_1", "worker_lost")]


def test_the_first_time_it_runs_again_at_once_without_waiting_for_its_lease() -> None:
    job_id = ask()
    taken(job_id, "w1", later(0))
    crash(job_id, 5)

    assert (job(job_id).state, job(job_id).run_at) == ("pending", later(5))
    assert taken(job_id, "w2", later(5)).attempt == 2


def test_machines_that_go_down_in_between_are_not_counted_with_it() -> None:
    """Two crashes of its own, and any number of losses that were not, leave a job alive."""
    job_id = ask()
    for number, at in enumerate(range(0, 70_000, 10_000)):
        taken(job_id, "w1", later(at))
        if number in {1, 4}:
            assert crash(job_id, at + 5) == "pending"
        else:
            with transaction() as session:
                assert expire_leases(session, ["w1"], later(at + 5)) == 1
            assert free_expired(later(at + 6)) == 1

    assert (job(job_id).state, job(job_id).crashes, job(job_id).lease_expiries) == ("pending", 2, 7)


def test_who_lost_the_job_to_another_worker_says_nothing_about_it_any_more() -> None:
    job_id = ask()
    taken(job_id, "w1", later(0))
    lease = taken(job_id, "w2", later(61))

    assert crash(job_id, 62, worker="w1") is None
    assert (job(job_id).token, job(job_id).crashes) == (lease.token, 0)


def test_on_a_full_disk_nothing_is_held_against_a_job() -> None:
    job_id = ask()
    for at in range(0, 50_000, 10_000):
        taken(job_id, "w1", later(at))
        assert crash(job_id, at + 5, blame=0) == "pending"

    assert (job(job_id).crashes, job(job_id).lease_expiries) == (0, 5)


@pytest.mark.parametrize(
    ("exception", "is_ending", "noted"),
    [
        (WorkerLostError("signal 9"), False, ["pending"]),
        (TimeLimitExceeded(90), False, ["pending"]),
        (ValueError("an act that raised, told by its own child"), False, ["running"]),
        (WorkerLostError("signal 15"), True, ["running"]),
    ],
)
def test_a_worker_tells_the_ledger_of_a_childs_death_and_of_nothing_else(
    exception: Exception, is_ending: bool, noted: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        worker_life, "state", SimpleNamespace(should_stop=0 if is_ending else None, should_terminate=None)
    )
    job_id = ask(run_at=utc_now())
    taken(job_id, "w1", utc_now())
    life = WorkerLife()
    life._name, life._queues, life._began_at = "w1", ("render",), later(-1)
    life._note_death(task_id=job_id, exception=exception)
    life._tell_deaths(utc_now())

    assert [job(job_id).state] == noted


def test_a_death_that_cannot_be_told_holds_up_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    def raising(*_: object) -> None:
        raise ValueError

    jobs = [ask(name, run_at=utc_now()) for name in ("gft_1", "gft_2", "gft_3")]
    kind = job(jobs[0]).kind
    known = replace(registered()[kind], on_dead=raising)
    monkeypatch.setattr("service.jobs.fail.registered", lambda: {kind: known})
    for job_id in jobs:
        taken(job_id, "w1", utc_now())
    with transaction() as session:
        session.execute(update(Job).where(Job.id == jobs[0]).values(crashes=POISON_CRASHES - 1))
    life = WorkerLife()
    life._name, life._queues, life._began_at = "w1", ("render",), later(-1)
    for job_id in jobs:
        life._note_death(task_id=job_id, exception=WorkerLostError("signal 9"))
    life._tell_deaths(utc_now())

    assert [job(job_id).state for job_id in jobs] == ["running", "pending", "pending"]


def test_a_worker_that_begins_frees_what_its_predecessor_of_that_name_had_in_hand_and_not_its_own() -> None:
    before, own = ask("gft_1"), ask("gft_2")
    taken(before, "w1", later(0))
    taken(own, "w1", later(20))
    with transaction() as session:
        expire_leases(session, ["w1"], later(30), begun_before=later(10))

    assert free_expired(later(31)) == 1
    assert [job(before).state, job(own).state] == ["pending", "running"]
    with transaction() as session:
        assert session.get_one(Job, before).crashes == 0
