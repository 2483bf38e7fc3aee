"""Jobs of workers that are known to be gone."""

from __future__ import annotations

import pytest

from service.db.connect import transaction
from service.jobs.release import expire_leases, release
from service.jobs.sweep import free_expired
from tests.service.jobs.ledger import ask, job, later, taken

pytestmark = pytest.mark.usefixtures("any_database")


def test_after_an_orderly_stop_the_attempt_does_not_count() -> None:
    ours, anothers = ask("gft_1"), ask("gft_2")
    taken(ours, "w1")
    taken(anothers, "w2")

    with transaction() as session:
        assert release(session, ["w1"], later(5)) == 1

    row = job(ours)
    assert (row.state, row.run_at, row.attempt, row.lease_expiries) == ("pending", later(5), 0, 0)
    assert job(anothers).state == "running"


def test_after_a_stop_nobody_saw_the_loss_counts_and_the_job_is_free_at_once() -> None:
    job_id = ask()
    taken(job_id, "w1")

    with transaction() as session:
        assert expire_leases(session, ["w1"], later(5)) == 1

    assert free_expired(later(5)) == 1
    assert (job(job_id).attempt, job(job_id).lease_expiries) == (1, 1)
