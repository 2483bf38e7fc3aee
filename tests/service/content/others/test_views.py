"""Looking at other gifts, page by page, from the page to the rows: what is shown can be had, and nothing else has changed."""

from __future__ import annotations

import re
from datetime import timedelta

from flask.testing import FlaskClient
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from renderers.markup.readable import readable
from service.campaigns.models import Campaign
from service.catalog.models import Product
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.dietary.vocabulary import ALLERGENS
from service.gifting.accept import accept_gift
from service.gifting.models import RecipientGift, SoftHold
from service.recipients.models import ProfileFact, Question
from tests.factories import make_product
from tests.service.content.reading import enter, everything, nonce_on, press, scene_now
from tests.service.gifting.scene import Scene


def shelf(count: int = 14, **campaign: object) -> Scene:
    """A gift of 44.00, two other games near it, and more of other categories; five pieces of each."""
    scene = scene_now(others=0, budget_minor=100_000, **campaign)
    with transaction() as session:
        for number in range(count):
            category = "games" if number < 2 else f"kind {number % 4}"
            make_product(
                session, scene.workspace_id, f"Thing {number}", sku=f"T{number:02}", category=category, stock=5,
                archetype=category.replace(" ", "_"), interests=["chess"] if number < 2 else ["hiking"],
            )  # fmt: skip
    return scene


def read_in_english(client: FlaskClient, gift: RecipientGift) -> None:
    enter(client, gift)
    client.get(f"/gift/{gift.id}?language=en")


def turn(client: FlaskClient, gift: RecipientGift, **fields: str) -> TestResponse:
    nonce = nonce_on(client.get(f"/gift/{gift.id}").text)
    return client.post(f"/gift/{gift.id}/others", data={"nonce": nonce} | fields)


def others(client: FlaskClient, gift: RecipientGift) -> str:
    answer = client.get(f"/gift/{gift.id}/others")
    assert answer.status_code == 200
    return answer.text


def names(html: str) -> list[str]:
    return re.findall(r'<h2 class="h3"[^>]*>([^<]+)</h2>', html)


def words(html: str) -> str:
    return " ".join(readable(html).replace("\u00a0", " ").split())


def held(gift: RecipientGift) -> list[str]:
    with reading() as session:
        return sorted(
            session.scalars(
                select(Product.sku).join(SoftHold, SoftHold.product_id == Product.id).where(SoftHold.gift_id == gift.id)
            )
        )


def on_the_shelf() -> int:
    with reading() as session:
        return sum(session.scalars(select(Product.stock)))


def test_more_like_this_begins_with_what_is_most_like_it_and_goes_on(client: FlaskClient) -> None:
    gift = shelf().gifts[0]
    read_in_english(client, gift)
    assert turn(client, gift, way="more", page="1").location == f"/gift/{gift.id}/others"
    first = names(others(client, gift))
    turn(client, gift, way="more", page="2")
    second = names(others(client, gift))
    turn(client, gift, way="more", page="3")
    third = names(others(client, gift))

    assert first[:2] == ["Thing 0", "Thing 1"]
    assert [len(page) for page in (first, second, third)] == [4, 4, 4]
    assert len({*first, *second, *third}) == 12
    assert "Page 3 of 3" in words(others(client, gift))


def test_something_different_is_of_another_category_each_time(client: FlaskClient) -> None:
    gift = shelf().gifts[0]
    read_in_english(client, gift)
    turn(client, gift, way="different", page="1")
    page = others(client, gift)

    assert "Thing 0" not in names(page)
    assert "Thing 1" not in names(page)
    with reading() as session:
        shown = session.scalars(select(Product.category).where(Product.sku.in_(held(gift)))).all()
    assert len(set(shown)) == 4


def test_a_page_that_is_left_gives_its_pieces_back(client: FlaskClient) -> None:
    gift = shelf().gifts[0]
    read_in_english(client, gift)
    before = on_the_shelf()
    turn(client, gift, way="more", page="1")
    first = held(gift)
    turn(client, gift, way="more", page="2")

    assert len(held(gift)) == 4
    assert not set(first) & set(held(gift))
    assert on_the_shelf() == before - 4


def test_looking_and_looking_again_change_nothing(client: FlaskClient) -> None:
    gift = shelf().gifts[0]
    read_in_english(client, gift)
    turn(client, gift, way="more", page="1")
    before = everything()
    assert others(client, gift).count('name="product"') == 4
    client.head(f"/gift/{gift.id}/others")
    assert client.get(f"/gift/{gift.id}/others?notice=lost_race&gone=prd_nothing").status_code == 200
    assert everything() == before


