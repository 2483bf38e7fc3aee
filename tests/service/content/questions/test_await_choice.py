"""Who waits, answers or skips, and who tells of an allergy after a yes: the page that follows says what is true then."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from renderers.markup.readable import readable
from service.campaigns.models import Campaign
from service.content.questions import await_choice
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.dietary.vocabulary import ALLERGENS, DIETS
from service.gifting.look_again import KIND as LOOK
from service.gifting.models import RecipientGift
from service.jobs.models import Job
from service.planning.plan.redecide import redecide_gift
from service.recipients.models import Account, Recipient
from tests.factories import make_account, make_gift, make_recipient
from tests.service.content.reading import enter, nonce_on, press, scene_now, status
from tests.service.gifting.scene import Scene
from tests.service.gifting.stopping import bring_to, looked_at, told

WAITS = "There’s no gift to show you yet."
CHOOSING = "Thank you. We’re choosing now."
NOTHING = "We have nothing here that’s right for you."
NO = "Without an answer, we have nothing safe for you."
MAY_COME = (
    "If we find something that’s right for you, we’ll email you. If we don’t, you won’t hear from us about it again."
)
AGAIN = "Being checked again. We’ll send it only if it’s safe for you."


def asked(campaign: dict[str, Any] | None = None, **gift: Any) -> tuple[Scene, RecipientGift]:
    """Somebody who waits for their own answer about food."""
    scene = scene_now(others=0)
    with transaction() as session:
        for name, value in (campaign or {}).items():
            setattr(session.get_one(Campaign, scene.campaign.id), name, value)
        account = session.get_one(Account, scene.people[0].account_id)
        petr = make_recipient(session, account, "Petr", locale="en")
        waits = make_gift(session, scene.campaign, petr, None, hold_reason="dietary_unknown", **gift)
        # Vegan, and without nuts: what suits somebody who has said so, and nobody whose needs are not known.
        product = scene.products[0]
        made = session.merge(product)
        made.kind, made.stock = "edible", 5
        made.allergens = dict.fromkeys(ALLERGENS, "absent") | {"milk": "unknown"}
        made.diets = dict.fromkeys(DIETS, "suited")
        # Who has it works for another company.
        has_it = session.get_one(RecipientGift, scene.gifts[0].id)
        has_it.account_id = has_it.unique_within = make_account(session, account.workspace_id).id
    return scene, waits


def tell(client: FlaskClient, gift: RecipientGift, answer: str = "told", **fields: Any) -> str:
    """One answer to the question about food; the words of the page that follows."""
    page = enter(client, gift)
    assert 'name="question" value="diet"' in page
    data = {"nonce": nonce_on(page), "question": "diet", "answer": answer, **fields}
    return words(client, client.post(f"/gift/{gift.id}/answer", data=data).location)


def words(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return " ".join(readable(answer.text).replace("\u00a0", " ").split())


def look(gift: RecipientGift) -> None:
    with transaction() as session:
        redecide_gift(session, gift.id, utc_now())
        session.execute(update(Job).where(Job.kind == LOOK, Job.subject_id == gift.id).values(state="done"))


@pytest.fixture(autouse=True)
def short_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """No worker runs here, so that nobody's answer is decided while the press waits for it."""
    monkeypatch.setattr(await_choice, "WAIT_SECONDS", 0.0)


