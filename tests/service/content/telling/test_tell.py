"""Everything that can be told, in every state of a gift, and what the page says came of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from service.campaigns.models import Campaign
from service.catalog.models import Product
from service.content.pages.nonce import form_nonce
from service.content.telling.outcome import outcome_of
from service.content.web import press as pressing
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.gifting.decline import decline_gift
from service.gifting.donate import donate_gift
from service.gifting.look_again import KIND as LOOK
from service.gifting.models import Incident, RecipientGift
from service.jobs.at_once import do_at_once
from service.recipients.facts.fact import ASK
from service.recipients.models import ProfileFact
from service.recipients.postal.addresses import has_address
from tests.factories import AT
from tests.line_ends import loose
from tests.service.content.reading import enter, everything, link, press, scene_now
from tests.service.gifting.scene import Scene
from tests.service.gifting.stopping import bring_to, set_sweet_scene

TOLD: Final[Mapping[str, Mapping[str, str]]] = {
    "allergen": {"group": "allergen", "value": "nuts"},
    "diet": {"group": "diet", "value": "vegan"},
    "never": {"group": "never", "value": "wool"},
    "dislike": {"group": "dislike", "value": "this"},
    "has_already": {"group": "has_already", "value": "this"},
    "away": {"group": "away", "until": utc_now().date().isoformat()},
    "size": {"group": "size", "clothes": "M", "shoes": "EU 42"},
}
CAME: Final = {
    "opened": ("chosen", "kept", "kept", "chosen", "chosen", "kept", "kept"),
    "accepted": ("stopped", "kept_yes", "kept_yes", "kept_offers", "kept_offers", "kept_yes", "kept_yes"),
    "ordered": ("stopped", "kept_yes", "kept_yes", "kept_offers", "kept_offers", "kept_yes", "kept_yes"),
    "shipped": ("late", "left", "left", "left", "left", "left", "left"),
    "delivered": ("late", "left", "left", "left", "left", "left", "left"),
    "declined": ("noted",) * 7,
    "donated": ("noted",) * 7,
}
"""Status -> what comes of each of the above, in their order. Everybody's gift is chocolate with nuts, the others are no food."""


def in_status(status: str, people: int = len(TOLD)) -> Scene:
    """A campaign that is open at the present hour, with each person's gift in this status."""
    if status in ("accepted", "ordered", "shipped", "delivered"):
        scene = bring_to(status, people)
    else:
        with transaction() as session:
            scene = set_sweet_scene(session, people)
            for gift in scene.gifts if status == "declined" else ():
                decline_gift(session, gift, None, AT)
            for gift in scene.gifts if status == "donated" else ():
                donate_gift(session, gift, scene.campaign.charities[0]["key"], AT)
    with transaction() as session:
        session.get_one(Campaign, scene.campaign.id).expires_at = utc_now().replace(year=utc_now().year + 1, day=1)
        others = [product.id for product in scene.others]
        session.execute(update(Product).where(Product.id.in_(others)).values(archetype="vase"))
    return scene


def tell(client: FlaskClient, gift: RecipientGift, **fields: str) -> TestResponse:
    assert client.get(link(gift)).status_code == 303
    with reading() as session:
        nonce = form_nonce(session.get_one(RecipientGift, gift.id), utc_now())
    return client.post(f"/gift/{gift.id}/tell", data={"nonce": nonce} | fields)


def came_of(gift: RecipientGift, answer: TestResponse) -> str | None:
    event = re.search(r"/told/(\d+)", str(answer.location))
    assert event is not None
    with reading() as session:
        return outcome_of(session, session.get_one(RecipientGift, gift.id), int(event[1]), utc_now()).came


@pytest.mark.parametrize(
    "status",
    [pytest.param(one, marks=pytest.mark.slow) if one in ("delivered", "ordered", "donated") else one for one in CAME],
)
def test_every_kind_of_thing_told_in_every_state_has_its_consequence_and_the_page_says_which(
    client: FlaskClient, status: str
) -> None:
    scene = in_status(status)
    answers = [tell(client, gift, **fields) for gift, fields in zip(scene.gifts, TOLD.values(), strict=True)]
    assert tuple(came_of(gift, answer) for gift, answer in zip(scene.gifts, answers, strict=True)) == CAME[status]
    with reading() as session:
        gifts = [session.get_one(RecipientGift, gift.id) for gift in scene.gifts]
        moved = tuple(
            came
            for gift, before, came in zip(gifts, scene.products, CAME[status], strict=True)
            if gift.product_id != before.id
        )
        assert moved == tuple(came for came in CAME[status] if came in ("chosen", "stopped"))
        assert all(has_address(session, gift.id) for gift in gifts if gift.status in ("accepted", "ordered"))
        incidents = session.scalars(select(Incident.gift_id)).all()
    assert (scene.gifts[0].id in incidents) is (status in ("ordered", "shipped", "delivered"))