def test_a_kind_is_found_by_its_words_in_any_language(client: FlaskClient) -> None:
    scene = shelf()
    with transaction() as session:
        texts = {"en": "Brass lamp", "ru": "Латунная лампа", "ja": "真鍮のランプ"}
        make_product(
            session, scene.workspace_id, sku="LAMP", category="home", archetype="lamp", stock=5,
            texts={key: {"name": name, "line": name, "inside": name} for key, name in texts.items()},
        )  # fmt: skip
    gift = scene.gifts[0]
    read_in_english(client, gift)
    wishes = ["lamp", "Lamps please", "lampp", "лампа", "ランプ"]
    for asked in wishes:
        turn(client, gift, way="kind", words=asked)
        assert (names(others(client, gift)), held(gift)) == (["Brass lamp"], ["LAMP"]), asked
        assert asked in words(client.get(f"/gift/{gift.id}/privacy").text)


def test_nothing_of_the_kind_is_said_and_the_wish_stays(client: FlaskClient) -> None:
    gift = shelf().gifts[0]
    read_in_english(client, gift)
    answer = turn(client, gift, way="kind", words="submarine")

    assert answer.location == f"/gift/{gift.id}/others?notice=nothing_like_that#done"
    assert "Nothing like that in this campaign" in words(client.get(answer.location).text)
    with reading() as session:
        fact = session.scalars(select(ProfileFact).where(ProfileFact.kind == "wish")).one()
        assert (fact.value, fact.source, fact.withdrawn_at) == ("submarine", "asked", None)


def test_a_wish_that_names_food_to_avoid_is_a_question_first(client: FlaskClient) -> None:
    gift = shelf().gifts[0]
    read_in_english(client, gift)
    answer = turn(client, gift, way="kind", words="no nuts please")

    assert answer.location == f"/gift/{gift.id}/others?notice=wish_heard#done"
    with reading() as session:
        assert session.scalars(select(Question.kind).where(Question.answered_at.is_(None))).all() == ["diet"]
    assert 'name="question" value="diet"' in client.get(f"/gift/{gift.id}").text


def test_what_cannot_be_looked_for_stays_in_its_field_and_nothing_is_kept(client: FlaskClient) -> None:
    gift = shelf(2).gifts[0]
    read_in_english(client, gift)
    turn(client, gift, way="more", page="1")
    before = everything()
    for typed in ("", "   ", "x" * 81, "\u200b"):
        answer = turn(client, gift, way="kind", words=typed)
        assert (answer.status_code, "Nothing to look for yet." in words(answer.text)) == (422, True), typed
        assert everything() == before


def test_a_button_that_is_none_of_ours_does_nothing(client: FlaskClient) -> None:
    gift = shelf(2).gifts[0]
    read_in_english(client, gift)
    before = everything()
    nothing_of_ours: list[dict[str, str]] = [{"way": "up"}, {"way": "kind", "tap": "submarines"}, {}]
    for fields in nothing_of_ours:
        assert turn(client, gift, **fields).status_code == 422
    assert everything() == before


def test_a_form_that_is_out_of_date_does_nothing(client: FlaskClient) -> None:
    gift = shelf(2).gifts[0]
    read_in_english(client, gift)
    before = everything()
    answer = client.post(f"/gift/{gift.id}/others", data={"nonce": "1.x", "way": "more", "page": "1"})
    assert answer.location == f"/gift/{gift.id}?notice=stale#done"
    assert everything() == before


def test_one_gone_at_the_press_stays_with_its_reason_beside_others_that_can_be_had(client: FlaskClient) -> None:
    scene = scene_now(others=3)
    gift, gone = scene.gifts[0], scene.others[0]
    read_in_english(client, gift)
    with transaction() as session:
        session.execute(update(Product).where(Product.id == gone.id).values(stock=0))
    answer = press(client, gift, "swap", product=gone.id)
    page = client.get(answer.location).text

    assert names(page) == ["Other 0", "Other 1", "Other 2"]
    assert page.count('class="card gone"') == 1
    assert f'value="{gone.id}"' not in page
    assert "Nothing has changed: the gift you have is still set aside for you." in words(page)
    assert press(client, gift, "swap", product=scene.others[1].id).location == f"/gift/{gift.id}?notice=swapped#done"


