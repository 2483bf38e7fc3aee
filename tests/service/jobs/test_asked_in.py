"""Which request a job came from: kept with it, handed on to the jobs that it asks for, and said by every line it logs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session
from structlog.contextvars import get_contextvars
from structlog.testing import capture_logs

from service.app.logs.log import configure_logging
from service.db.base import utc_now
from service.db.connect import transaction
from service.jobs.act_types import Effect, JobKind, Lease
from service.jobs.asked_in import asked_in, within
from service.jobs.enqueue import enqueue, enqueue_kinds
from service.jobs.kinds import register
from service.jobs.models import Job
from service.jobs.run import run_job, run_jobs
from tests.service.jobs.ledger import ask, job

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def own_logging() -> Iterator[None]:
    """The other tests get their own logging back."""
    yield
    structlog.reset_defaults()


def test_a_job_keeps_the_request_it_was_asked_for_in_and_none_where_nobody_asked() -> None:
    with within("req_1"):
        asked = ask()
    swept = ask("gft_2")

    assert (job(asked).request_id, job(swept).request_id, asked_in()) == ("req_1", None, None)


def test_kinds_that_are_asked_for_together_keep_it_as_well() -> None:
    with within("req_1"), transaction() as session:
        assert sorted(enqueue_kinds(session, ["test.do", "test.other"], "gft_1")) == ["test.do", "test.other"]
        found = session.execute(select(Job.kind, Job.request_id).order_by(Job.kind)).all()

    assert [tuple(row) for row in found] == [("test.do", "req_1"), ("test.other", "req_1")]


def test_what_a_job_asks_for_belongs_to_the_same_request_and_the_next_job_to_its_own() -> None:
    """Taken together for one message, in one process: nothing of one job may be said of the next."""
    new: list[str | None] = []
    seen: list[dict[str, Any]] = []

    def do(lease: Lease) -> Effect:
        seen.append(get_contextvars())

        def effect(session: Session) -> None:
            new.append(enqueue(session, "test.other", lease.subject_id))

        return effect

    register({"test.do": JobKind("test.do", do, "render"), "test.other": JobKind("test.other", do, "mail")})
    with within("req_1"):
        first = ask(run_at=utc_now())
    ask("gft_2", run_at=utc_now())

    assert run_jobs(first, "w1") == 2
    assert [one.get("request") for one in seen] == ["req_1", None]
    assert [job(str(one)).request_id for one in new] == ["req_1", None]
    assert get_contextvars() == {}


def test_the_last_line_of_a_job_names_job_kind_campaign_and_request() -> None:
    with within("req_1"):
        job_id = ask(run_at=utc_now(), campaign_id="cmp_1")

    with capture_logs() as logs:
        assert run_job(job_id, "w1") == "done"

    [line] = logs
    assert {name: line[name] for name in ("job", "kind", "campaign", "request")} == {
        "job": job_id, "kind": "test.do", "campaign": "cmp_1", "request": "req_1",
    }  # fmt: skip


@pytest.mark.usefixtures("own_logging")
def test_a_line_that_an_act_logs_says_it_by_itself(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("INFO")
    register({"test.do": JobKind("test.do", lambda _lease: structlog.get_logger().info("on_the_way"), "render")})
    with within("req_1"):
        job_id = ask(run_at=utc_now(), campaign_id="cmp_1")

    run_job(job_id, "w1")

    [line] = [one for one in map(json.loads, capsys.readouterr().err.splitlines()) if one["event"] == "on_the_way"]
    assert (line["job"], line["kind"], line["campaign"], line["request"]) == (job_id, "test.do", "cmp_1", "req_1")
