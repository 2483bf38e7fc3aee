"""Where a gift is, at its person's own link."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from service.campaigns.models import Campaign
from service.content.mails.safety import draw_chosen_again
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.fulfilment.run_out import run_out
from service.gifting.fulfil import mark_delivered, mark_shipped
from service.gifting.models import GiftEvent, RecipientGift
from service.outreach.occasions.chosen_again import is_to_be_told
from service.recipients.models import DeliveryAddress, Recipient
from service.recipients.postal.carriage import keep_carriage
from service.recipients.postal.carriers import read_carriage
from service.workspaces.actor import system
from tests.console import console_app
from tests.line_ends import loose
from tests.service.content.reading import enter, link
from tests.service.gifting.scene import Scene
from tests.service.gifting.stopping import OVER, bring_to, looked_at

pytestmark = pytest.mark.usefixtures("database")
FAR = {"expires_at": OVER + timedelta(days=300)}


@pytest.fixture
def client() -> FlaskClient:
    return console_app().test_client()


def where(client: FlaskClient, scene: Scene, *, is_personal: bool = True) -> str:
    gift = scene.gifts[0]
    client.get(f"{link(gift)}/for-you" if is_personal else link(gift))
    answer = client.get(f"/gift/{gift.id}/where?language=en")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    return loose(answer.text)


def ship(scene: Scene, carrier: str, tracking: str) -> None:
    said = read_carriage(carrier, tracking)
    with transaction() as session:
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        mark_shipped(session, gift, system(gift.workspace_id), OVER)
        keep_carriage(session, gift.id, said.carrier, said.tracking)


def marks_of_stops(html: str) -> list[str]:
    return re.findall(r"<li(?: class=\"(\w+)\")?(?: aria-current=\"step\")?><b>", html)


def test_from_the_order_to_the_door_the_page_tells_where_it_is(client: FlaskClient) -> None:
    scene = bring_to("ordered", **FAR)
    page = where(client, scene)
    assert marks_of_stops(page) == ["done", "now", "", ""]
    assert "Na Příkopě 1" in page
    assert "you’ll see it here once the parcel has left" in page

    ship(scene, "UPS", "1Z999AA10123456784")
    page = where(client, scene)
    assert marks_of_stops(page) == ["done", "done", "now", ""]
    assert 'href="https://www.ups.com/track?tracknum=1Z999AA10123456784"' in page

    with transaction() as session:
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        mark_delivered(session, gift, system(gift.workspace_id), OVER)
    page = where(client, scene)
    assert marks_of_stops(page) == ["done", "done", "done", "done"]
    assert "We’ll delete your address on 23 December 2026." in page
    with transaction() as session:
        row = session.scalars(select(DeliveryAddress)).one()
        row.body, row.carrier, row.tracking, row.erased_at = None, None, None, OVER
    page = where(client, scene)
    assert "We’ve deleted your address." in page
    assert "1Z999" not in page
    assert "Příkopě" not in page


def test_a_link_that_was_passed_on_shows_no_address_and_no_name(client: FlaskClient) -> None:
    page = where(client, bring_to("ordered", **FAR), is_personal=False)
    assert "Příkopě" not in page
    assert "Jana" not in page


def test_what_a_carrier_was_called_by_hand_is_plain_text(client: FlaskClient) -> None:
    scene = bring_to("ordered", **FAR)
    ship(scene, "My cousin", "https://evil.example/x")
    page = where(client, scene)
    assert "https://evil.example/x" in page
    assert 'href="https://evil.example' not in page


def test_looking_changes_nothing(client: FlaskClient) -> None:
    scene = bring_to("ordered", **FAR)
    with reading() as session:
        before = session.scalar(select(func.count()).select_from(GiftEvent))
    where(client, scene)
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(GiftEvent)) == before


def test_before_a_yes_and_after_one_that_was_undone_it_leads_to_the_gift(client: FlaskClient) -> None:
    scene = bring_to("accepted", **FAR)
    with transaction() as session:
        session.get_one(RecipientGift, scene.gifts[0].id).status = "opened"
    client.get(link(scene.gifts[0]))
    answer = client.get(f"/gift/{scene.gifts[0].id}/where")
    assert (answer.status_code, answer.location) == (303, f"/gift/{scene.gifts[0].id}")
    assert client.get("/gift/gft_nobody/where").status_code == 410


def ran_out() -> Scene:
    scene = bring_to("ordered", **FAR)
    with transaction() as session:
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        session.get_one(Campaign, scene.campaign.id).expires_at = utc_now() + timedelta(days=300)
        run_out(session, gift, system(gift.workspace_id), OVER)
    return scene


def test_what_ran_out_is_said_on_both_pages_and_a_yes_needs_no_address_again(client: FlaskClient) -> None:
    scene = ran_out()
    assert "We’re looking for another gift for you." in where(client, scene)
    looked_at(scene.gifts[0], utc_now())
    with reading() as session:
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
    page = where(client, scene)
    assert "We chose another gift for you:" in page
    assert "We still have your address" in page
    assert "Původní dárek už nemáme, nemůžeme ho poslat." in loose(client.get(f"/gift/{gift.id}?language=cs").text)


def test_the_mail_about_it_is_no_safety_mail_and_whoever_unsubscribed_gets_none() -> None:
    scene = ran_out()
    looked_at(scene.gifts[0], utc_now())
    with transaction() as session:
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        person = session.get_one(Recipient, gift.recipient_id)
        text = loose(draw_chosen_again(session, gift).files["text"][1].decode())
        assert "Tento e-mail se týká přijatého dárku." in text
        assert "bezpečnosti" not in text
        assert is_to_be_told(session, gift, utc_now())
        person.unsubscribed_at = utc_now()
        session.flush()
        assert not is_to_be_told(session, gift, utc_now())


def test_the_gift_page_leads_there(client: FlaskClient) -> None:
    scene = bring_to("ordered", **FAR)
    page = enter(client, scene.gifts[0])
    assert f'href="/gift/{scene.gifts[0].id}/where"' in page