def test_who_said_yes_is_asked_once_more_and_keeps_their_address(client: FlaskClient) -> None:
    scene = in_status("accepted", 1)
    page = loose(client.get(str(tell(client, scene.gifts[0], group="allergen", value="nuts").location)).text)
    assert "Zastavili jsme ho a vybrali znovu." in page
    assert "Vaši adresu stále máme." in page
    assert "Obsahuje: skořápkové plody." in page
    assert page.count("btn-yes") == 1
    with reading() as session:
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        assert (gift.status, has_address(session, gift.id)) == ("opened", True)


def test_what_has_left_and_holds_nuts_is_not_to_be_eaten(client: FlaskClient) -> None:
    scene = in_status("shipped", 1)
    page = loose(client.get(str(tell(client, scene.gifts[0], group="allergen", value="nuts").location)).text)
    assert "<strong>Prosíme, nejezte to ani nepijte.</strong>" in page
    assert "btn-yes" not in page


def test_a_diet_word_in_a_dislike_becomes_the_question_and_is_kept_nowhere(client: FlaskClient) -> None:
    scene = in_status("opened", 1)
    page = tell(client, scene.gifts[0], group="dislike", words="ořechy?")
    assert (page.status_code, "ořechy?" in page.text) == (200, True)
    with reading() as session:
        facts = [(row.kind, row.value, row.source) for row in session.scalars(select(ProfileFact))]
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        assert gift.product_id == scene.products[0].id
    assert ("diet", ASK, "asked") in facts
    assert ("allergen", "nuts", "inferred") in facts
    assert not any(kind == "dislike" for kind, _, _ in facts)


@pytest.mark.parametrize(("means", "came"), [("never", "chosen"), ("rather_not", "kept"), ("only_asking", None)])
def test_each_answer_to_what_was_meant_does_what_it_says(client: FlaskClient, means: str, came: str | None) -> None:
    scene = in_status("opened", 1)
    tell(client, scene.gifts[0], group="words", words="ořechy?")
    answer = tell(client, scene.gifts[0], group="meant", words="ořechy?", value=means)
    assert came_of(scene.gifts[0], answer) == (came or "kept")
    with reading() as session:
        standing = {
            (row.kind, row.value, row.source)
            for row in session.scalars(select(ProfileFact))
            if row.withdrawn_at is None and row.source != "imported"
        }
    assert (
        standing
        == {
            "never": {("allergen", "nuts", "asked"), ("allergen", "nuts", "inferred")},
            "rather_not": {("dislike", "ořechy?", "asked")},
            "only_asking": set(),
        }[means]
    )


def test_an_allergy_that_we_have_no_word_for_closes_everything_eaten_until_it_is_answered(client: FlaskClient) -> None:
    scene = in_status("accepted", 1)
    page = tell(client, scene.gifts[0], group="allergen", words="xylobrix")
    assert "Tohle u dárků nedokážeme ověřit podle názvu." in loose(page.text)
    with reading() as session:
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        assert (gift.status, gift.hold_reason) == ("accepted", "dietary_unknown")


BAD: Final = (
    ({"group": "diet", "value": "none"}, "Vyberte prosím jednu z odpovědí na stránce."),
    ({"group": "diet"}, "Vyberte prosím jednu z odpovědí na stránce."),
    ({"group": "allergen", "value": "love"}, "Vyberte prosím jednu z odpovědí na stránce."),
    ({"group": "never", "value": "plutonium"}, "Vyberte prosím jednu z odpovědí na stránce."),
    ({"group": "nothing"}, "Vyberte prosím jednu z odpovědí na stránce."),
    ({"group": "meant", "words": "ořechy", "value": "perhaps"}, "Vyberte prosím jednu z odpovědí na stránce."),
    ({"group": "dislike", "words": " \u200b "}, "Nic jsme nedokázali přečíst."),
    ({"group": "dislike", "words": "x" * 81}, "Je to příliš dlouhé."),
    ({"group": "words", "words": "x" * 10_000}, "Je to příliš dlouhé."),
    ({"group": "away", "until": "soon"}, "Zadejte prosím poslední den"),
    ({"group": "away", "until": "2020-01-01"}, "Zadejte prosím poslední den"),
    ({"group": "away", "from": "2999-01-02", "until": "2999-01-01"}, "Zadejte prosím poslední den"),
    ({"group": "size"}, "Vyberte prosím velikost ze seznamu."),
    ({"group": "size", "clothes": "huge"}, "Vyberte prosím velikost ze seznamu."),
)


