"""What is ticked on the page of somebody who waits: each thing means what the page says it means, and every way on works."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from service.content.questions import await_choice
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.dietary.vocabulary import Diet, Material, shunned_by
from service.gifting.candidate import candidate_for
from service.gifting.models import RecipientGift
from service.recipients.letters.models import Letter
from service.recipients.models import ProfileFact, Recipient
from tests.service.content.questions.test_await_choice import NO, NOTHING, asked, look, tell, words
from tests.service.content.reading import enter, nonce_on

TICKS = {
    "Meat": ("vegetarian", Diet.VEGETARIAN),
    "Anything from animals": ("vegan", Diet.VEGAN),
    "Pork": ("no_pork", Diet.NO_PORK),
    "Alcohol": ("no_alcohol", Diet.NO_ALCOHOL),
    "Sugar": ("low_sugar", Diet.LOW_SUGAR),
}
"""What the box says -> (what is stored, what is followed)."""


@pytest.fixture(autouse=True)
def short_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(await_choice, "WAIT_SECONDS", 0.0)


def test_each_box_stands_for_what_it_says(client: FlaskClient) -> None:
    _, gift = asked({"status": "running"}, wave=1)
    page = enter(client, gift)

    for said, (value, _) in TICKS.items():
        assert f'name="follow" value="{value}"><span>{said}</span>' in page
    assert "Pork: only what suits vegetarians, halal or kosher" in page
    assert "<legend>Never send me</legend>" in page
    assert page.count("btn-yes") == 1
    # Every allergen and diet there is can be ticked once.
    boxes = page.count('type="checkbox" name="avoid"'), page.count('type="checkbox" name="follow"')
    assert boxes == (14, len(Diet))


@pytest.mark.parametrize(("value", "diet"), TICKS.values())
def test_a_tick_is_kept_as_a_diet_and_never_as_a_faith(client: FlaskClient, value: str, diet: Diet) -> None:
    scene, gift = asked({"status": "running"}, wave=1)
    tell(client, gift, follow=value)

    with reading() as session:
        facts = session.scalars(select(ProfileFact).where(ProfileFact.recipient_id == gift.recipient_id)).all()
        person = candidate_for(session, scene.campaign, session.get_one(RecipientGift, gift.id), utc_now().date())
    assert [(fact.kind, fact.value, fact.source) for fact in facts] == [("diet", value, "asked")]
    assert person.follow == diet
    # Vegan goes for materials too.
    assert bool(shunned_by(person.follow) & Material.WOOL) == (value == "vegan")


def test_what_was_told_can_be_seen_and_taken_back(client: FlaskClient) -> None:
    _, gift = asked({"status": "running"}, wave=1)
    tell(client, gift, follow="no_pork")

    assert "No pork" in words(client, f"/gift/{gift.id}/privacy")
    assert "No pork" in words(client, f"/gift/{gift.id}/tell")


def test_where_nothing_fits_a_word_reaches_the_giver_and_a_press_stops_it(client: FlaskClient) -> None:
    _, gift = asked({"status": "running"}, wave=1)
    tell(client, gift, avoid="milk")
    look(gift)
    page = client.get(f"/gift/{gift.id}").text
    stop = next(part.partition('"')[0] for part in page.split('href="') if "/unsubscribe/" in part)
    thread = client.get(f"/gift/{gift.id}/thread")
    form = {"nonce": nonce_on(thread.text), "act": "write", "words": "Thank you all the same."}
    sent = client.post(f"/gift/{gift.id}/thread", data=form)

    assert (NOTHING in words(client, f"/gift/{gift.id}"), f"/gift/{gift.id}/thread" in page) == (True, True)
    assert (thread.status_code, sent.status_code) == (200, 303)
    with reading() as session:
        assert [row.writer for row in session.scalars(select(Letter).where(Letter.gift_id == gift.id))][:1] == [
            "person"
        ]
    path = "/unsubscribe/" + stop.partition("/unsubscribe/")[2]
    asks = client.get(path, follow_redirects=True)
    assert (asks.status_code, 'value="unsubscribe"' in asks.text) == (200, True)
    form = {"nonce": nonce_on(asks.text), "act": "unsubscribe"}
    assert client.post(f"/gift/{gift.id}/privacy", data=form).status_code == 303
    with transaction() as session:
        assert session.get_one(Recipient, gift.recipient_id).unsubscribed_at is not None


def test_whoever_skips_and_can_be_given_nothing_is_told_no_with_the_same_ways_on(client: FlaskClient) -> None:
    _, gift = asked({"status": "running"}, wave=1)
    tell(client, gift, "unsaid")
    look(gift)
    page = client.get(f"/gift/{gift.id}").text

    assert NO in words(client, f"/gift/{gift.id}")
    assert ("/unsubscribe/" in page, f"/gift/{gift.id}/thread" in page, "email you" in page) == (True, True, False)
