"""The pages about webhooks: a secret is shown once, what is wrong is told in its place, and each button does what it says."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.gifting.events import EventKind
from service.webhooks.models import WebhookDelivery, WebhookEndpoint, WebhookSource
from service.workspaces.models import User
from tests.console import Console
from tests.factories import make_user, make_workspace
from tests.https_server import Server
from tests.service.webhooks.listening import listening, pass_on, work

pytestmark = pytest.mark.usefixtures("database")
_SECRET = re.compile(r"whsec_[A-Za-z0-9+/=]+")


def owner() -> Console:
    with transaction() as session:
        return Console(make_user(session, make_workspace(session).id, "owner"))


def test_an_endpoint_is_added_with_a_test_event_and_its_secret_shown_once(receiver: Server) -> None:
    browser = owner()
    made = browser.post("/webhooks", url=receiver.url, which="gifts")
    assert (made.status_code, len(_SECRET.findall(made.text)), made.headers["Cache-Control"]) == (200, 1, "no-store")
    work()
    with reading() as session:
        endpoint = session.scalars(select(WebhookEndpoint)).one()
        delivery = session.scalars(select(WebhookDelivery)).one()
    assert (endpoint.events, delivery.is_test, delivery.state) == (["gift.*"], True, "delivered")
    assert b'"test":true' in receiver.received[0].body
    page = browser.get(f"/webhooks/{endpoint.id}?open={delivery.id}")
    assert (_SECRET.findall(page.text), "{&#34;ok&#34;:true}" in page.text) == ([], True)


@pytest.mark.parametrize(
    ("url", "which", "sentence"),
    [
        ("https://10.0.4.7/hooks", "gifts", "10.0.4.7 is inside a private network."),
        ("http://hooks.example.com/", "gifts", "Write the whole address, beginning with https://."),
        ("https://hooks.example.com/", "choose", "Choose at least one event."),
    ],
)
def test_what_is_wrong_is_told_beside_the_field_and_nothing_is_added(url: str, which: str, sentence: str) -> None:
    answer = owner().post("/webhooks", url=url, which=which)
    assert (answer.status_code, sentence in answer.text) == (422, True)
    with reading() as session:
        assert session.scalars(select(WebhookEndpoint)).all() == []


def test_an_endpoint_that_said_it_is_gone_is_turned_on_by_a_test_and_a_choice(receiver: Server) -> None:
    home = listening(receiver.url)
    with reading() as session:
        browser = Console(session.get_one(User, home.actor.user_id))
    home.tell(EventKind.OPENED, EventKind.ACCEPTED)
    pass_on()
    receiver.status = 410
    work()
    path = f"/webhooks/{home.endpoint_id}"
    page = browser.get(path).text
    assert ("it answered “410 Gone”" in page, "2 events since then were kept and not sent" in page) == (True, True)
    assert browser.post(path, act="on", kept="send").status_code == 409
    receiver.status = 200
    browser.post(path, act="test", event="gift.opened")
    work()
    assert "On, and send 2 kept" in browser.get(path).text
    assert browser.post(path, act="on", kept="send").status_code == 303
    work()
    assert [one.state for one in home.deliveries()] == ["delivered"] * 3


def test_a_message_is_replayed_with_its_id_and_failed_ones_together(receiver: Server) -> None:
    home = listening(receiver.url)
    with reading() as session:
        browser = Console(session.get_one(User, home.actor.user_id))
    home.tell(EventKind.OPENED, EventKind.ACCEPTED)
    pass_on()
    work()
    first = home.deliveries()[0]
    assert browser.post(f"/webhooks/{home.endpoint_id}/messages/{first.id}").status_code == 303
    work()
    with transaction() as session:
        for row in session.scalars(select(WebhookDelivery)):
            row.state = "failed"
    assert browser.post(f"/webhooks/{home.endpoint_id}", act="replay_failed").status_code == 303
    work()
    ids = [one.headers["webhook-id"] for one in receiver.received]
    second = home.deliveries()[1].id
    assert ids == [first.id, second, first.id, first.id, second]


def test_what_an_endpoint_listens_to_stays_as_it_is_when_its_page_is_saved(receiver: Server) -> None:
    home = listening(receiver.url, ("gift.*", "recipient.unsubscribed"))
    with reading() as session:
        browser = Console(session.get_one(User, home.actor.user_id))
    path = f"/webhooks/{home.endpoint_id}"
    ticked = re.findall(r'name="events" value="([^"]+)" checked', browser.get(path).text)
    assert ticked == ["gift.*", "recipient.unsubscribed"]
    saved = browser.post(path, act="change", url=receiver.url, which="choose", events=ticked)
    assert (saved.status_code, home.endpoint().events) == (303, ticked)


def test_an_address_for_a_carrier_is_made_and_deleted_and_its_secret_is_shown_once() -> None:
    browser = owner()
    made = browser.post("/webhooks/sources", act="add", kind="carrier")
    assert len(_SECRET.findall(made.text)) == 1
    with reading() as session:
        source = session.scalars(select(WebhookSource)).one()
    page = browser.get("/webhooks").text
    assert (f"/hooks/in/carrier/{source.id}" in page, _SECRET.findall(page)) == (True, [])
    assert browser.post("/webhooks/sources", act="delete", source=source.id).status_code == 303
    with reading() as session:
        assert session.scalars(select(WebhookSource)).all() == []


def test_names_that_others_chose_are_inert_on_the_page(receiver: Server) -> None:
    home = listening(receiver.url)
    with reading() as session:
        browser = Console(session.get_one(User, home.actor.user_id))
    receiver.body = b"<script>alert(1)</script>"
    home.tell(EventKind.OPENED)
    pass_on(utc_now())
    work()
    page = browser.get(f"/webhooks/{home.endpoint_id}?open={home.deliveries()[0].id}").text
    assert ("<script>alert" in page, "&lt;script&gt;alert(1)" in page) == (False, True)
