"""Ended jobs go, and nothing that relies on them notices."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete, insert, select, update

from service.campaigns.models import Campaign
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.gifting.expire import expire_gifts
from service.gifting.models import RecipientGift
from service.jobs.enqueue import enqueue
from service.jobs.models import Job
from service.jobs.redrive import redrive_cause
from service.jobs.run import run_job
from service.ops import purge
from service.ops.audit.database import audit_database
from service.ops.purge import DEAD_KEPT, ENDED_KEPT, purge_dead_jobs, purge_ended_jobs
from service.outreach.models import MailMessage
from service.security.ids import new_id
from tests.factories import AT, make_campaign, make_job, make_workspace
from tests.service.content.reading import everything, scene_now
from tests.service.content.shelf import put_rendition
from tests.service.gifting.scene import Scene
from tests.service.ops.campaign import play

pytestmark = pytest.mark.usefixtures("any_database")
Wish = tuple[str, str, int, str | None, str | None]
"""Kind, subject, version, workspace, campaign."""
NOW = AT + timedelta(days=300)
OLD = NOW - ENDED_KEPT
MAIL = {
    "body": ("text/html", b"<p>A gift, picked for you</p>"),
    "text": ("text/plain", b"A gift, picked for you"),
    "subject": ("text/plain", b"Picked for you"),
}


def ended(subject: str, state: str = "done", finished: datetime = OLD, **values: object) -> None:
    with transaction() as session:
        make_job(session, "content.shred", subject, state=state, finished_at=finished, **values)


def campaign(**values: object) -> dict[str, str]:
    with transaction() as session:
        workspace = make_workspace(session)
        row = make_campaign(session, workspace.id, **values)
        return {"workspace_id": workspace.id, "campaign_id": row.id}


def left() -> list[tuple[str, int]]:
    with reading() as session:
        return [
            (job.subject_id, job.version) for job in session.scalars(select(Job).order_by(Job.subject_id, Job.version))
        ]


def test_done_and_canceled_jobs_go_after_their_period_and_not_a_moment_sooner() -> None:
    ended("canceled", "canceled")
    ended("done")
    ended("a second too young", finished=OLD + timedelta(seconds=1))
    ended("dead", "dead")
    ended("pending", "pending", None)
    ended("running", "running", None)

    assert (purge_ended_jobs(NOW), purge_ended_jobs(NOW)) == (2, 0)
    assert [subject for subject, _ in left()] == ["a second too young", "dead", "pending", "running"]


def test_dead_ones_stay_longer() -> None:
    ended("old", "dead", NOW - DEAD_KEPT)
    ended("young", "dead", NOW - DEAD_KEPT + timedelta(seconds=1))

    assert purge_dead_jobs(NOW) == 1
    assert left() == [("young", 1)]


def test_while_a_campaign_goes_on_the_newest_job_of_each_kind_and_subject_stays() -> None:
    running = campaign(status="running", expires_at=NOW + timedelta(days=1))
    over = campaign(status="running", expires_at=OLD)
    for version in (1, 2, 3):
        ended("running", version=version, **running)
        ended("over", version=version, **over)
    ended("other", **running)
    ended("dead", "dead", NOW - 2 * DEAD_KEPT, **running)

    assert (purge_ended_jobs(NOW), purge_dead_jobs(NOW)) == (2 + 3, 0)
    assert left() == [("dead", 1), ("other", 1), ("running", 3)]


def test_a_closed_campaign_keeps_nothing_back() -> None:
    ended("closed", **campaign(status="closed", expires_at=NOW + timedelta(days=90)))

    assert purge_ended_jobs(NOW) == 1


def test_a_job_that_is_run_again_meanwhile_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control of the guard in the DELETE: found dead, it runs again before it is purged."""
    of = campaign(status="closed")
    ended("again", "dead", NOW - DEAD_KEPT, last_error_type="x", **of)
    with transaction() as session:
        job_id = session.scalars(select(Job.id)).one()
        redrive_cause(session, of["workspace_id"], "content.shred", "x", NOW)

    assert purge._purge([job_id], ("dead",)) == 0
    assert left() == [("again", 1)]


def test_many_go_in_small_portions() -> None:
    with transaction() as session:
        session.execute(
            insert(Job),
            [
                {
                    "id": new_id("job"), "kind": "content.mail", "subject_id": f"s{number}", "version": 1, "queue": "render",
                    "state": "done", "run_at": AT, "max_attempts": 3, "created_at": AT, "finished_at": AT,
                }
                for number in range(450)
            ],
        )  # fmt: skip

    passes = [purge_ended_jobs(NOW) for _ in range(3)]

    assert [(int(passed), passed.is_more) for passed in passes] == [(200, True), (200, True), (50, False)]


