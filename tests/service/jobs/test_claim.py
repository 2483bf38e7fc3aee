"""Taking a job: of any number of workers exactly one gets it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import update

from service.db.connect import reading, transaction
from service.jobs.cancel import cancel_campaign
from service.jobs.claim import claim
from service.jobs.finish import finish
from service.jobs.models import Job
from tests.service.jobs.ledger import AT, ask, change, job, later, taken

pytestmark = pytest.mark.usefixtures("any_database")

WORKERS = 8


def test_a_due_job_is_taken_with_a_lease_of_the_settings_length() -> None:
    job_id = ask(version=4, campaign_id="cmp_1")

    lease = taken(job_id, "w1", later(5))

    assert (lease.kind, lease.subject_id, lease.version, lease.campaign_id) == ("test.do", "gft_1", 4, "cmp_1")
    assert (lease.attempt, lease.lease_until) == (1, later(65))
    row = job(job_id)
    assert (row.state, row.worker, row.token, row.started_at) == ("running", "w1", lease.token, later(5))


def test_a_job_is_not_taken_before_its_time() -> None:
    job_id = ask(run_at=later(10))

    assert claim(job_id, "w1", later(9)) is None
    assert job(job_id).state == "pending"


def test_a_job_in_good_hands_is_not_taken() -> None:
    job_id = ask()
    lease = taken(job_id)

    assert claim(job_id, "w2", later(59)) is None
    assert job(job_id).token == lease.token


def test_a_closed_job_is_not_taken() -> None:
    done, canceled = ask("gft_1"), ask("gft_2", campaign_id="cmp_1")
    finish(taken(done), None, AT)
    with transaction() as session:
        cancel_campaign(session, "cmp_1", ["test.do"], AT)

    assert claim(done, "w2", later(999)) is None
    assert claim(canceled, "w2", later(999)) is None


def test_an_abandoned_job_is_taken_over_with_a_fresh_token_and_the_loss_is_counted() -> None:
    job_id = ask()
    lost = taken(job_id, "w1")

    lease = taken(job_id, "w2", later(61))

    assert lease.token != lost.token
    row = job(job_id)
    assert (row.attempt, row.lease_expiries, row.worker) == (2, 1, "w2")


def test_a_job_that_lost_two_workers_and_now_a_third_is_left_to_the_sweeper() -> None:
    job_id = ask()
    taken(job_id)
    change(job_id, lease_expiries=2)

    assert claim(job_id, "w2", later(61)) is None


def test_many_workers_one_winner() -> None:
    for number in range(10):
        job_id = ask(f"gft_{number}")
        start = Barrier(WORKERS)

        def grab(worker: int, job_id: str = job_id, start: Barrier = start) -> bool:
            start.wait()
            return claim(job_id, f"w{worker}", AT) is not None

        with ThreadPoolExecutor(WORKERS) as pool:
            wins = list(pool.map(grab, range(WORKERS)))

        assert wins.count(True) == 1
        assert job(job_id).attempt == 1


def test_without_the_condition_in_the_update_all_would_win() -> None:
    """The control: look first, then write. What the test above would show without the guard."""
    job_id = ask()
    looked = Barrier(WORKERS)

    def grab(_worker: int) -> bool:
        with reading() as session:
            free = session.get_one(Job, job_id).state == "pending"
        looked.wait()
        with transaction() as session:
            session.execute(update(Job).where(Job.id == job_id).values(state="running", attempt=Job.attempt + 1))
        return free

    with ThreadPoolExecutor(WORKERS) as pool:
        wins = list(pool.map(grab, range(WORKERS)))

    assert wins.count(True) == WORKERS
    assert job(job_id).attempt == WORKERS
