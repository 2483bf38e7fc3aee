"""The notice at the person's own link."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from service.content.erase import erase_person
from service.content.links import links_of
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.gifting.models import RecipientGift
from service.recipients.models import Recipient
from tests.console import console_app
from tests.line_ends import loose
from tests.service.content.reading import everything, nonce_on
from tests.service.safety.recalled import Hands, campaign_now, drafted, gift, in_hands, notices, press_send


@pytest.fixture
def told(database: str) -> Hands:
    """Somebody who has the product and whose notice was sent."""
    hands = drafted("delivered", locale="en")
    press_send(hands)
    return hands


def enter(hands: Hands, state: str = "delivered") -> FlaskClient:
    """A browser that came by the link in the mail."""
    client = console_app().test_client()
    row = gift(hands, state)
    page = links_of(row).page
    answer = client.get(f"{page[page.index('/g/') :]}/recall")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/gift/{row.id}/recall")
    return client


def address(hands: Hands) -> str:
    return f"/gift/{hands.gifts['delivered']}/recall"


def test_the_page_says_everything_that_the_law_asks_for(told: Hands) -> None:
    page = loose(enter(told).get(address(told)).text)
    for part in (
        "<h1>Product safety recall</h1>",
        "Name: Date and sour cherry truffles",
        "Brand: Månefjell",
        "Product number: HP-0003",
        "Batch or serial number: 0321",
        "Given to you by: Fjord &amp; Loom AS",
        "an allergen that isn’t on its ingredients list: milk",
        "Batch 0321 was filled on a line for milk chocolate.",
        "Stop now: do not eat or drink any more of it.",
        "You can choose one of these:",
        "the value of the gift, paid to you",
        "Free of charge: +47 800 12 345",
        "If someone else has it now, tell them about this recall.",
    ):
        assert part in page
    assert "Jana" not in page


def test_looking_changes_nothing(told: Hands) -> None:
    client, before = enter(told), everything()
    assert client.get(address(told)).status_code == 200
    assert client.head(address(told)).status_code == 200
    assert everything() == before


def test_it_can_be_read_in_another_language_and_whoever_reads_none_of_ours_is_told_so(told: Hands) -> None:
    client, before = enter(told), everything()
    german = client.get(address(told), headers={"Accept-Language": "de"}).text
    czech = client.get(f"{address(told)}?language=cs").text.replace("\u00a0", " ")

    assert '(<bdi lang="de">Deutsch</bdi>)' in german
    assert "Stažení výrobku z oběhu z důvodu bezpečnosti" in czech
    assert f'action="{address(told).removesuffix("/recall")}/language"' not in czech
    assert everything() == before


def test_it_is_confirmed_by_a_press_of_our_own_form_alone(told: Hands) -> None:
    client = enter(told)
    assert client.post(address(told)).headers["Location"] == f"{address(told)}?notice=stale#done"
    assert client.post(address(told), data={"nonce": "1.2"}).status_code == 303
    assert notices()[0].confirmed_at is None

    nonce = nonce_on(client.get(address(told)).text)
    assert client.post(address(told), data={"nonce": nonce}).headers["Location"] == f"{address(told)}#done"
    assert notices()[0].confirmed_at is not None
    page = client.get(address(told)).text
    assert "You confirmed on" in page
    assert "I have read this" not in page


def test_it_stays_when_the_gift_s_page_is_closed(told: Hands) -> None:
    campaign_now(told, status="closed", expires_at=utc_now() - timedelta(days=100))
    assert "Product safety recall" in enter(told).get(address(told)).text


def test_a_stranger_sees_a_closed_page(told: Hands) -> None:
    answer = console_app().test_client().get(address(told))
    assert answer.status_code == 410
    assert "truffles" not in answer.text
    assert console_app().test_client().post(address(told)).status_code == 410


def test_who_was_erased_has_no_notice(told: Hands) -> None:
    client = enter(told)
    with transaction() as session:
        row = session.get_one(RecipientGift, told.gifts["delivered"])
        erase_person(session, session.get_one(Recipient, row.recipient_id), utc_now())
    assert client.get(address(told)).status_code == 410


def test_a_draft_is_not_shown_yet(database: str) -> None:
    hands = drafted("delivered")
    assert enter(hands).get(address(hands)).status_code == 410


def test_who_has_another_gift_reads_of_no_recall(database: str) -> None:
    hands = in_hands("delivered")
    assert enter(hands).get(address(hands)).status_code == 410
    with reading() as session:
        assert session.get_one(RecipientGift, hands.gifts["delivered"]).status == "delivered"


def test_nothing_of_it_is_kept_or_told_to_others(told: Hands) -> None:
    headers = enter(told).get(address(told)).headers
    assert (headers["Cache-Control"], headers["Referrer-Policy"]) == ("no-store", "no-referrer")
