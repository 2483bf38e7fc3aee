"""The short form: two hosts work off one ledger. One of them is cut off past its leases, dies with its disk, and is started again
where the tables have meanwhile become those of a later version. Every job is done, and done once.

The other host is this process: it takes a job at a time and sweeps.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

import pytest
from sqlalchemy import select, text

from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.jobs.models import Job
from service.jobs.run import run_job
from service.jobs.sweep import sweep_once
from tests.conftest import forget_settings
from tests.faults.arena import (
    FAULT_WORKER,
    Tally,
    ask_for_work,
    celery_worker,
    is_quiet,
    lost_leases,
    make_room_for_effects,
    tally,
)
from tests.faults.fault_kinds import register_faults
from tests.faults.hosts.host import DATABASE, Host, host, servers_here, wait
from tests.postgres import PostgresServer

LEASE_SECONDS = 2
NORTH, SOUTH = "worker@north", "worker@south"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANDPICKED_LEASE_SECONDS", str(LEASE_SECONDS))
    forget_settings()
    register_faults()


@dataclass
class Beside:
    """This process, which works beside the south: there is always something to do."""

    south: Host
    asked: int = 0

    def until(self, is_true: Callable[[], bool], seconds: float, *, is_asking: bool = True) -> bool:
        """Works until then. False where the time ran out first."""

        def work() -> bool:
            if is_asking and self.asked - tally().done < 10:
                ask_for_work(self.asked, 20)
                self.asked += 20
            sweep_once(utc_now())
            with reading() as session:
                job_id = session.scalar(select(Job.id).where(Job.state == "pending").limit(1))
            if job_id is not None:
                run_job(job_id, NORTH)
            return is_true()

        return wait([self.south], work, seconds)


def began_by(worker: str, state: str = "running") -> list[str]:
    """The ids of its jobs in that state, the latest first."""
    with reading() as session:
        mine = (Job.state == state, Job.worker == worker)
        return list(session.scalars(select(Job.id).where(*mine).order_by(Job.started_at.desc())))


@pytest.mark.usefixtures("own_database", "broker")
@pytest.mark.timeout(300)
def test_jobs_of_a_host_that_is_cut_off_dies_and_meets_later_tables_are_done_once(
    tmp_path: Path, postgres: PostgresServer
) -> None:
    make_room_for_effects()
    lines = {"worker": celery_worker(FAULT_WORKER, SOUTH, "default")}
    with host("south", tmp_path / "south", servers_here(postgres), lines) as south:
        south.start()
        north = Beside(south)
        assert north.until(lambda: bool(began_by(SOUTH)), 120)
        with south.cut_off():
            held, cut_at = began_by(SOUTH), monotonic()
            assert north.until(lambda: monotonic() - cut_at > LEASE_SECONDS + 1.5, 60)
            assert held, "it had nothing in hand when it was cut off"
        assert north.until(lambda: bool(began_by(SOUTH)), 120), "it did not come back by itself"
        south.die()
        with transaction() as session:
            session.execute(
                text("ALTER TABLE job ADD COLUMN of_a_later_version VARCHAR DEFAULT 'nobody here knows it'")
            )
        done_before = len(began_by(SOUTH, "done"))
        south.start()
        assert north.until(lambda: len(began_by(SOUTH, "done")) > done_before, 120)
        assert north.until(is_quiet, 60, is_asking=False)
        assert 1 <= south.cables[DATABASE].most <= 10

    assert lost_leases() >= 2, "the faults hit nothing"
    done = north.asked
    assert tally() == Tally(jobs=done, done=done, dead=0, effects=done, subjects=done)
