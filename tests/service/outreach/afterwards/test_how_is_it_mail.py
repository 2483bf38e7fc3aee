"""Once, a week after a parcel arrived: how is it?"""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from service.db.connect import reading, transaction
from service.gifting.events import EventKind, add_event
from service.gifting.models import RecipientGift
from service.outreach.afterwards import how_is_it
from service.outreach.afterwards.how_is_it import ask_how_it_is
from service.outreach.letters.letter import letter_of
from service.outreach.models import MailMessage
from tests.factories import AT
from tests.service.gifting.scene import set_scene


@pytest.fixture
def gift(database: str) -> RecipientGift:
    """One that arrived at `AT`."""
    assert database
    with transaction() as session:
        found = set_scene(session).gifts[0]
        found.status = "delivered"
        body = {
            "status": "delivered",
            "product_id": found.product_id,
            "price_minor": 0,
            "is_reserved": False,
            "stock": {},
        }
        add_event(session, found, EventKind.DELIVERED, body, AT)
        return found


def written() -> list[tuple[str, str]]:
    with reading() as session:
        return [(row.kind, row.state) for row in session.scalars(select(MailMessage))]


@pytest.mark.parametrize(("days", "mails"), [(6, 0), (7, 1), (27, 1), (28, 0)])
@pytest.mark.usefixtures("gift")
def test_it_is_asked_from_a_week_to_four_weeks_after(days: int, mails: int) -> None:
    assert ask_how_it_is(AT + timedelta(days=days)) == mails
    assert written() == [("how_is_it", "queued")] * mails


@pytest.mark.usefixtures("gift")
def test_it_is_asked_once() -> None:
    at = AT + timedelta(days=8)
    assert [ask_how_it_is(at), ask_how_it_is(at + timedelta(days=8))] == [1, 0]


def test_what_came_back_is_not_asked_about(gift: RecipientGift) -> None:
    with transaction() as session:
        session.get_one(RecipientGift, gift.id).status = "returned"
    assert ask_how_it_is(AT + timedelta(days=8)) == 0


def test_whoever_gave_it_to_a_colleague_is_not_asked(gift: RecipientGift) -> None:
    with transaction() as session:
        session.get_one(RecipientGift, gift.id).passed_on_at = AT
    assert ask_how_it_is(AT + timedelta(days=8)) == 0
    assert how_is_it._ask(gift.id, AT + timedelta(days=8)) == 0
    assert written() == []


def test_the_mail_has_four_links_that_mark_an_answer(gift: RecipientGift) -> None:
    ask_how_it_is(_later())
    with reading() as session:
        letter = letter_of(session, session.scalars(select(MailMessage)).one())
    assert [letter.text.count(f"/how?is={mood}") for mood in ("love", "good", "not", "wrong")] == [1, 1, 1, 1]
    assert f"/g/{gift.id}/" in letter.html


def _later() -> datetime:
    return AT + timedelta(days=8)
