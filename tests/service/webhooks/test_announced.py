"""What is no step of a gift is told too, exactly if its act is done."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from service.catalog.models import Product
from service.catalog.restock import change_shelf
from service.conversation.office.answer import answer_as_office, read_form
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.gifting.models import RecipientGift
from service.recipients.erase import erase_values
from service.recipients.models import Recipient
from service.recipients.unsubscribe import unsubscribe
from service.webhooks.models import WebhookDelivery
from service.workspaces.announcements.models import Announcement
from tests.https_server import Server
from tests.service.webhooks.listening import listening, pass_on, work

pytestmark = pytest.mark.usefixtures("database")


def test_people_who_leave_and_pieces_that_come_are_told_in_ids_alone(receiver: Server) -> None:
    home = listening(receiver.url, ("recipient.*", "product.*"))
    with transaction() as session:
        gift = session.get_one(RecipientGift, home.gift_id)
        person = session.get_one(Recipient, gift.recipient_id)
        unsubscribe(session, person, utc_now())
        unsubscribe(session, person, utc_now())
        erase_values(session, session.get_one(Recipient, person.id), utc_now())
        change_shelf(session, str(gift.product_id), 5, "delivery", home.actor, utc_now())
        person_id, product_id = gift.recipient_id, gift.product_id
    assert pass_on() == 3
    work(all_of_them=True)
    told = sorted((one["type"], one["data"]) for one in (json.loads(came.body) for came in receiver.received))
    assert told == [
        ("product.restocked", {"id": product_id}),
        ("recipient.erased", {"id": person_id}),
        ("recipient.unsubscribed", {"id": person_id}),
    ]


def test_what_is_not_done_is_not_told(receiver: Server) -> None:
    home = listening(receiver.url)
    with pytest.raises(ZeroDivisionError), transaction() as session:
        gift = session.get_one(RecipientGift, home.gift_id)
        unsubscribe(session, session.get_one(Recipient, gift.recipient_id), utc_now())
        raise ZeroDivisionError
    assert pass_on() == 0
    with reading() as session:
        assert session.scalars(select(Announcement)).all() == []
        assert session.scalars(select(Product.stock)).one() == 10
        assert session.scalars(select(WebhookDelivery)).all() == []


def test_an_ethics_office_that_answers_is_told_and_its_answer_is_not(receiver: Server) -> None:
    home = listening(receiver.url, ("gift.office_answered",))
    with transaction() as session:
        gift = session.get_one(RecipientGift, home.gift_id)
        answer_as_office(session, gift, read_form({"answer": "share"}, gift.currency), "nonce", utc_now())
    assert pass_on() == 1
    work(all_of_them=True)
    (came,) = receiver.received
    told = json.loads(came.body)
    assert (told["type"], told["data"]["id"]) == ("gift.office_answered", home.gift_id)
    assert "share" not in came.body.decode()
