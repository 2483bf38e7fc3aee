"""The ops pages: ledger, dead letters, metrics."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from service.config import settings
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.gifting.fulfil import record_shipment
from service.gifting.models import RecipientGift
from service.jobs.models import Job
from service.workspaces.models import AuditEntry, User
from tests.console import Console
from tests.factories import (
    AT,
    make_job,
    make_user,
    make_workspace,
)
from tests.service.gifting.stopping import bring_to, looked_at, told

TOKEN = "a token of sixteen and more"
pytestmark = pytest.mark.usefixtures("database")


def _user(role: str) -> User:
    with transaction() as session:
        return make_user(session, make_workspace(session).id, role)


def _dead(session: Session, workspace_id: str, subject: str) -> Job:
    return make_job(
        session,
        "content.video",
        subject,
        workspace_id=workspace_id,
        queue="video",
        state="dead",
        attempt=3,
        last_error_type="proof_failed",
        last_error="The film was not drawn.",
        finished_at=AT,
    )


def test_a_job_that_failed_and_waits_shows_its_next_try() -> None:
    user = _user("ops")
    browser, stranger = Console(user), Console(_user("ops"))
    assert "Retrying" not in browser.get("/ops").text
    with transaction() as session:
        make_job(
            session, "content.video", "gft_1", workspace_id=user.workspace_id, state="pending", attempt=1, max_attempts=3,
            last_error_type="busy", run_at=utc_now() + timedelta(hours=1),
        )  # fmt: skip
    page = browser.get("/ops").text
    assert "1 job, soonest first; you don’t need to do anything" in page
    assert "1 of 3" in page
    assert "<code>busy</code>" in page
    theirs = stranger.get("/ops").text
    assert "Retrying" not in theirs
    assert "busy" not in theirs


def test_dead_letters_of_this_workspace_run_again_and_others_stay_dead() -> None:
    user = _user("ops")
    with transaction() as session:
        mine = [_dead(session, user.workspace_id, f"gft_{number}") for number in range(2)]
        theirs = _dead(session, make_workspace(session, "Cedar Freight").id, "gft_theirs")
    browser = Console(user)
    page = browser.get("/ops").text
    assert "Run 2 again" in page
    assert "The film was not drawn." in page
    answer = browser.post("/ops/redrive", kind="content.video", error_code="proof_failed")
    assert answer.headers["Location"] == "/ops"
    assert "2 jobs run again." in browser.get("/ops").text
    with reading() as session:
        states = {job.id: (job.state, job.attempt) for job in session.scalars(select(Job))}
        acts = session.scalars(select(AuditEntry.act)).all()
    assert states == {mine[0].id: ("pending", 0), mine[1].id: ("pending", 0), theirs.id: ("dead", 3)}
    assert "jobs.redriven" in acts


def test_sales_people_have_no_business_with_queues() -> None:
    browser = Console(_user("seller"))
    assert browser.get("/ops").status_code == 403
    assert 'href="/ops"' not in browser.get("/").text


def test_ops_are_told_first_of_a_parcel_that_left_and_of_a_stopped_piece() -> None:
    scene = bring_to("ordered", people=2)
    for gift in scene.gifts:
        told(gift)
    looked_at(scene.gifts[0])
    with transaction() as session:
        browser = Console(make_user(session, scene.workspace_id, "ops"))
        record_shipment(session, session.get_one(RecipientGift, scene.gifts[1].id), AT)
    assert "1 parcel that isn’t safe was sent: tell the recipient." in browser.get("/ops").text


def test_metrics_count_what_the_ledger_holds_and_name_nobody() -> None:
    with transaction() as session:
        workspace = make_workspace(session)
        make_job(session, "content.video", "gft_1", queue="video", run_at=AT - timedelta(hours=1))
        _dead(session, workspace.id, "gft_2")
    body = Console().get("/metrics").text
    assert 'handpicked_jobs_open{queue="video"} 1.0' in body
    assert 'handpicked_jobs_dead{queue="video"} 1.0' in body
    assert 'handpicked_jobs_due{queue="mail"} 0.0' in body
    assert "gft_" not in body
    assert workspace.name not in body


@pytest.mark.parametrize(
    ("remote", "headers", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("::1", {}, 200),
        ("127.0.0.1", {"Authorization": "Bearer anything"}, 200),
        ("203.0.113.9", {}, 403),
        ("203.0.113.9", {"X-Forwarded-For": "127.0.0.1"}, 403),
        ("127.0.0.1", {"X-Forwarded-For": "127.0.0.1"}, 403),
        ("127.0.0.1", {"Forwarded": "for=127.0.0.1"}, 403),
        ("", {}, 403),
    ],
)
def test_without_a_token_the_metrics_are_for_this_machine_alone(
    remote: str, headers: dict[str, str], status: int
) -> None:
    asked = Console().client.get("/metrics", headers=headers, environ_base={"REMOTE_ADDR": remote})

    assert (asked.status_code, "handpicked_jobs" in asked.text) == (status, status == 200)


@pytest.mark.parametrize(
    ("brought", "status"),
    [
        (f"Bearer {TOKEN}", 200),
        (f"bearer {TOKEN}", 200),
        (None, 401),
        (TOKEN, 401),
        (f"Bearer {TOKEN}x", 401),
        ("Bearer ", 401),
    ],
)
def test_with_a_token_the_metrics_are_for_who_brings_it(
    monkeypatch: pytest.MonkeyPatch, brought: str | None, status: int
) -> None:
    monkeypatch.setenv("HANDPICKED_METRICS_TOKEN", TOKEN)
    settings.cache_clear()
    headers = {} if brought is None else {"Authorization": brought}
    asked = Console().client.get("/metrics", headers=headers)

    assert (asked.status_code, "handpicked_jobs" in asked.text) == (status, status == 200)
    assert TOKEN not in repr(settings())