def test_what_was_shown_and_is_no_longer_safe_is_shown_no_more(client: FlaskClient) -> None:
    scene = shelf()
    gift = scene.gifts[0]
    read_in_english(client, gift)
    turn(client, gift, way="more", page="1")
    with transaction() as session:
        session.execute(
            update(Product)
            .where(Product.sku == "T00")
            .values(kind="edible", allergens=dict.fromkeys(ALLERGENS, "unknown"))
        )
    assert "Thing 0" not in names(others(client, gift))


def test_after_the_time_is_up_nothing_is_shown_before_another_press(client: FlaskClient) -> None:
    gift = shelf().gifts[0]
    read_in_english(client, gift)
    turn(client, gift, way="more", page="1")
    with transaction() as session:
        session.execute(update(SoftHold).values(until=utc_now() - timedelta(seconds=1)))
    page = others(client, gift)
    assert names(page) == []
    assert "Show other gifts" in words(page)
    press(client, gift, "show-others")
    assert len(names(others(client, gift))) > 0


def test_a_hidden_price_is_nowhere_on_the_page(client: FlaskClient) -> None:
    scene = shelf()
    with transaction() as session:
        session.get_one(Campaign, scene.campaign.id).price_shown = False
    gift = scene.gifts[0]
    read_in_english(client, gift)
    turn(client, gift, way="more", page="1")
    assert "€" not in words(others(client, gift))


def test_who_answered_or_cannot_swap_is_led_back_to_their_gift(client: FlaskClient) -> None:
    scene = shelf(2)
    gift = scene.gifts[0]
    read_in_english(client, gift)
    with transaction() as session:
        session.get_one(Campaign, scene.campaign.id).swap_limit = "none"
    assert client.get(f"/gift/{gift.id}/others").location == f"/gift/{gift.id}"
    assert turn(client, gift, way="more", page="1").location == f"/gift/{gift.id}?notice=not_swappable#done"
    with transaction() as session:
        session.get_one(Campaign, scene.campaign.id).swap_limit = "within_20"
        accept_gift(session, session.get_one(RecipientGift, gift.id), utc_now())
    assert client.get(f"/gift/{gift.id}/others").location == f"/gift/{gift.id}"
    assert client.get("/gift/gft_other/others").status_code == 410


def test_after_a_swap_there_is_one_yes(client: FlaskClient) -> None:
    scene = scene_now()
    gift = scene.gifts[0]
    read_in_english(client, gift)
    press(client, gift, "show-others")
    page = client.get(press(client, gift, "swap", product=scene.others[0].id).location).text
    assert page.count(f'action="/gift/{gift.id}/accept"') == 1
    assert page.index('id="done"') < page.index(f'action="/gift/{gift.id}/accept"')


def test_more_time_is_asked_for_on_the_page_without_a_script_and_said(client: FlaskClient) -> None:
    gift = shelf().gifts[0]
    read_in_english(client, gift)
    turn(client, gift, way="more", page="1")
    with transaction() as session:
        session.execute(update(SoftHold).values(until=utc_now() + timedelta(minutes=3)))
    page, before = others(client, gift), on_the_shelf()
    seconds = re.search(r'data-ends-in="(\d+)" data-warn-at="120"><div role="status"', page)
    assert seconds is not None
    assert 120 <= int(seconds[1]) <= 180
    assert (
        '<input type="hidden" name="way" value="longer"><button class="btn btn-small">Keep them longer</button>' in page
    )

    answer = turn(client, gift, way="longer")
    assert answer.location == f"/gift/{gift.id}/others?notice=held_longer#done"
    page = client.get(answer.location).text
    assert "We’re holding them for longer. Take your time." in words(page)
    assert "We’re holding them for you for another 14 minutes." in words(
        page
    )  # full ones, with what remains of one dropped
    assert (names(page), on_the_shelf()) == (names(others(client, gift)), before)

    with transaction() as session:
        session.execute(update(SoftHold).values(until=utc_now() + timedelta(minutes=3), extended=10))
    assert "Keep them longer</button>" not in others(client, gift)
    assert turn(client, gift, way="longer").location == f"/gift/{gift.id}/others?notice=held_long_enough#done"
    with transaction() as session:
        session.execute(update(SoftHold).values(until=utc_now()))
    assert turn(client, gift, way="longer").location == f"/gift/{gift.id}/others?notice=held_no_more#done"
