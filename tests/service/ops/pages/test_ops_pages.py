"""The two views of ops, who sees and does what there, and that each act counts first and is written down."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.jobs.models import Job, QueuePause, WorkerHeartbeat
from service.ops.history.audit_runs import note_audit
from service.ops.installation.operators import operating_workspace
from service.workspaces.models import AuditEntry, User
from tests.conftest import forget_settings
from tests.console import Console
from tests.factories import AT, make_campaign, make_job, make_user, make_workspace

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture(autouse=True)
def _broker_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.ops.pages.overview.broker_answers", lambda: True)


def user(role: str = "ops", workspace_id: str | None = None) -> User:
    with transaction() as session:
        return make_user(session, workspace_id or make_workspace(session).id, role)


def dead(session: Session, workspace_id: str, subject: str, **values: object) -> Job:
    given = {"kind": "content.preview", "error": "proof_failed", "crashes": 0, **values}
    return make_job(
        session, str(given["kind"]), subject, workspace_id=workspace_id, queue="video", state="dead", attempt=3,
        crashes=given["crashes"], last_error_type=given["error"], last_error="It was not drawn.", finished_at=AT,
    )  # fmt: skip


def acts() -> list[str]:
    with reading() as session:
        return list(session.scalars(select(AuditEntry.act).order_by(AuditEntry.id)))


def states() -> dict[str, str]:
    with reading() as session:
        return {one.subject_id: one.state for one in session.scalars(select(Job))}


def test_the_page_sends_itself_anew_as_an_event_and_ends_nobody_s_idle_time_by_it() -> None:
    browser = Console(user())
    with browser.client.session_transaction() as kept:
        kept["seen"] = 0
    answer = browser.client.get("/ops/live", headers={"Accept": "text/event-stream"})
    assert answer.content_type == "text/event-stream; charset=utf-8"
    retry, event, data, *_ = answer.text.split("\n")
    assert (retry, event) == ("retry: 5000", "event: part")
    html = json.loads(data.removeprefix("data: "))["html"]
    assert "Everything is on time." in html
    assert "<html" not in html
    with browser.client.session_transaction() as kept:
        assert kept["seen"] == 0
    browser.get("/ops")
    with browser.client.session_transaction() as kept:
        assert kept["seen"] > 0


def test_the_only_workspace_runs_the_installation_and_of_two_only_the_one_that_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first = user()
    assert Console(first).get("/ops/installation").status_code == 200
    with transaction() as session:
        other = make_workspace(session, "Cedar Freight").id
        make_workspace(session, "Playground", is_sandbox=True)
    second = user(workspace_id=other)
    assert [Console(one).get("/ops/installation").status_code for one in (first, second)] == [404, 404]
    monkeypatch.setenv("HANDPICKED_OPERATING_WORKSPACE", "Cedar Freight")
    forget_settings()
    assert [Console(one).get("/ops/installation").status_code for one in (first, second)] == [404, 200]
    answer = Console(first).post("/ops/installation/queues/video", act="pause", reason="load", lasts="15")
    assert answer.status_code == 403
    with reading() as session:
        assert operating_workspace(session) == other
        assert session.scalars(select(QueuePause)).all() == []
    page = Console(second).get("/ops/installation").text
    assert "Fjord &amp; Loom" in page
    assert "Cedar Freight" in page
    assert "Fjord" not in Console(second).get("/ops").text


def test_where_the_sample_is_alone_its_people_run_the_installation_and_a_rehearsal_takes_it_from_nobody() -> None:
    with transaction() as session:
        sample = make_workspace(session, "Sample", is_sandbox=True).id
        make_workspace(session, "Rehearsal 1", is_sandbox=True, copy_of=sample)
        assert operating_workspace(session) == sample
        make_workspace(session, "Another sandbox", is_sandbox=True)
        assert operating_workspace(session) is None
        live = make_workspace(session, "Live").id
        assert operating_workspace(session) == live


def test_a_queue_is_paused_with_a_reason_and_resumed_and_both_stand_in_the_log() -> None:
    browser = Console(user())
    assert browser.post("/ops/installation/queues/video", act="pause", reason="", lasts="60").status_code == 422
    assert browser.post("/ops/installation/queues/video", act="pause", reason="fault", lasts="60").status_code == 303
    page = browser.get("/ops/queues/video").text
    assert "Something it needs is broken" in browser.get("/ops").text
    assert "is paused" in page
    assert "Resume video" in page
    assert browser.post("/ops/installation/queues/video", act="resume").status_code == 303
    assert "is on time" in browser.get("/ops/queues/video").text
    assert browser.post("/ops/installation/queues/video", act="resume").status_code == 409
    assert acts() == ["queue.paused", "queue.resumed"]


def test_a_late_queue_that_is_paused_is_said_to_be_paused() -> None:
    ops = user()
    with transaction() as session:
        make_job(
            session, "content.video", "gft_1", workspace_id=ops.workspace_id, queue="video",
            run_at=utc_now() - timedelta(minutes=20),
        )  # fmt: skip
    browser = Console(ops)
    assert "no worker is taking them" in browser.get("/ops").text
    browser.post("/ops/installation/queues/video", act="pause", reason="maintenance", lasts="")
    page = browser.get("/ops").text
    assert "Paused: Films. 1 job waits." in page
    assert "no worker is taking them" not in page


def test_a_worker_is_drained_and_put_back_to_work() -> None:
    browser, now = Console(user()), utc_now()
    with transaction() as session:
        session.add(
            WorkerHeartbeat(
                name="video@here", queues="video", pid=1, started_at=now, seen_at=now, version="1.2", memory_mb=310
            )
        )
    page = browser.get("/ops/installation").text
    assert "310 MB" in page
    assert browser.post("/ops/installation/workers", worker="video@here", act="drain").status_code == 303
    assert "Drained" in browser.get("/ops/installation").text
    assert browser.post("/ops/installation/workers", worker="video@here", act="drain").status_code == 409
    assert browser.post("/ops/installation/workers", worker="video@here", act="put_back").status_code == 303
    assert acts() == ["worker.drained", "worker.put_back"]


def test_failed_jobs_are_counted_before_they_run_again_and_poison_stays_until_it_is_tried_alone() -> None:
    ops = user()
    with transaction() as session:
        for number in range(2):
            dead(session, ops.workspace_id, f"gft_{number}")
        poison = dead(session, ops.workspace_id, "gft_poison", crashes=3)
        dead(session, make_workspace(session, "Cedar Freight").id, "gft_theirs")
    browser = Console(ops)
    page = browser.get("/ops/failed?kind=content.preview&error_code=proof_failed").text
    assert "If you run them again, 2 jobs run; 1 in quarantine stays." in page
    assert "gft_theirs" not in page
    assert states()["gft_0"] == "dead"
    browser.post("/ops/redrive", kind="content.preview", error_code="proof_failed")
    assert states() == {"gft_0": "pending", "gft_1": "pending", "gft_poison": "dead", "gft_theirs": "dead"}
    assert browser.post("/ops/redrive", job=poison.id, alone="yes").status_code == 303
    with reading() as session:
        row = session.get_one(Job, poison.id)
        assert (row.state, row.crashes, row.attempt, row.max_attempts) == ("pending", 2, 0, 1)
    assert browser.post("/ops/redrive", job=poison.id, alone="yes").status_code == 409
    assert acts() == ["jobs.redriven", "jobs.redriven"]


def test_one_job_runs_again_and_the_others_of_its_cause_stay() -> None:
    ops = user()
    with transaction() as session:
        one = dead(session, ops.workspace_id, "gft_1")
        dead(session, ops.workspace_id, "gft_2")
    Console(ops).post("/ops/redrive", job=one.id, kind="content.preview", error_code="proof_failed")
    assert states() == {"gft_1": "pending", "gft_2": "dead"}


def test_what_may_not_be_discarded_stays_and_its_reason_leads_on() -> None:
    ops = user()
    with transaction() as session:
        dead(session, ops.workspace_id, "gft_1")
        dead(session, ops.workspace_id, "cmp_1", kind="planning.launch")
        dead(session, ops.workspace_id, "gft_2", kind="outreach.safety_notice")
    browser = Console(ops)
    page = browser.get("/ops/failed").text
    assert "1 job can be discarded; 2 can’t:" in page
    assert browser.post("/ops/discard").status_code == 422
    assert set(states().values()) == {"dead"}
    answer = browser.post("/ops/discard", reason="trial")
    assert answer.headers["Location"].startswith("/ops/failed")
    after = browser.get("/ops/failed").text
    assert "1 job discarded." in after
    assert "close the campaign, which releases both" in after
    assert states() == {"gft_1": "canceled", "cmp_1": "dead", "gft_2": "dead"}
    assert acts() == ["jobs.discarded"]


def test_a_campaign_is_paused_and_resumed_from_here_by_its_own_act() -> None:
    ops = user()
    with transaction() as session:
        campaign = make_campaign(session, ops.workspace_id, status="running").id
        theirs = make_campaign(session, make_workspace(session, "Cedar Freight").id, status="running").id
    browser = Console(ops)
    assert browser.post(f"/ops/campaigns/{theirs}", act="pause").status_code == 404
    assert browser.post(f"/ops/campaigns/{campaign}", act="close").status_code == 422
    browser.post(f"/ops/campaigns/{campaign}", act="pause")
    assert "Resume" in browser.get("/ops").text
    browser.post(f"/ops/campaigns/{campaign}", act="resume")
    with reading() as session:
        assert session.get_one(Campaign, campaign).status == "running"
    assert acts() == ["campaign.paused", "campaign.running"]


def test_a_read_only_role_sees_everything_who_can_act_and_no_button() -> None:
    ops = user()
    with transaction() as session:
        dead(session, ops.workspace_id, "gft_1")
        session.execute(update(User).where(User.id == ops.id).values(name="Ingrid Solheim"))
    reader = Console(user("read_only", ops.workspace_id))
    for path in ("/ops", "/ops/installation", "/ops/queues/video", "/ops/failed"):
        page = reader.get(path).text
        assert "Ops" in page
        # The search of the top bar, and staying signed in with scripts or without: no other form.
        assert re.findall(r'<form[^>]* action="([^"]+)"', page) == ["/search", "/you/longer", "/you/longer"]
    assert "Ingrid Solheim can act" in reader.get("/ops").text
    assert reader.post("/ops/redrive", kind="content.preview", error_code="proof_failed").status_code == 403
    assert states() == {"gft_1": "dead"}


def test_books_that_do_not_add_up_are_the_page_s_first_line() -> None:
    browser = Console(user())
    with transaction() as session:
        note_audit(session, 2, 11.2, utc_now())
    page = browser.get("/ops").text
    assert "2 things don’t add up in the books." in page
    assert "handpicked audit" in page
    assert browser.post("/ops/audit").status_code == 303
    assert acts() == ["audit.asked"]