@pytest.mark.parametrize("state", ["approved", "running", "paused"])
@pytest.mark.parametrize("wave", [None, 1])
def test_an_answer_is_thanked_for_and_leads_to_a_page_in_every_state(
    client: FlaskClient, state: str, wave: int | None
) -> None:
    _, gift = asked({"status": state}, wave=wave)
    said = tell(client, gift, avoid="nuts")
    assert (CHOOSING in said, WAITS in said, "This link no longer works" in said) == (True, False, False)
    assert '<meta http-equiv="refresh" content="2">' in client.get(f"/gift/{gift.id}").text
    still = client.get(f"/gift/{gift.id}?refresh=off").text
    assert ('http-equiv="refresh"' in still, 'href="?refresh=on"' in still) == (False, True)

    look(gift)
    with reading() as session:
        product_id = session.get_one(RecipientGift, gift.id).product_id
    assert product_id is not None
    page = words(client, f"/gift/{gift.id}")
    # Whoever was launched with a wave sets out at once while the campaign runs; the others wait for the next wave.
    is_open = (state, wave) == ("running", 1)
    assert status(gift) == ("created" if is_open else "draft")
    assert ("Gift 0" in page, WAITS in page) == (is_open, not is_open)
    assert 'http-equiv="refresh"' not in client.get(f"/gift/{gift.id}").text
    if not is_open:
        assert client.get(f"/gift/{gift.id}/film.mp4").location == f"/gift/{gift.id}"


def test_where_nothing_suits_the_page_promises_nothing(client: FlaskClient) -> None:
    _, gift = asked({"status": "running"}, wave=1)
    said = tell(client, gift, avoid="milk")
    assert (CHOOSING in said, "we’ll email you" in said) == (True, False)
    look(gift)
    after = words(client, f"/gift/{gift.id}")
    assert (NOTHING in after, "No more gifts from Fjord & Loom" in after, "email you" in after) == (True, True, False)


def test_a_question_that_is_skipped_says_so_before_and_after(client: FlaskClient) -> None:
    _, gift = asked({"status": "running"}, wave=1)
    before = " ".join(readable(enter(client, gift)).replace("\u00a0", " ").split())
    assert "Skip it if you like" not in before
    assert (
        "You can skip it, but then we can only choose from gifts that are safe for everyone, and there may not be one."
        in before
    )

    said = tell(client, gift, "unsaid")
    assert CHOOSING in said
    look(gift)
    page = words(client, f"/gift/{gift.id}")
    assert (NO in page, "email you" in page, "Answer the question after all" in page) == (True, False, True)


def test_who_skipped_can_answer_after_all_and_gets_what_suits_the_answer(client: FlaskClient) -> None:
    _, gift = asked({"status": "running"}, wave=1)
    tell(client, gift, "unsaid")
    look(gift)

    tell(client, gift, avoid="nuts")
    look(gift)
    assert "Gift 0" in words(client, f"/gift/{gift.id}")


