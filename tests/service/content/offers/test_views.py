"""Offers on a reader's own pages: a look changes nothing, one press counts once, and a scanner's visits are no looks."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from renderers.language.translations import LOCALES
from renderers.markup.readable import readable
from service.brain.events.models import PersonEvent, UseConsent
from service.brain.events.on_page import say_use
from service.brain.events.signals import signals_of
from service.brain.offers.keep import withdraw_offer
from service.brain.segments.conditions import read_conditions
from service.brain.segments.keep import save_segment
from service.campaigns.models import Campaign
from service.content.erase import erase_person
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.gifting.models import RecipientGift, SoftHold
from service.recipients.models import Account, Recipient
from tests.console import Console
from tests.factories import make_fact, make_product, make_user, owner_of
from tests.service.brain.offering import offer
from tests.service.content.reading import enter, everything, link, nonce_on, scene_now
from tests.service.gifting.scene import Scene


def offering(**campaign: Any) -> Scene:
    """Two offers worth something and news, for a person with an open gift."""
    scene = scene_now(**campaign)
    with transaction() as session:
        for code, kind, value in (("renewal", "keep", "120"), ("thanks", "reward", "25"), ("spring", "news", "")):
            offer(
                session, scene.workspace_id, utc_now(), code=code, kind=kind, value=value, title_en=f"The {code} offer"
            )
    return scene


def english(client: FlaskClient, gift: RecipientGift) -> None:
    enter(client, gift)
    client.get(f"/gift/{gift.id}?language=en")


def words(html: str) -> str:
    return " ".join(readable(html).replace("\u00a0", " ").split())


def titles(html: str) -> list[str]:
    return re.findall(r'<h3 class="h3">[^<]*?The (\w+) offer', html)


def press(client: FlaskClient, gift: RecipientGift, **fields: str) -> Any:
    nonce = nonce_on(client.get(f"/gift/{gift.id}/offers").text)
    return client.post(f"/gift/{gift.id}/offers", data={"nonce": nonce} | fields)


def look(client: FlaskClient, gift: RecipientGift, page: str = "gift", **headers: str) -> int:
    nonce = nonce_on(client.get(f"/gift/{gift.id}").text)
    return client.post(f"/gift/{gift.id}/look", data={"nonce": nonce, "page": page}, headers=headers).status_code


def events() -> list[tuple[str, str | None, str | None]]:
    with reading() as session:
        rows = session.scalars(select(PersonEvent).order_by(PersonEvent.kind, PersonEvent.code, PersonEvent.id))
        return [(row.kind, row.entry, row.device) for row in rows]


def test_everything_we_have_for_you_lists_all_by_rank_and_looking_changes_nothing(client: FlaskClient) -> None:
    gift = offering().gifts[0]
    english(client, gift)
    before = everything()
    page = client.get(f"/gift/{gift.id}/offers").text
    assert titles(page) == ["renewal", "thanks", "spring"]
    assert "worth €120" in words(page)
    assert "Opens fjordloom.example." in words(page)
    assert everything() == before


def test_the_winner_stands_on_the_open_page_and_on_the_statement_in_the_same_visit(client: FlaskClient) -> None:
    scene = offering()
    gift = scene.gifts[0]
    english(client, gift)
    for path in ("", "/statement"):
        page = client.get(f"/gift/{gift.id}{path}").text
        assert (path, titles(page), page.count('id="offer"')) == (path, ["renewal"], 1)
    with transaction() as session:
        for one in session.scalars(select(PersonEvent)):
            session.delete(one)
        session.get_one(Recipient, gift.recipient_id).unsubscribed_at = utc_now()
    assert [titles(client.get(f"/gift/{gift.id}{path}").text) for path in ("", "/statement")] == [[], []]
    assert titles(client.get(f"/gift/{gift.id}/offers").text) == ["spring", "renewal", "thanks"]


def test_a_press_leads_on_counts_once_a_day_and_puts_the_offer_last(client: FlaskClient) -> None:
    scene = offering()
    gift = scene.gifts[0]
    english(client, gift)
    offer_id = re.findall(r'name="offer" value="(ofr_\w+)"', client.get(f"/gift/{gift.id}/offers").text)[0]
    for _ in range(2):
        answer = press(client, gift, act="go", offer=offer_id)
        assert (answer.status_code, answer.location) == (303, f"/gift/{gift.id}/offers/{offer_id}")
    onward = client.get(answer.location)
    assert 'content="1; url=https://fjordloom.example/renew"' in onward.text
    assert "Go to fjordloom.example" in words(onward.text)
    assert onward.headers["Referrer-Policy"] == "no-referrer"
    assert events() == [("offer_pressed", None, None)]
    assert titles(client.get(f"/gift/{gift.id}/offers").text) == ["thanks", "spring", "renewal"]


def test_asking_for_all_of_them_counts_each_as_seen_once(client: FlaskClient) -> None:
    gift = offering().gifts[0]
    english(client, gift)
    for _ in range(2):
        assert press(client, gift, act="show").location == f"/gift/{gift.id}/offers"
    assert events() == [("offer_seen", None, None)] * 3


def test_an_offer_that_has_ended_leads_nowhere_and_says_so(client: FlaskClient) -> None:
    scene = offering()
    gift = scene.gifts[0]
    english(client, gift)
    offer_id = re.findall(r'name="offer" value="(ofr_\w+)"', client.get(f"/gift/{gift.id}/offers").text)[0]
    with transaction() as session:
        withdraw_offer(session, owner_of(scene.workspace_id), offer_id, utc_now())
    answers = [press(client, gift, act="go", offer=offer_id), client.get(f"/gift/{gift.id}/offers/{offer_id}")]
    assert {one.location for one in answers} == {f"/gift/{gift.id}/offers?notice=gone#done"}
    assert "That offer has ended." in words(client.get(answers[0].location).text)
    assert events() == []


@pytest.mark.parametrize("fields", [{"act": "dance"}, {"act": "go"}, {"act": "go", "offer": "ofr_x"}])
def test_a_press_that_is_none_of_ours_changes_nothing(client: FlaskClient, fields: dict[str, str]) -> None:
    gift = offering().gifts[0]
    english(client, gift)
    before = everything()
    assert press(client, gift, **fields).status_code == 303
    old = client.post(f"/gift/{gift.id}/offers", data={"nonce": "1.x", "act": "show"})
    assert old.location == f"/gift/{gift.id}/offers?notice=stale#done"
    assert everything() == before


def test_a_hidden_price_hides_what_an_offer_is_worth(client: FlaskClient) -> None:
    scene = offering()
    with transaction() as session:
        session.get_one(Campaign, scene.campaign.id).price_shown = False
    english(client, scene.gifts[0])
    for path in ("", "/offers"):
        assert "€120" not in words(client.get(f"/gift/{scene.gifts[0].id}{path}").text)


def test_whoever_is_bound_by_a_policy_reads_why_nothing_here_is_worth_money(client: FlaskClient) -> None:
    scene = offering()
    with transaction() as session:
        session.get_one(Account, scene.gifts[0].account_id).gift_policy = {"no_gifts": True}
    english(client, scene.gifts[0])
    page = client.get(f"/gift/{scene.gifts[0].id}/offers").text
    assert titles(page) == ["spring"]
    assert "nothing here is worth money" in words(page)


@pytest.mark.parametrize("language", LOCALES)
def test_every_language_has_the_frame_and_the_words(client: FlaskClient, language: str) -> None:
    gift = offering().gifts[0]
    enter(client, gift)
    for path in ("", "/statement", "/offers"):
        page = client.get(f"/gift/{gift.id}{path}?language={language}")
        assert (path, page.status_code, f'<html lang="{language}"' in page.text) == (path, 200, True)
        assert 'class="offer"' in page.text


def test_a_scanners_twelve_visits_are_no_look(client: FlaskClient) -> None:
    gift = offering().gifts[0]
    for _ in range(12):
        client.get(link(gift))
        for path in ("", "/others", "/statement", "/offers", "/privacy"):
            client.get(f"/gift/{gift.id}{path}")
            client.head(f"/gift/{gift.id}{path}")
    with reading() as session:
        assert signals_of(session, [gift.recipient_id], utc_now()) == {gift.recipient_id: ()}
    assert events() == []


def test_a_reported_look_counts_once_a_visit_and_never_where_the_browser_says_no(client: FlaskClient) -> None:
    gift = offering().gifts[0]
    enter(client, gift)
    assert [look(client, gift), look(client, gift), look(client, gift, "offers")] == [204, 204, 204]
    assert events() == [("page_look", "link", None)] * 2
    refused = [look(client, gift, "statement", DNT="1"), look(client, gift, "statement", **{"Sec-GPC": "1"})]
    unsigned = client.post(f"/gift/{gift.id}/look", data={"nonce": "1.x", "page": "known"}).status_code
    assert (refused, unsigned, look(client, gift, "casino")) == ([204, 204], 403, 422)
    assert len(events()) == 2


def test_a_touch_of_another_gift_counts_only_where_they_agreed_and_it_is_set_aside_for_them(
    client: FlaskClient,
) -> None:
    gift = offering().gifts[0]
    enter(client, gift)
    with transaction() as session:
        product = make_product(session, gift.workspace_id)
        aside = SoftHold(
            gift_id=gift.id, product_id=product.id, workspace_id=gift.workspace_id, rank=0, way="first", page=1, pages=1
        )
        aside.until = utc_now() + timedelta(minutes=15)
        session.add(aside)
    nonce = nonce_on(client.get(f"/gift/{gift.id}").text)

    def touch(product_id: str, **headers: str) -> int:
        fields = {"nonce": nonce, "page": "others", "product": product_id}
        return client.post(f"/gift/{gift.id}/look", data=fields, headers=headers).status_code

    assert (touch(product.id), events()) == (204, [])
    with transaction() as session:
        say_use(session, gift.recipient_id, agrees=True, at=utc_now())
    assert [touch("prd_of_others"), touch(product.id, DNT="1"), events()] == [204, 204, []]
    assert [touch(product.id), touch(product.id), events()] == [204, 204, [("page_look", None, None)]]


def test_the_device_is_kept_only_while_its_person_agrees(client: FlaskClient) -> None:
    gift = offering().gifts[0]
    enter(client, gift)
    phone = {"User-Agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Mobile"}
    look(client, gift, "gift", **phone)
    assert press(client, gift, act="agree").location.endswith("notice=agreed#done")
    look(client, gift, "offers", **phone)
    assert [device for *_, device in events()] == [None, "phone"]
    assert press(client, gift, act="stop").location.endswith("notice=stopped#done")
    assert [device for *_, device in events()] == [None, None]


def test_an_erasure_leaves_nothing_of_what_somebody_did(client: FlaskClient) -> None:
    gift = offering().gifts[0]
    enter(client, gift)
    look(client, gift)
    press(client, gift, act="agree")
    press(client, gift, act="show")
    with transaction() as session:
        erase_person(session, session.get_one(Recipient, gift.recipient_id), utc_now())
        assert session.scalars(select(PersonEvent)).all() == session.scalars(select(UseConsent)).all() == []


def test_staff_see_offers_in_a_view_of_their_own_less_what_somebody_told(client: FlaskClient) -> None:
    scene = offering()
    gift = scene.gifts[0]
    with transaction() as session:
        user, actor = make_user(session, scene.workspace_id, "manager"), owner_of(scene.workspace_id)
        make_fact(session, session.get_one(Recipient, gift.recipient_id), "interest", "running", source="asked")
        save_segment(session, actor, "Runners", read_conditions([("told", "interest:running")]), utc_now())
        save_segment(session, actor, "Czechs", read_conditions([("country", "CZ")]), utc_now())
        for code, segment in (("a-runner", "Runners"), ("b-czech", "Czechs")):
            offer(session, scene.workspace_id, utc_now(), code=code, segment=segment, title_en=f"The {code[2:]} offer")
    english(client, gift)
    own = titles(client.get(f"/gift/{gift.id}/offers").text)
    staff, before = Console(user), everything()
    path = f"/campaigns/{scene.campaign.id}/gifts/{gift.id}/offers"
    assert staff.get(path).status_code == 200
    with transaction() as session:
        session.get_one(Recipient, gift.recipient_id).locale = "en"
    body = staff.get(f"{path}/body").text
    assert sorted(own) == ["czech", "renewal", "runner", "spring", "thanks"]
    assert titles(body) == ["czech", "renewal", "spring", "thanks"]
    assert ("<form" in body, "What we count" in words(body)) == (False, False)
    after = everything()
    assert {name for name in after if after[name] != before[name]} == {"audit_entry", "recipient"}