@pytest.mark.slow
def test_the_audit_misses_none_of_them() -> None:
    """Also where drawing failed for good, or a wave was taken back with its campaign."""
    story = play()
    with transaction() as session:
        session.execute(update(Job).values(state="dead", finished_at=AT))
        session.execute(update(Campaign).values(status="closed"))
        gift = session.get_one(RecipientGift, story.gifts["planned"])
        gift.wave = 2
        for state, version in (("canceled", 2), ("done", 1)):
            make_job(
                session, "planning.launch", story.campaign, state=state, finished_at=AT, version=version,
                campaign_id=story.campaign,
            )  # fmt: skip
    before = audit_database()
    purged = purge_ended_jobs(NOW) + purge_dead_jobs(NOW)

    assert audit_database() == before
    assert purged > 0
    with transaction() as session:
        session.execute(delete(Job))
    assert audit_database() != before, "the control: without them it would miss some"


def run_all() -> None:
    """Does what is due, and what follows from it."""
    while True:
        with reading() as session:
            due = session.scalars(select(Job.id).where(Job.state == "pending", Job.run_at <= utc_now())).all()
        if not due:
            return
        for job_id in due:
            assert run_job(job_id, "w") == "done"


def wishes() -> Sequence[Wish]:
    with reading() as session:
        rows = session.execute(
            select(Job.kind, Job.subject_id, Job.version, Job.workspace_id, Job.campaign_id).where(Job.state == "done")
        )
        return [tuple(row) for row in rows]  # type: ignore[misc]


@pytest.fixture
def by_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whenever the tests run: nobody sleeps."""
    monkeypatch.setattr("service.contact.may_write.quiet_until", lambda _country, _at: None)


@pytest.fixture
def worked(by_day: None) -> tuple[Scene, Sequence[Wish]]:
    """A launched campaign all of whose jobs are done, and what was asked for."""
    scene = scene_now(people=2)
    with transaction() as session:
        session.execute(delete(Job))
    for number, gift in enumerate(scene.gifts):
        for kind in ("microsite", "statement", "video", "mail"):
            put_rendition(gift, kind, f"{number}{kind[0]}".encode().hex().ljust(64, "0"), MAIL)
        with transaction() as session:
            for kind in ("outreach.chosen_again", "outreach.invite", "outreach.ask", "gifting.redecide"):
                enqueue(session, kind, gift.id, workspace_id=gift.workspace_id, campaign_id=gift.campaign_id)
            enqueue(session, "planning.forget_in_uploads", gift.recipient_id, workspace_id=gift.workspace_id)
    with transaction() as session:
        enqueue(session, "planning.launch", scene.campaign.id, campaign_id=scene.campaign.id)
        enqueue(session, "gifting.look_at_product", scene.others[0].id, workspace_id=scene.workspace_id)
    run_all()
    with reading() as session:
        assert session.query(MailMessage).filter_by(kind="invitation").count() == 2
    return scene, wishes()


def ask_again(asked: Sequence[Wish]) -> int:
    """How many of these wishes the ledger takes for new."""
    with transaction() as session:
        new = [
            enqueue(session, kind, subject_id, version=version, workspace_id=workspace_id, campaign_id=campaign_id)
            for kind, subject_id, version, workspace_id, campaign_id in asked
        ]
    return sum(job_id is not None for job_id in new)


@pytest.mark.parametrize("any_database", ["sqlite", pytest.param("postgres", marks=pytest.mark.slow)], indirect=True)
def test_while_a_campaign_goes_on_the_ledger_remembers_every_wish_of_it(worked: tuple[Scene, Sequence[Wish]]) -> None:
    scene, asked = worked
    with transaction() as session:
        session.get_one(Campaign, scene.campaign.id).expires_at = utc_now() + timedelta(days=300)
    while purge_ended_jobs(utc_now() + timedelta(days=200)):
        pass

    of_it = [wish for wish in asked if wish[-1] == scene.campaign.id]
    assert (len(of_it), ask_again(of_it)) == (2 * 4 + 2 + 1, 0)


@pytest.mark.parametrize("any_database", ["sqlite", pytest.param("postgres", marks=pytest.mark.slow)], indirect=True)
def test_whoever_asks_again_after_the_campaign_finds_the_work_done(worked: tuple[Scene, Sequence[Wish]]) -> None:
    """Without the ledger's memory every act has to see for itself that it was done: no second mail, page or step."""
    scene, asked = worked
    with transaction() as session:
        session.get_one(Campaign, scene.campaign.id).expires_at = utc_now() - ENDED_KEPT
    assert expire_gifts(utc_now()) == 2
    run_all()
    while purge_ended_jobs(utc_now() + ENDED_KEPT):
        pass
    before = {table: rows for table, rows in everything().items() if table != "job"}

    assert (left(), ask_again(asked)) == ([], len(asked))
    run_all()

    after = {table: rows for table, rows in everything().items() if table != "job"}
    assert {table for table in before if before[table] != after[table]} == set()
