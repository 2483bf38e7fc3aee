from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from service.campaigns.models import Campaign
from service.content.links import links_of
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.gifting.models import RecipientGift
from service.jobs.enqueue import enqueue
from service.jobs.models import Job
from service.jobs.run import run_job
from service.outreach.letters.letter import letter_of
from service.outreach.models import MailMessage
from service.outreach.occasions.ask import ask_job
from service.outreach.occasions.invite import invite_job
from service.planning.plan.redecide import redecide_gift
from service.recipients.answers import answer_diet, skip
from service.recipients.models import Recipient
from tests.factories import AT, make_fact
from tests.service.content.leases import do


def mails(kind: str = "question") -> list[tuple[str, str | None]]:
    with reading() as session:
        rows = session.scalars(select(MailMessage).where(MailMessage.kind == kind))
        return [(message.state, message.error_code) for message in rows]


def sends() -> list[Job]:
    with reading() as session:
        return list(session.scalars(select(Job).where(Job.kind == "outreach.send")))


def test_a_person_who_waits_is_asked_once(waiting: RecipientGift) -> None:
    do(ask_job, "outreach.ask", waiting.id)
    do(ask_job, "outreach.ask", waiting.id)

    assert mails() == [("queued", None)]
    with reading() as session:
        message = session.scalars(select(MailMessage)).one()
        assert message.idempotency_key == f"question:{waiting.id}"
        assert [job.subject_id for job in sends()] == [message.id]
        assert session.get_one(RecipientGift, waiting.id).delivery_status == "unsent"


def test_the_mail_speaks_the_persons_language_and_carries_their_link(waiting: RecipientGift) -> None:
    do(ask_job, "outreach.ask", waiting.id)
    with reading() as session:
        letter = letter_of(session, session.scalars(select(MailMessage)).one())

    assert letter.subject == "Nora Whitfield vám chce dát dárek: jedna otázka, než vybereme"
    assert letter.text.startswith("Než vybereme, máme jednu otázku.\n")
    assert links_of(waiting).personal in letter.text
    assert f'href="{links_of(waiting).personal}"' in letter.html


@pytest.mark.parametrize("refusal", ["unsubscribed", "erased"])
def test_somebody_we_may_not_write_to_is_written_down_and_not_asked(waiting: RecipientGift, refusal: str) -> None:
    with transaction() as session:
        setattr(session.get_one(Recipient, waiting.recipient_id), f"{refusal}_at", AT)
    do(ask_job, "outreach.ask", waiting.id)

    assert (mails(), sends()) == ([("suppressed", refusal)], [])


def test_somebody_without_an_address_is_written_down_and_not_asked(waiting: RecipientGift) -> None:
    with transaction() as session:
        session.get_one(Recipient, waiting.recipient_id).email = None
    do(ask_job, "outreach.ask", waiting.id)

    assert (mails(), sends()) == ([("suppressed", "no_address")], [])


def test_somebody_who_wants_no_mail_is_written_down_and_not_asked(waiting: RecipientGift) -> None:
    with transaction() as session:
        make_fact(session, session.get_one(Recipient, waiting.recipient_id), "channel", "post", source="asked")
    do(ask_job, "outreach.ask", waiting.id)

    assert (mails(), sends()) == ([("suppressed", "channel")], [])


def test_somebody_who_is_away_is_asked_on_the_morning_after(waiting: RecipientGift) -> None:
    today = utc_now().date()
    with transaction() as session:
        person = session.get_one(Recipient, waiting.recipient_id)
        make_fact(session, person, "away", f"{today}/{today + timedelta(days=3)}", valid_from=today)
    do(ask_job, "outreach.ask", waiting.id)

    assert mails() == [("queued", None)]
    assert [(job.run_at.date(), job.run_at.hour) for job in sends()] == [(today + timedelta(days=4), 8)]


@pytest.mark.parametrize("said", ["answered", "skipped"])
def test_a_question_that_was_put_before_is_not_put_again(waiting: RecipientGift, said: str) -> None:
    with transaction() as session:
        person = session.get_one(Recipient, waiting.recipient_id)
        if said == "answered":
            answer_diet(session, person, [], ["nuts"], AT)
        else:
            skip(session, person, "diet", AT)
    do(ask_job, "outreach.ask", waiting.id)

    assert mails() == []


@pytest.mark.parametrize("hold", ["font_missing", "out_of_stock"])
def test_a_person_whom_no_answer_can_help_is_not_asked(waiting: RecipientGift, hold: str) -> None:
    with transaction() as session:
        session.get_one(RecipientGift, waiting.id).hold_reason = hold
    do(ask_job, "outreach.ask", waiting.id)

    assert mails() == []


def test_in_a_closed_campaign_nobody_is_asked(waiting: RecipientGift) -> None:
    with transaction() as session:
        session.get_one(Campaign, waiting.campaign_id).status = "closed"
    do(ask_job, "outreach.ask", waiting.id)

    assert mails() == []


def test_a_paused_campaign_comes_back_to_it_later(waiting: RecipientGift) -> None:
    with transaction() as session:
        session.get_one(Campaign, waiting.campaign_id).status = "paused"
        job_id = enqueue(session, "outreach.ask", waiting.id)

    assert run_job(str(job_id), "w") == "done"

    assert mails() == []
    with reading() as session:
        later = session.scalars(select(Job).where(Job.kind == "outreach.ask")).one()
        assert (later.subject_id, later.version, later.state) == (waiting.id, 1, "pending")
        assert timedelta(minutes=9) < later.run_at - utc_now() <= timedelta(minutes=10)


def test_after_the_answer_the_invitation_goes_out_as_to_everybody(waiting: RecipientGift) -> None:
    do(ask_job, "outreach.ask", waiting.id)
    with transaction() as session:
        answer_diet(session, session.get_one(Recipient, waiting.recipient_id), [], ["nuts"], AT)
        redecide_gift(session, waiting.id, utc_now())
    do(invite_job, "outreach.invite", waiting.id)

    assert mails("invitation") == [("queued", None)]
    with reading() as session:
        keys = session.scalars(select(MailMessage.idempotency_key).order_by(MailMessage.idempotency_key)).all()
        assert keys == [f"invitation:{waiting.id}", f"question:{waiting.id}"]
        assert session.get_one(RecipientGift, waiting.id).delivery_status == "scheduled"
