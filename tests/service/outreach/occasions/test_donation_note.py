"""Whoever donated is told once that it is paid, with the way to the note: no sum, no gift, never past an unsubscribe."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from renderers.language.translations import LOCALES
from service.content.donating.book import KIND, book_donation
from service.content.donating.note import TELL, note_job
from service.db.connect import reading, transaction
from service.gifting.donate import donate_gift
from service.gifting.models import RecipientGift
from service.gifting.transitions import apply
from service.jobs.models import Job
from service.outreach.letters.letter import letter_of
from service.outreach.models import MailMessage
from service.outreach.occasions.donation_note import confirm_donation
from service.recipients.models import Recipient
from tests.console import console_app
from tests.factories import AT, owner_of
from tests.service.content.leases import do
from tests.service.content.reading import scene_now
from tests.service.gifting.scene import Scene

LATER = AT + timedelta(days=2)


@pytest.fixture
def client(database: str) -> FlaskClient:
    assert database
    return console_app().test_client()


@pytest.fixture
def scene(client: FlaskClient) -> Scene:
    """A donation that nobody can undo any more, and that ops has not booked."""
    found = scene_now()
    with transaction() as session:
        gift = session.get_one(RecipientGift, found.gifts[0].id)
        donate_gift(session, gift, "rivers", AT)
        apply(session, gift, "settle_donation", LATER)
    return found


def book(scene: Scene) -> None:
    with transaction() as session:
        book_donation(session, owner_of(scene.workspace_id), scene.gifts[0].id, "SEPA 77", LATER)


def confirm(scene: Scene) -> None:
    with transaction() as session:
        confirm_donation(session, gift_id=scene.gifts[0].id, at=LATER)


def mails() -> list[tuple[str, str]]:
    with reading() as session:
        return [(row.kind, row.state) for row in session.scalars(select(MailMessage))]


def test_before_the_note_is_there_nobody_is_written_to(scene: Scene) -> None:
    book(scene)
    confirm(scene)

    assert mails() == []


def test_the_note_asks_for_the_mail_and_there_is_one(scene: Scene) -> None:
    book(scene)
    do(note_job, KIND, scene.gifts[0].id)
    with reading() as session:
        asked = session.scalars(select(Job.subject_id).where(Job.kind == TELL)).all()
    confirm(scene)
    confirm(scene)

    assert asked == [scene.gifts[0].id]
    assert mails() == [("donation_note", "queued")]


def test_whoever_unsubscribed_is_not_written_to(scene: Scene) -> None:
    book(scene)
    do(note_job, KIND, scene.gifts[0].id)
    with transaction() as session:
        session.get_one(Recipient, scene.people[0].id).unsubscribed_at = LATER
    confirm(scene)

    assert mails() == [("donation_note", "suppressed")]


def test_it_says_where_the_value_went_in_every_language_and_no_sum(scene: Scene, client: FlaskClient) -> None:
    book(scene)
    do(note_job, KIND, scene.gifts[0].id)
    confirm(scene)
    subjects = set()
    for locale in LOCALES:
        with transaction() as session:
            session.get_one(Recipient, scene.people[0].id).locale = locale
        with reading() as session:
            letter = letter_of(session, session.scalars(select(MailMessage)).one())
        subjects.add(letter.subject)
        assert "44" not in letter.text + letter.html.partition("<body")[2].replace("line-height:44px", "")
        assert letter.text.count("/donation.pdf") == letter.html.count("/donation.pdf") == 1
    link = next(word for word in letter.text.split() if word.endswith("/donation.pdf"))
    answer = client.get("/g/" + link.partition("/g/")[2], follow_redirects=True, buffered=True)

    assert (len(subjects), answer.mimetype, answer.data[:5]) == (len(LOCALES), "application/pdf", b"%PDF-")
