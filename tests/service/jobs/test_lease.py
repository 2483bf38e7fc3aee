"""Keeping a job while the work goes on."""

from __future__ import annotations

from datetime import timedelta
from time import monotonic, sleep

import pytest

from service.db.base import utc_now
from service.errors import Fenced
from service.jobs.lease import kept
from tests.conftest import forget_settings
from tests.service.jobs.ledger import ask, job, taken

pytestmark = pytest.mark.usefixtures("database")


def test_extending_begins_the_lease_anew() -> None:
    began = utc_now()
    job_id = ask(run_at=began - timedelta(minutes=5))
    lease = taken(job_id, at=began - timedelta(seconds=50))

    lease.extend()

    until = job(job_id).lease_until
    assert until is not None
    assert began + timedelta(seconds=60) <= until <= utc_now() + timedelta(seconds=60)


def test_a_lost_lease_cannot_be_extended() -> None:
    now = utc_now()
    job_id = ask(run_at=now - timedelta(minutes=5))
    lost = taken(job_id, at=now - timedelta(seconds=120))
    successor = taken(job_id, "w2", at=now)

    with pytest.raises(Fenced):
        lost.extend()

    assert job(job_id).lease_until == successor.lease_until


class TestKept:
    @pytest.fixture(autouse=True)
    def short(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("HANDPICKED_LEASE_SECONDS", "2")
        forget_settings()

    def test_the_lease_is_extended_while_the_work_goes_on(self) -> None:
        job_id = ask(run_at=utc_now())
        lease = taken(job_id, at=utc_now())

        until, deadline = lease.lease_until, monotonic() + 30
        with kept(lease, longest_seconds=60):
            while until == lease.lease_until and monotonic() < deadline:
                sleep(0.05)
                until = job(job_id).lease_until or lease.lease_until

        assert until > lease.lease_until

    def test_but_not_beyond_the_longest_time(self) -> None:
        job_id = ask(run_at=utc_now())
        lease = taken(job_id, at=utc_now())

        with kept(lease, longest_seconds=0.5):
            sleep(0.9)

        assert job(job_id).lease_until == lease.lease_until
