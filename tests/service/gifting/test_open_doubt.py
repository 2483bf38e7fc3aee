"""A gift that lies on its person's page while a question about their food is open: the page stays, the order waits."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.catalog.models import Product
from service.db.connect import reading, transaction
from service.errors import Unsafe
from service.gifting.accept import accept_gift
from service.gifting.address import give_address
from service.gifting.answer_question import answer_diet, skip_question
from service.gifting.live import live_gift
from service.gifting.look_again import look_at_person
from service.gifting.models import GiftAlternative, Incident, RecipientGift
from service.gifting.settle import settle_decided
from service.gifting.swap import swap_gift
from service.gifting.undo import undo_answer
from service.ops.audit.database import audit_database
from service.recipients.facts.heard import hear
from service.recipients.models import Recipient
from tests.factories import AT, make_campaign, make_gift, make_product
from tests.service.gifting.scene import Scene, kinds, money, set_scene
from tests.service.gifting.stopping import ADDRESS, OVER, SWEET, bring_to, looked_at, set_sweet_scene, told

NUTS = "I am allergic to nuts"


def in_doubt(people: int = 1) -> Scene:
    """Chocolate with nuts lies on the page of people of whom a note says that they are allergic; the looks took place."""
    with transaction() as session:
        scene = set_sweet_scene(session, people)
        for person in scene.people:
            note(session, person.id)
    for gift in scene.gifts:
        looked_at(gift)
    return scene


def note(session: Session, person_id: str) -> None:
    hear(session, session.get_one(Recipient, person_id), NUTS, "imported", AT)
    look_at_person(session, person_id, AT)


def now(session: Session, scene: Scene, place: int = 0) -> RecipientGift:
    return session.get_one(RecipientGift, scene.gifts[place].id)


def accepted(scene: Scene, place: int = 0) -> None:
    with transaction() as session:
        gift = now(session, scene, place)
        accept_gift(session, gift, AT)
        give_address(session, gift, ADDRESS, AT)


@pytest.mark.usefixtures("database")
def test_the_gift_stays_on_its_page_as_it_is_and_the_question_comes_first() -> None:
    scene = in_doubt()

    with reading() as session:
        gift = now(session, scene)
        live = live_gift(session, gift, AT)
        assert (live.state, live.question, gift.hold_reason) == ("open", "diet", None)
        assert (gift.product_id, gift.content_version) == (scene.products[0].id, 1)
        assert kinds(session, gift) == ["gift.created"]
        assert money(session, scene.campaign) == (4400, 0)


def test_a_yes_is_taken_and_its_order_waits_for_the_answer(any_database: str) -> None:
    scene = in_doubt(people=2)
    for place in (0, 1):
        accepted(scene, place)
    assert settle_decided(OVER) == 0
    with reading() as session:
        held = [(now(session, scene, place).status, now(session, scene, place).hold_reason) for place in (0, 1)]
        assert held == [("accepted", "dietary_unknown")] * 2
        assert money(session, scene.campaign) == (8800, 0)
    with transaction() as session:
        answer_diet(session, now(session, scene, 0), [], [], OVER)
        answer_diet(session, now(session, scene, 1), [], ["nuts"], OVER)
    for gift in scene.gifts:
        looked_at(gift, OVER)

    assert settle_decided(OVER) == 1
    with reading() as session:
        assert [now(session, scene, place).status for place in (0, 1)] == ["ordered", "opened"]
        assert now(session, scene, 0).product_id == scene.products[0].id
        assert now(session, scene, 1).product_id in {product.id for product in scene.others}
    assert audit_database() == []


def test_a_yes_waits_though_no_look_took_place_between_the_doubt_and_the_order(any_database: str) -> None:
    with transaction() as session:
        scene = set_sweet_scene(session)
    accepted(scene)
    with transaction() as session:
        note(session, scene.people[0].id)

    assert settle_decided(OVER) == 0
    with reading() as session:
        assert (now(session, scene).status, now(session, scene).hold_reason) == ("accepted", "dietary_unknown")


@pytest.mark.usefixtures("database")
def test_what_is_certain_beside_the_doubt_stops_the_gift_and_its_yes() -> None:
    scene = in_doubt()
    told(scene.gifts[0])
    with transaction() as session, pytest.raises(Unsafe):
        accept_gift(session, now(session, scene), AT)
    looked_at(scene.gifts[0])

    with reading() as session:
        assert now(session, scene).product_id in {product.id for product in scene.others}


@pytest.mark.usefixtures("database")
def test_while_it_is_open_nobody_swaps_to_anything_that_is_eaten_and_a_yes_taken_back_waits_for_nothing() -> None:
    scene = in_doubt()
    accepted(scene)
    with transaction() as session:
        gift = now(session, scene)
        undo_answer(session, gift, AT)
        bar = make_product(session, scene.workspace_id, "Plain bar", kind="edible", category="sweet", stock=5)
        assert (gift.status, gift.hold_reason) == ("opened", None)
        with pytest.raises(Unsafe):
            swap_gift(session, gift, bar.id, AT)
        swap_gift(session, gift, scene.others[0].id, AT)


@pytest.mark.usefixtures("database")
def test_what_has_not_set_out_yet_is_chosen_anew_rather_than_in_doubt() -> None:
    with transaction() as session:
        scene = set_sweet_scene(session)
        later = make_campaign(session, scene.workspace_id, expires_at=scene.campaign.expires_at)
        bar = make_product(session, scene.workspace_id, "Nut bar", kind="edible", category="sweet", allergens=SWEET)
        planned = make_gift(session, later, scene.people[0], bar)
        note(session, scene.people[0].id)
    looked_at(planned)

    with reading() as session:
        gift = session.get_one(RecipientGift, planned.id)
        assert (gift.status, session.get_one(Product, gift.product_id).kind) == ("draft", "neither")


@pytest.mark.parametrize("status", ["created", "accepted", "ordered"])
def test_whoever_would_rather_not_say_is_given_what_is_safe_either_way(database: str, status: str) -> None:
    """No answer will come, so nothing waits for one: neither a yes that would never be sent, nor a parcel that never leaves."""
    if status == "created":
        scene = in_doubt()
    else:
        scene = bring_to(status)
        with transaction() as session:
            note(session, scene.people[0].id)
        looked_at(scene.gifts[0], OVER)
    with transaction() as session:
        skip_question(session, now(session, scene), "diet", OVER)
        if status == "created":
            with pytest.raises(Unsafe):
                accept_gift(session, now(session, scene), OVER)
    looked_at(scene.gifts[0], OVER)

    with reading() as session:
        gift = now(session, scene)
        assert (gift.status, gift.hold_reason) == ("opened", None)
        assert gift.product_id in {product.id for product in scene.others}
        stopped = ["stopped"] if status == "ordered" else []
        assert session.scalars(select(Incident.kind)).all() == stopped
    assert audit_database() == []


@pytest.mark.usefixtures("database")
def test_a_campaign_that_was_closed_keeps_what_lies_on_the_page_through_a_doubt() -> None:
    with transaction() as session:
        scene = set_sweet_scene(session)
        session.get_one(Campaign, scene.campaign.id).status = "closed"
        note(session, scene.people[0].id)
    looked_at(scene.gifts[0])
    accepted(scene)

    with transaction() as session:
        answer_diet(session, now(session, scene), [], [], AT)
    looked_at(scene.gifts[0])
    assert settle_decided(OVER + timedelta(hours=1)) == 1


@pytest.mark.usefixtures("database")
def test_what_is_drawn_beside_the_gift_is_drawn_again_without_what_its_person_now_keeps_away_from() -> None:
    with transaction() as session:
        scene = set_scene(session)
        for rank, other in enumerate(scene.others, start=1):
            session.add(
                GiftAlternative(
                    gift_id=scene.gifts[0].id, rank=rank, workspace_id=scene.workspace_id, product_id=other.id
                )
            )
        scene.others[0].materials = scene.others[0].materials | {"wool": "unknown"}
    told(scene.gifts[0], "diet", "vegan")
    for _ in range(2):
        looked_at(scene.gifts[0])

    with reading() as session:
        left = session.scalars(select(GiftAlternative.product_id).where(GiftAlternative.gift_id == scene.gifts[0].id))
        assert left.all() == [scene.others[1].id]
        gift = now(session, scene)
        assert (gift.product_id, gift.content_version) == (scene.products[0].id, 2)
