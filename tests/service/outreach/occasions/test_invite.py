from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from service.campaigns.models import Campaign
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.gifting.models import RecipientGift
from service.jobs.enqueue import enqueue
from service.jobs.models import Job
from service.jobs.run import run_job
from service.outreach.models import MailMessage
from service.outreach.occasions.invite import invite_job
from service.recipients.models import Recipient
from tests.factories import AT, make_fact
from tests.service.content.leases import do
from tests.service.content.reading import scene_now


def written() -> list[tuple[str, str | None]]:
    with reading() as session:
        return [(message.state, message.error_code) for message in session.scalars(select(MailMessage))]


def test_a_person_is_invited_once(database: str) -> None:
    gift = scene_now().gifts[0]
    do(invite_job, "outreach.invite", gift.id)
    do(invite_job, "outreach.invite", gift.id)

    assert written() == [("queued", None)]
    with reading() as session:
        message = session.scalars(select(MailMessage)).one()
        assert message.idempotency_key == f"invitation:{gift.id}"
        assert session.scalars(select(Job.subject_id).where(Job.kind == "outreach.send")).all() == [message.id]
        assert session.get_one(RecipientGift, gift.id).delivery_status == "scheduled"


@pytest.mark.parametrize("refusal", ["unsubscribed", "erased"])
def test_somebody_we_may_not_write_to_is_written_down_and_not_written_to(database: str, refusal: str) -> None:
    scene = scene_now()
    with transaction() as session:
        setattr(session.get_one(Recipient, scene.people[0].id), f"{refusal}_at", AT)
    do(invite_job, "outreach.invite", scene.gifts[0].id)

    assert written() == [("suppressed", refusal)]
    with reading() as session:
        assert session.scalars(select(Job).where(Job.kind == "outreach.send")).all() == []


def test_somebody_who_wants_no_mail_gets_none(database: str) -> None:
    scene = scene_now()
    with transaction() as session:
        make_fact(session, session.get_one(Recipient, scene.people[0].id), "channel", "post", source="asked")
    do(invite_job, "outreach.invite", scene.gifts[0].id)

    assert written() == [("suppressed", "channel")]


def test_an_answered_gift_needs_no_invitation(database: str) -> None:
    gift = scene_now().gifts[0]
    with transaction() as session:
        session.get_one(RecipientGift, gift.id).status = "accepted"
    do(invite_job, "outreach.invite", gift.id)

    assert written() == []


def test_a_paused_campaign_comes_back_to_it_later_in_one_row_however_long_it_takes(database: str) -> None:
    scene = scene_now()
    with transaction() as session:
        session.get_one(Campaign, scene.campaign.id).status = "paused"
        job_id = str(enqueue(session, "outreach.invite", scene.gifts[0].id))
    for _ in range(5):
        assert run_job(job_id, "w") == "done"
        with transaction() as session:
            later = session.scalars(select(Job).where(Job.kind == "outreach.invite")).one()
            assert (later.version, later.state, later.attempt) == (1, "pending", 0)
            assert timedelta(minutes=9) < later.run_at - utc_now() <= timedelta(minutes=10)
            later.run_at = utc_now()
    assert written() == []

    with transaction() as session:
        session.get_one(Campaign, scene.campaign.id).status = "running"
    assert run_job(job_id, "w") == "done"
    assert written() == [("queued", None)]
