"""The verdict and the memory look at the same things."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from service.db.connect import engine, reading, transaction
from service.jobs.heartbeat import begin_heartbeat
from service.jobs.models import Hitch, Job, WorkerHeartbeat
from service.jobs.queue_report import workers
from service.jobs.redrive import redrive_cause
from service.ops import troubles
from service.ops.trouble_labels import said_of
from service.ops.troubles import Watch, standing_of
from service.ops.verdict import Standing, reach_verdict
from tests.factories import AT, make_job, make_workspace
from tests.query_plans import recording

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def workspace_id() -> str:
    with transaction() as session:
        return make_workspace(session).id


def job(workspace_id: str, subject: str, kind: str = "outreach.send", queue: str = "mail", **values: object) -> str:
    with transaction() as session:
        return make_job(session, kind, subject, queue=queue, workspace_id=workspace_id, run_at=AT, **values).id


def standing(workspace_id: str) -> Standing:
    with reading() as session:
        return standing_of(session, workspace_id, AT)


def sentence(workspace_id: str, dead: int = 0) -> str:
    return reach_verdict([], [], True, dead, standing=standing(workspace_id)).sentence


def test_the_first_failure_of_mail_is_one_that_is_tried_again_and_the_second_says_that_mail_does_not_go_out(
    workspace_id: str,
) -> None:
    first = job(workspace_id, "msg_1", attempt=1, last_error_type="mail_away", state="pending")
    assert sentence(workspace_id) == "1 job that failed is being tried again. Nothing is late."

    with transaction() as session:
        session.get_one(Job, first).attempt = 2
    assert sentence(workspace_id) == "Emails aren’t going out: sending failed 2 times."


def test_two_mails_that_failed_once_each_say_so_too_and_not_to_another_workspace(workspace_id: str) -> None:
    for number in range(2):
        job(workspace_id, f"msg_{number}", attempt=1, last_error_type="mail_away", state="pending")
    with transaction() as session:
        other = make_workspace(session).id

    assert sentence(workspace_id) == "Emails aren’t going out: sending failed 2 times."
    assert sentence(other) == "Everything is on time."


def test_text_messages_that_do_not_go_out_are_told_as_that_and_not_as_mail(workspace_id: str) -> None:
    for number in range(2):
        job(
            workspace_id,
            f"msg_{number}",
            "outreach.text",
            attempt=1,
            last_error_type="text_gateway_away",
            state="pending",
        )
    assert (standing(workspace_id).mail_failures, standing(workspace_id).text_failures) == (0, 2)
    assert sentence(workspace_id) == "Text messages aren’t going out: sending failed 2 times."
    with reading() as session:
        assert "texts_failing" in {one.kind for one in troubles.troubles(session, AT)}


def test_after_run_again_the_jobs_are_open_and_said_to_be_so_until_they_have_ended(workspace_id: str) -> None:
    job_id = job(
        workspace_id, "gft_1", "content.video", "video", state="dead", last_error_type="proof_failed", attempt=3
    )
    with transaction() as session:
        assert redrive_cause(session, workspace_id, "content.video", "proof_failed", AT) == 1
    assert sentence(workspace_id) == "1 job that failed is being tried again. Nothing is late."

    with transaction() as session:
        done = session.get_one(Job, job_id)
        done.state, done.last_error_type = "done", None
    assert sentence(workspace_id) == "Everything is on time."


def test_what_is_asked_of_the_few_open_jobs_reads_none_of_the_many_that_are_over(workspace_id: str) -> None:
    job(workspace_id, "gft_tried", state="pending", last_error_type="proof_failed", attempt=1)
    job(workspace_id, "gft_dead", state="dead", last_error_type="proof_failed", attempt=3)
    job(workspace_id, "gft_fresh", state="pending")
    with recording() as heard, reading() as session:
        assert standing_of(session, workspace_id, AT).tried_again == 1
        assert workers(session, AT) == []
    with engine().connect() as connection:
        plans = [
            " ".join(row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters))
            for statement, parameters in heard.items()
            if "FROM job" in statement
        ]
    used = [name for plan in plans for name in re.findall(r"ix_job_\w+(?: \(state=\?\))?", plan)]
    assert set(used) == {"ix_job_failed_before", "ix_job_state_queue_run_at (state=?)"}


def test_everything_else_is_on_time_is_said_only_where_it_is(workspace_id: str) -> None:
    assert sentence(workspace_id, dead=2) == "2 jobs need you. Everything else is on time."
    job(workspace_id, "gft_1", "content.video", "video", state="pending", last_error_type="proof_failed", attempt=1)
    assert sentence(workspace_id, dead=2) == "2 jobs need you. 1 more is being tried again."


def test_the_watch_remembers_a_frozen_worker_and_an_absent_broker_with_when_and_how_long(
    workspace_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(troubles, "broker_answers", lambda: False)
    with transaction() as session:
        begin_heartbeat(session, "video@host", ["video"], 7, AT)
    watch = Watch()
    watch.look(AT + timedelta(seconds=90))
    monkeypatch.setattr(troubles, "broker_answers", lambda: True)
    with transaction() as session:
        session.get_one(WorkerHeartbeat, "video@host").seen_at = AT + timedelta(seconds=100)
    watch.look(AT + timedelta(seconds=105))

    with reading() as session:
        found = [
            (said_of(one), one.began_at - AT, one.ended_at - AT if one.ended_at else None)
            for one in session.scalars(select(Hitch).order_by(Hitch.kind))
        ]
    ended = timedelta(seconds=105)
    assert found == [
        ("The broker was down", timedelta(seconds=90), ended),
        ("video@host was not heard from", timedelta(0), ended),
    ]


def test_a_time_in_which_nobody_could_look_is_remembered_as_such(
    workspace_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [0.0]
    monkeypatch.setattr(troubles, "monotonic", lambda: clock[0])
    monkeypatch.setattr(troubles, "broker_answers", lambda: True)
    watch = Watch()
    for seconds in (0, 15, 315, 330):
        clock[0] = seconds
        watch.look(AT + timedelta(seconds=seconds))

    with reading() as session:
        one = session.scalars(select(Hitch)).one()
    assert said_of(one) == "The database was down, or nothing was running"
    assert one.began_at == AT + timedelta(seconds=15)
