"""What ops look at."""

from __future__ import annotations

from datetime import timedelta

import pytest

from service.db.connect import reading, transaction
from service.errors import PermanentError, TemporaryError
from service.jobs.fail import fail
from service.jobs.finish import finish
from service.jobs.heartbeat import begin_heartbeat
from service.jobs.queue_report import (
    FailureCause,
    QueueReport,
    Spread,
    failures,
    queues,
    retries,
    workers,
)
from service.workspaces.models import Workspace
from tests.service.jobs.ledger import AT, ask, change, job, later, taken

pytestmark = pytest.mark.usefixtures("any_database")


def test_a_queue_tells_depth_due_age_and_times() -> None:
    for number in range(20):
        lease = taken(ask(f"done_{number}"), at=later(number))
        finish(lease, None, later(number + 2))
    ask("due", run_at=later(10))
    ask("not_due", run_at=later(900))
    taken(ask("running"), at=later(30))
    change(ask("dead"), state="dead")

    with reading() as session:
        [report] = queues(session, later(40))

    assert report == QueueReport(
        queue="render",
        open=3,
        due=1,
        oldest_due=timedelta(seconds=30),
        running=1,
        dead=1,
        wait=Spread(p50=9, p95=18),
        run=Spread(p50=2, p95=2),
    )


def test_a_named_queue_is_told_of_even_if_it_is_empty() -> None:
    with reading() as session:
        assert queues(session, AT, ["video"]) == [QueueReport("video", 0, 0, None, 0, 0, None, None)]


def test_dead_jobs_are_grouped_by_cause_and_kept_to_their_workspace() -> None:
    with transaction() as session:
        session.add_all([Workspace(id=name, name=name, created_at=AT) for name in ("wsp_1", "wsp_2")])
    for number in range(3):
        job_id = ask(f"gft_{number}", workspace_id="wsp_1")
        fail(taken(job_id), PermanentError("No such address."), later(number))
    fail(taken(ask("gft_7", workspace_id="wsp_2")), PermanentError("No such address."), AT)

    with reading() as session:
        assert failures(session, "wsp_1") == [FailureCause("test.do", "permanent", "No such address.", 3, AT, later(2))]
        assert [cause.jobs for cause in failures(session)] == [4]


def test_retries_say_when_they_come_and_only_those_of_the_workspace() -> None:
    with transaction() as session:
        session.add_all([Workspace(id=name, name=name, created_at=AT) for name in ("wsp_1", "wsp_2")])
    job_id = ask(workspace_id="wsp_1")
    fail(taken(job_id), TemporaryError("Busy."), later(1))
    fail(taken(ask("gft_3", workspace_id="wsp_2")), TemporaryError("Busy."), later(1))
    ask("gft_2", run_at=later(500), workspace_id="wsp_1")  # later, but never tried

    with reading() as session:
        [retry] = retries(session, later(1), "wsp_1")
        [report] = queues(session, later(1), (), "wsp_2")
        assert report.open == 1

    assert (retry.job_id, retry.attempt, retry.max_attempts, retry.error_code) == (job_id, 1, 3, "temporary")
    assert retry.next_at == job(job_id).run_at


def test_a_worker_is_working_idle_or_lost() -> None:
    with transaction() as session:
        begin_heartbeat(session, "w1", ["render", "mail"], 1, AT)
        begin_heartbeat(session, "w2", ["render"], 2, AT)
        begin_heartbeat(session, "w3", ["render"], 3, later(-100))
    taken(ask("gft_1"), "w1")

    with reading() as session:
        found = workers(session, later(10))

    assert [(one.name, one.state, one.in_hand, one.queues) for one in found] == [
        ("w1", "working", 1, ("render", "mail")),
        ("w2", "idle", 0, ("render",)),
        ("w3", "lost", 0, ("render",)),
    ]
    assert found[0].last_job_at == AT
