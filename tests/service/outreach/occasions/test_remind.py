from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from service.campaigns.models import Campaign
from service.contact.gift_state import NOT_PRESSED
from service.content.links import links_of
from service.db.connect import reading, transaction
from service.gifting.models import RecipientGift
from service.jobs.models import Job
from service.outreach.letters.letter import letter_of
from service.outreach.models import MailMessage
from service.outreach.occasions.remind import AFTER, remind_people
from service.outreach.sending import send
from service.outreach.sending.send import send_job
from service.recipients.models import Recipient
from service.recipients.unsubscribe import unsubscribe
from service.workspaces.announcements.models import Announcement
from tests.factories import make_fact
from tests.service.content.leases import do
from tests.service.gifting.scene import Scene

NOON = datetime(2027, 7, 12, 10, 0, tzinfo=UTC)
"""Noon in Prague, where everybody here lives."""
NIGHT = NOON + timedelta(hours=12)


@pytest.fixture
def unanswered(invited: tuple[Scene, str]) -> RecipientGift:
    """A gift whose invitation left days ago, and nothing came back."""
    scene, message_id = invited
    with transaction() as session:
        message = session.get_one(MailMessage, message_id)
        message.state, message.sent_at = "sent", NOON - AFTER
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        gift.status = "notified"
        session.get_one(Campaign, gift.campaign_id).expires_at = NOON + timedelta(days=20)
        return gift


def reminders() -> list[tuple[str, str | None]]:
    with reading() as session:
        rows = session.scalars(select(MailMessage).where(MailMessage.kind == "reminder"))
        return [(message.state, message.error_code) for message in rows]


def reminder_id() -> str:
    with reading() as session:
        return session.scalars(select(MailMessage.id).where(MailMessage.kind == "reminder")).one()


def sent(monkeypatch: pytest.MonkeyPatch, at: datetime) -> list[tuple[str, str | None]]:
    """What became of the reminder when its job ran at this hour."""
    monkeypatch.setattr(send, "utc_now", lambda: at)
    do(send_job, "outreach.send", reminder_id())
    return reminders()


def told() -> list[tuple[str, str]]:
    with reading() as session:
        return [(row.kind, row.subject_id) for row in session.scalars(select(Announcement))]


def test_who_has_pressed_nothing_for_days_is_reminded_once(unanswered: RecipientGift) -> None:
    assert remind_people(NOON - timedelta(seconds=1)) == 0
    assert remind_people(NOON) == 1
    assert remind_people(NOON + timedelta(days=6)) == 0
    assert reminders() == [("queued", None)]


def test_the_reminder_speaks_their_language_and_carries_their_link(unanswered: RecipientGift) -> None:
    remind_people(NOON)
    with reading() as session:
        letter = letter_of(session, session.get_one(MailMessage, reminder_id()))
    assert letter.subject == "Nora Whitfield: dárek na vás pořád čeká"
    assert links_of(unanswered).personal in letter.text
    assert letter.pictures == {}


@pytest.mark.parametrize(
    ("status", "why"),
    [
        ("opened", "not_needed"),
        ("accepted", "not_needed"),
        ("donated", "not_needed"),
        ("declined", "not_needed"),
        ("expired", "expired"),
        ("canceled", "not_needed"),
    ],
)
def test_who_opened_or_answered_is_left_in_peace(
    unanswered: RecipientGift, monkeypatch: pytest.MonkeyPatch, status: str, why: str
) -> None:
    remind_people(NOON)
    with transaction() as session:
        session.get_one(RecipientGift, unanswered.id).status = status
    assert sent(monkeypatch, NOON) == [("suppressed", why)]
    with transaction() as session:
        session.delete(session.get_one(MailMessage, reminder_id()))
    assert remind_people(NOON) == 0


def test_who_unsubscribed_is_not_reminded_even_from_the_queue(
    unanswered: RecipientGift, monkeypatch: pytest.MonkeyPatch
) -> None:
    remind_people(NOON)
    with transaction() as session:
        unsubscribe(session, session.get_one(Recipient, unanswered.recipient_id), NOON)
    assert sent(monkeypatch, NOON) == [("suppressed", "unsubscribed")]


def test_at_night_it_waits_for_the_morning(unanswered: RecipientGift, monkeypatch: pytest.MonkeyPatch) -> None:
    remind_people(NIGHT)
    assert sent(monkeypatch, NIGHT) == [("queued", None)]
    assert told() == []
    with reading() as session:
        waits = session.scalars(select(Job).where(Job.kind == "outreach.send", Job.subject_id == reminder_id()))
        assert [(job.version, job.run_at) for job in waits] == [(1, datetime(2027, 7, 13, 6, 0, tzinfo=UTC))]
    assert sent(monkeypatch, NOON + timedelta(days=1)) == [("shown", None)]
    assert told() == [("gift.reminder_sent", unanswered.id)]


def test_who_is_away_is_reminded_on_the_day_after(unanswered: RecipientGift, monkeypatch: pytest.MonkeyPatch) -> None:
    with transaction() as session:
        person = session.get_one(Recipient, unanswered.recipient_id)
        make_fact(session, person, "away", "2027-07-10/2027-07-14", valid_from=NOON.date())
    remind_people(NOON)
    assert sent(monkeypatch, NOON) == [("queued", None)]
    assert sent(monkeypatch, NOON + timedelta(days=3)) == [("shown", None)]


def test_a_paused_campaign_reminds_nobody(unanswered: RecipientGift, monkeypatch: pytest.MonkeyPatch) -> None:
    def set_status(status: str) -> None:
        with transaction() as session:
            session.get_one(Campaign, unanswered.campaign_id).status = status

    set_status("paused")
    assert remind_people(NOON) == 0
    set_status("running")
    assert remind_people(NOON) == 1
    set_status("paused")
    assert sent(monkeypatch, NOON) == [("queued", None)]


def test_a_campaign_closed_early_reminds_nobody_and_is_in_nobody_s_way(
    unanswered: RecipientGift, monkeypatch: pytest.MonkeyPatch
) -> None:
    remind_people(NOON)
    with transaction() as session:
        session.get_one(Campaign, unanswered.campaign_id).status = "closed"
    assert sent(monkeypatch, NOON) == [("suppressed", "campaign_closed")]
    with transaction() as session:
        session.delete(session.get_one(MailMessage, reminder_id()))
    nobody = replace(remind_people, one=lambda gift_id, _: pytest.fail(f"{gift_id} took a place in the batch"))
    assert nobody(NOON) == 0


def test_shortly_before_closing_nobody_is_pressed(unanswered: RecipientGift) -> None:
    with transaction() as session:
        session.get_one(Campaign, unanswered.campaign_id).expires_at = NOON + NOT_PRESSED
    assert remind_people(NOON) == 0


@pytest.mark.parametrize("state", ["unknown", "failed", "suppressed"])
def test_an_invitation_that_never_left_is_not_reminded_of(unanswered: RecipientGift, state: str) -> None:
    with transaction() as session:
        session.scalars(select(MailMessage)).one().state = state
    assert remind_people(NOON) == 0


def test_a_reminder_moves_no_gift(unanswered: RecipientGift, monkeypatch: pytest.MonkeyPatch) -> None:
    remind_people(NOON)
    assert sent(monkeypatch, NOON) == [("shown", None)]
    with reading() as session:
        gift = session.get_one(RecipientGift, unanswered.id)
        assert (gift.status, gift.delivery_status) == ("notified", unanswered.delivery_status)