def test_a_press_waits_for_an_answer_that_is_decided_at_once_and_leads_to_the_gift(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, gift = asked({"status": "running"}, wave=1)
    monkeypatch.setattr(await_choice, "WAIT_SECONDS", 2.0)
    monkeypatch.setattr(await_choice, "sleep", lambda _seconds: look(gift))

    said = tell(client, gift, avoid="nuts")
    assert ("Chosen just now, with what you told us." in said, "Gift 0" in said) == (True, True)


@pytest.mark.parametrize(
    "over", [{"status": "closed"}, {"status": "running", "expires_at": utc_now() - timedelta(days=1)}]
)
def test_once_it_is_over_the_link_is_closed_before_an_answer_and_not_after_one(
    client: FlaskClient, over: dict[str, Any]
) -> None:
    scene, gift = asked({"status": "running"})
    enter(client, gift)
    with transaction() as session:
        for name, value in over.items():
            setattr(session.get_one(Campaign, scene.campaign.id), name, value)
    assert client.get(f"/gift/{gift.id}").status_code == 410
    known = client.get(f"/gift/{gift.id}/privacy").text
    assert 'id="tell"' not in known


def test_a_page_that_waits_has_no_film_to_be_drawn(client: FlaskClient) -> None:
    _, gift = asked({"status": "running"})
    enter(client, gift)
    for name in ("film.mp4", "captions.vtt", "poster.webp", "statement", "statement.pdf"):
        assert client.get(f"/gift/{gift.id}/{name}").location == f"/gift/{gift.id}"


def accepted(reached: str = "accepted", others: int = 2) -> RecipientGift:
    scene = bring_to(reached, others=others, expires_at=utc_now() + timedelta(days=300))
    with transaction() as session:
        session.get_one(Recipient, scene.people[0].id).locale = "en"
    return scene.gifts[0]


def tell_more(client: FlaskClient, gift: RecipientGift, **fields: str) -> str:
    """What is told on the privacy page; the words of the page that follows."""
    enter(client, gift)
    known = client.get(f"/gift/{gift.id}/privacy").text
    assert 'id="tell"' in known
    data = {"nonce": nonce_on(known), "question": "diet", "answer": "told", **fields}
    return words(client, client.post(f"/gift/{gift.id}/answer", data=data).location)


@pytest.mark.parametrize("reached", ["accepted", "ordered"])
def test_an_allergy_told_after_a_yes_is_said_to_be_looked_at_at_once_and_stops_the_gift(
    client: FlaskClient, reached: str
) -> None:
    gift = accepted(reached)
    said = tell_more(client, gift, avoid="nuts")
    assert (AGAIN in said, "Accepted." in said, "nothing more to do" in said) == (True, False, False)

    looked_at(gift, utc_now())
    after = words(client, f"/gift/{gift.id}")
    assert "We chose again. We checked what is safe for you and picked a different gift." in after
    assert (status(gift), AGAIN in after) == ("opened", False)


def test_an_allergy_that_the_gift_is_free_of_changes_nothing_but_for_the_moment_of_looking(client: FlaskClient) -> None:
    gift = accepted()
    assert AGAIN in tell_more(client, gift, avoid="celery")
    with transaction() as session:
        redecide_gift(session, gift.id, utc_now())
        session.execute(update(Job).where(Job.kind == LOOK).values(state="done"))
    after = words(client, f"/gift/{gift.id}")
    assert ("Accepted. We’ve set it aside for you." in after, AGAIN in after) == (True, False)
    assert status(gift) == "accepted"


def test_where_nothing_else_is_safe_the_page_says_that_the_gift_was_stopped(client: FlaskClient) -> None:
    gift = accepted(others=0)
    tell_more(client, gift, avoid="nuts")
    looked_at(gift, utc_now())
    after = words(client, f"/gift/{gift.id}")
    assert "The gift you said yes to won’t be sent." in after
    assert "If we find something else that is safe, we’ll email you." in after
    assert "Accepted." not in after


def test_after_a_yes_with_an_open_question_the_page_says_what_it_waits_for(client: FlaskClient) -> None:
    gift = accepted()
    told(gift, "diet", "ask")
    looked_at(gift, utc_now())
    enter(client, gift)
    said = words(client, f"/gift/{gift.id}")
    assert "Before we go on, we need your answer to the question on this page." in said
    assert "There’s nothing more to do." not in said


def test_a_swap_says_that_a_yes_is_still_needed(client: FlaskClient) -> None:
    scene = scene_now()
    gift = scene.gifts[0]
    with transaction() as session:
        session.get_one(Recipient, scene.people[0].id).locale = "en"
    enter(client, gift)
    press(client, gift, "show-others")
    said = words(client, press(client, gift, "swap", product=scene.others[0].id).location)
    assert "Swapped. Nothing is sent until you say yes." in said
    assert status(gift) == "opened"


def test_a_reason_has_a_link_only_where_there_is_something_to_correct(client: FlaskClient) -> None:
    scene = scene_now()
    with transaction() as session:
        session.get_one(Recipient, scene.people[0].id).locale = "en"
    page = enter(client, scene.gifts[0])
    # Nothing is known of what they eat: the link leads to where it can be told. Their place cannot be put right there.
    assert "We don’t know what you eat, so we chose something that isn’t food." in page.replace("\u00a0", " ")
    assert page.count("/privacy#tell") == 1
    assert page.count("Not right? Correct it") == 0