def test_what_cannot_be_taken_in_says_what_to_do_and_changes_nothing(client: FlaskClient) -> None:
    scene = scene_now()
    enter(client, scene.gifts[0])
    before = everything()
    for fields, sentence in BAD:
        answer = tell(client, scene.gifts[0], **fields)
        assert (answer.status_code, sentence in loose(answer.text)) == (422, True), fields
    assert everything() == before


def test_looking_changes_nothing_and_a_chip_opens_its_group_first(client: FlaskClient) -> None:
    scene = scene_now()
    assert f'/gift/{scene.gifts[0].id}/tell?open=away#away"' in enter(client, scene.gifts[0])
    before = everything()
    page = client.get(f"/gift/{scene.gifts[0].id}/tell?open=away").text
    assert re.findall(r'<details class="tellfold" id="(\w+)"( open)?', page)[0] == ("away", " open")
    assert everything() == before


def test_while_the_look_cannot_be_done_at_once_the_page_waits_for_it_and_promises_nothing(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = in_status("opened", 1)
    monkeypatch.setattr(pressing, "do_at_once", lambda *_: False)
    told = str(tell(client, scene.gifts[0], group="allergen", value="nuts").location)
    page = client.get(told).text
    assert '<meta http-equiv="refresh" content="2">' in page
    assert 'http-equiv="refresh"' not in client.get(f"{told.partition('#')[0]}?refresh=off").text
    assert "Dárek právě prověřujeme." in loose(page)
    assert "btn-yes" not in page
    assert do_at_once(LOOK, scene.gifts[0].id)
    assert "Vybrali jsme znovu. Tady je výsledek." in loose(client.get(told).text)


def test_what_they_told_is_taken_back_by_a_second_press_alone_and_the_page_says_so(client: FlaskClient) -> None:
    scene = in_status("opened", 1)
    page = client.get(str(tell(client, scene.gifts[0], group="allergen", value="nuts").location)).text
    first = dict(re.findall(r'<input type="hidden" name="(nonce|act|fact)" value="([^"]*)">', page))
    assert first["act"] == "erase"
    before = everything()
    named = client.post(f"/gift/{scene.gifts[0].id}/privacy", data=first)
    assert (named.status_code, "skořápkové plody" in named.text, everything()) == (200, True, before)
    again = client.post(f"/gift/{scene.gifts[0].id}/privacy", data=first | {"confirm": first["fact"]})
    assert "<strong>Odebráno:</strong> skořápkové plody." in loose(client.get(str(again.location)).text)


def test_once_somebody_has_answered_the_page_about_what_they_told_is_over(client: FlaskClient) -> None:
    scene = in_status("opened", 1)
    told = str(tell(client, scene.gifts[0], group="never", value="wool").location)
    assert client.get(told).status_code == 200
    assert press(client, scene.gifts[0], "accept").status_code == 303
    assert client.get(told).location == f"/gift/{scene.gifts[0].id}"


def test_a_stale_form_tells_nothing(client: FlaskClient) -> None:
    scene = scene_now()
    enter(client, scene.gifts[0])
    before = everything()
    answer = client.post(f"/gift/{scene.gifts[0].id}/tell", data={"nonce": "1.x", "group": "diet", "value": "vegan"})
    assert answer.location == f"/gift/{scene.gifts[0].id}/tell?notice=stale#done"
    assert "Zkuste to prosím znovu." in loose(client.get(str(answer.location)).text)
    assert everything() == before


def test_somebody_elses_answer_is_not_shown(client: FlaskClient) -> None:
    scene = in_status("opened", 2)
    told = str(tell(client, scene.gifts[0], group="allergen", value="nuts").location)
    number = re.search(r"told/(\d+)", told)
    assert number is not None
    assert client.get(link(scene.gifts[1])).status_code == 303
    assert client.get(f"/gift/{scene.gifts[1].id}/told/{number[1]}").status_code == 410


@pytest.mark.parametrize("number", ["0", "9" * 40])
def test_a_guessed_number_tells_nothing(client: FlaskClient, number: str) -> None:
    scene = scene_now()
    enter(client, scene.gifts[0])
    assert client.get(f"/gift/{scene.gifts[0].id}/told/{number}").status_code == 410
