"""Somebody for whom nothing is right: what is set aside for them goes where they say, and every page says what is true then."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from renderers.language.translations import LOCALES
from service.campaigns.models import Campaign
from service.catalog.models import Product
from service.content.donating.book import KIND, book_donation, list_due
from service.content.donating.note import note_job
from service.content.draw_statement_again import restate_job
from service.content.questions import await_choice
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.decisions.asking.aside import Aside
from service.gifting.models import GiftEvent, RecipientGift
from service.gifting.request_statement import KIND as RESTATE
from service.gifting.set_aside import promise, reserve_asides
from service.gifting.settle import settle_decided
from service.ops.audit.database import audit_books
from tests.factories import make_user, owner_of
from tests.service.content.leases import do
from tests.service.content.questions.test_await_choice import AGAIN, NO, NOTHING, asked, look, tell, words
from tests.service.content.reading import enter, nonce_on, press, scene_now, status
from tests.service.gifting.scene import Scene, money

WORTH = "Donate €44"
HIDDEN = "Donate the value set aside for you"
NO_SUM = "€"


@pytest.fixture(autouse=True)
def short_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(await_choice, "WAIT_SECONDS", 0.0)


def waits(**campaign: object) -> tuple[Scene, RecipientGift]:
    """Somebody who was asked by the launch, with a piece and its 44 euros set aside for their answer."""
    scene, gift = asked({"status": "running", **campaign}, wave=1)
    with transaction() as session:
        # One of its five is another person's.
        session.get_one(Product, scene.products[0].id).stock = 4
        of = {"id": gift.id, "workspace_id": gift.workspace_id}
        promise(session, gift.campaign_id, {gift.recipient_id: of}, [Aside(gift.recipient_id, (scene.products[0].id,))])
        assert reserve_asides(session, [gift.id], utc_now()) == 1
    return scene, gift


def left_with_nothing(client: FlaskClient, **campaign: object) -> tuple[Scene, RecipientGift]:
    scene, gift = waits(**campaign)
    tell(client, gift, avoid="milk")
    look(gift)
    return scene, gift


def give(client: FlaskClient, gift: RecipientGift, charity: str = "rivers", **fields: str) -> str:
    """Presses on the page of the charities; where the reader is led."""
    page = client.get(f"/gift/{gift.id}/give")
    assert page.status_code == 200
    data = {"nonce": nonce_on(page.text), "charity": charity, **fields}
    return client.post(f"/gift/{gift.id}/donate", data=data).location


def books(scene: Scene) -> tuple[int, int]:
    with reading() as session:
        assert [defect.sentence for defect in audit_books(session)] == []
        return money(session, session.get_one(Campaign, scene.campaign.id))


def test_the_page_says_what_can_be_done_with_it_and_until_when(client: FlaskClient) -> None:
    _, gift = left_with_nothing(client)
    page = words(client, f"/gift/{gift.id}")

    assert (NOTHING in page, WORTH in page, "A word to the giver" in page) == (True, True, True)
    assert "No more gifts from Fjord & Loom" in page
    assert "If you haven’t chosen by" in page and "the money goes back to Fjord & Loom AS." in page
    assert "email you" not in page
    assert "Where should the €44 go?" in words(client, f"/gift/{gift.id}/give")


def test_while_the_answer_is_decided_nothing_is_said_of_a_sum(client: FlaskClient) -> None:
    _, gift = waits()
    said = tell(client, gift, avoid="milk")

    assert NO_SUM not in said


def test_it_is_donated_undone_and_donated_again_and_paid_once(client: FlaskClient) -> None:
    scene, gift = left_with_nothing(client)
    assert give(client, gift).startswith(f"/gift/{gift.id}")
    page = words(client, f"/gift/{gift.id}")
    assert "Donated. €44 is going to the charity you chose." in page
    assert "You can undo this" in page
    assert status(gift) == "donated"

    press(client, gift, "undo")
    after = words(client, f"/gift/{gift.id}?notice=undone")
    assert ("Undone." in after, NOTHING in after or "We’re choosing now" in after) == (True, True)
    look(gift)
    assert WORTH in words(client, f"/gift/{gift.id}")
    give(client, gift)
    assert books(scene) == (8800, 0)

    nonce = nonce_on(client.get(f"/gift/{gift.id}").text)
    assert settle_decided(utc_now() + timedelta(hours=25)) == 1
    assert books(scene) == (4400, 4400)
    assert "You can undo this" not in words(client, f"/gift/{gift.id}")
    assert "notice=too_late" in client.post(f"/gift/{gift.id}/undo", data={"nonce": nonce}).location
    assert (status(gift), books(scene)) == ("donated", (4400, 4400))


def test_whoever_skipped_can_donate_it_too_or_answer_after_all(client: FlaskClient) -> None:
    scene, gift = waits()
    tell(client, gift, "unsaid")
    look(gift)
    page = words(client, f"/gift/{gift.id}")
    assert (NO in page, WORTH in page, "Answer the question after all" in page) == (True, True, True)
    give(client, gift)

    assert (status(gift), books(scene)) == ("donated", (8800, 0))


def test_a_hidden_value_is_on_no_page_but_the_statement(client: FlaskClient) -> None:
    _, gift = left_with_nothing(client, price_shown=False)
    held = words(client, f"/gift/{gift.id}")
    choose = words(client, f"/gift/{gift.id}/give")
    give(client, gift)
    donated = words(client, f"/gift/{gift.id}")

    assert (HIDDEN in held, "Where should the value go?" in choose) == (True, True)
    assert "The full value is going to the charity you chose." in donated
    assert [NO_SUM in page for page in (held, choose, donated)] == [False, False, False]
    assert "€44.00" in words(client, f"/gift/{gift.id}/statement")


def test_its_statement_says_what_it_was_and_is_kept_as_a_version(client: FlaskClient) -> None:
    _, gift = left_with_nothing(client)
    give(client, gift)
    do(restate_job, RESTATE, gift.id)
    page = words(client, f"/gift/{gift.id}/statement")

    for said in ("Value set aside, no gift sent", "Sum set aside by the giver", "Donated", "€44.00", "Version 1"):
        assert said in page, said
    assert "Retail price" not in page
    paper = client.get(f"/gift/{gift.id}/statement.pdf", buffered=True)
    assert (paper.status_code, paper.data[:5]) == (200, b"%PDF-")
    assert "Open the statement" in words(client, f"/gift/{gift.id}")


def test_ops_books_it_and_its_note_is_on_the_page(client: FlaskClient) -> None:
    scene, gift = left_with_nothing(client)
    give(client, gift)
    settle_decided(utc_now() + timedelta(hours=25))
    with transaction() as session:
        make_user(session, scene.workspace_id, "ops")
        who = owner_of(scene.workspace_id)
        due = list_due(session, who, None).items
        assert [(one.gift_id, one.value, one.receiver.name) for one in due] == [(gift.id, "€44", "Clean Rivers")]
        book_donation(session, who, gift.id, "SEPA 77", utc_now())
    do(note_job, KIND, gift.id)

    assert "Open the donation note" in words(client, f"/gift/{gift.id}")
    note = client.get(f"/gift/{gift.id}/donation.pdf", buffered=True)
    assert (note.status_code, note.data[:5]) == (200, b"%PDF-")


def test_a_charity_of_their_own_waits_for_a_yes_and_a_blank_one_is_asked_for_again(client: FlaskClient) -> None:
    _, gift = left_with_nothing(client)
    assert give(client, gift, "other").endswith("/give?notice=named_missing#done")
    assert status(gift) == "draft"
    give(client, gift, "other", named="Harbour Kitchen")

    assert status(gift) == "donated"
    assert settle_decided(utc_now() + timedelta(hours=25)) == 0


@pytest.mark.parametrize("charity", ["", "nobody", "../rivers"])
def test_what_is_no_charity_leaves_everything_as_it_is(client: FlaskClient, charity: str) -> None:
    scene, gift = left_with_nothing(client)
    assert "notice=answer_invalid" in give(client, gift, charity)

    assert (status(gift), books(scene)) == ("draft", (8800, 0))


def test_pressed_twice_or_on_an_old_page_it_is_donated_once(client: FlaskClient) -> None:
    scene, gift = left_with_nothing(client)
    nonce = nonce_on(client.get(f"/gift/{gift.id}/give").text)
    data = {"nonce": nonce, "charity": "rivers"}
    first, second = (client.post(f"/gift/{gift.id}/donate", data=data).location for _ in range(2))
    assert ("notice=donated" in first, "notice=stale" in second) == (True, True)
    stale = client.post(f"/gift/{gift.id}/donate", data=data | {"nonce": "an old one"})

    assert ("notice=stale" in stale.location, status(gift), books(scene)) == (True, "donated", (8800, 0))
    with reading() as session:
        kinds = list(session.scalars(select(GiftEvent.kind).where(GiftEvent.gift_id == gift.id)))
    assert kinds.count("gift.value_donated") == 1


def test_after_the_campaign_nobody_can_donate_it_and_the_link_says_so(client: FlaskClient) -> None:
    _, gift = left_with_nothing(client)
    nonce = nonce_on(client.get(f"/gift/{gift.id}/give").text)
    with transaction() as session:
        session.get_one(Campaign, gift.campaign_id).expires_at = utc_now() - timedelta(minutes=1)
    answer = client.post(f"/gift/{gift.id}/donate", data={"nonce": nonce, "charity": "rivers"})

    assert (answer.status_code, client.get(f"/gift/{gift.id}/give").status_code, status(gift)) == (410, 410, "draft")


def test_another_persons_browser_gives_nothing_away(client: FlaskClient) -> None:
    scene, gift = left_with_nothing(client)
    stranger = client.application.test_client()
    other = scene_now().gifts[0]
    nonce = nonce_on(enter(stranger, other))
    answer = stranger.post(f"/gift/{gift.id}/donate", data={"nonce": nonce, "charity": "rivers"})

    assert (answer.status_code, status(gift), books(scene)) == (410, "draft", (8800, 0))


def test_it_is_read_in_every_language(client: FlaskClient) -> None:
    _, gift = left_with_nothing(client)
    held = {locale: words(client, f"/gift/{gift.id}?language={locale}") for locale in LOCALES}
    chosen = {locale: words(client, f"/gift/{gift.id}/give?language={locale}") for locale in LOCALES}
    give(client, gift)
    donated = {locale: words(client, f"/gift/{gift.id}?language={locale}") for locale in LOCALES}

    for pages in (held, chosen, donated):
        assert len(set(pages.values())) == len(LOCALES) == 7
        assert all("44" in page for page in pages.values())
    assert AGAIN not in donated["en"]


def test_donating_is_offered_where_the_campaign_names_no_charity_too(client: FlaskClient) -> None:
    scene = scene_now()
    gift = scene.gifts[0]
    with transaction() as session:
        session.get_one(Campaign, scene.campaign.id).charities = []
    page = enter(client, gift)
    assert page.count(f'href="/gift/{gift.id}/give"') == 2
    assert 'value="other"' in client.get(f"/gift/{gift.id}/give").text
    give(client, gift, "other", named="Harbour Kitchen")

    assert status(gift) == "donated"
