"""What a person says about their likes before a yes may change their gift; what is still the best stays."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.catalog.models import Product
from service.db.connect import reading, transaction
from service.gifting.accept import accept_gift
from service.gifting.models import RecipientGift
from service.gifting.swap import swap_gift
from service.planning.plan.redecide import redecide_gift
from service.recipients.facts.fact import facts_of, remember, withdraw
from service.recipients.models import Recipient
from tests.factories import AT, make_fact
from tests.service.gifting.scene import Scene, ledger, set_scene, stock

LATER = AT.replace(hour=12)


def set_out() -> Scene:
    """Somebody who likes chess has a chess set; the others are a vase that nobody's interests speak for, and tea."""
    with transaction() as session:
        scene = set_scene(session)
        make_fact(session, scene.people[0], "interest", "chess", valid_from=AT.date().replace(year=2020))
        for product, interest in zip(scene.others, ("art", "tea"), strict=True):
            row = session.get_one(Product, product.id)
            row.archetype, row.interests = interest, [interest]
    return scene


def say(scene: Scene, kind: str, value: str, source: str = "asked") -> str:
    with transaction() as session:
        person = session.get_one(Recipient, scene.people[0].id)
        return remember(session, person, kind, value, source, LATER).id  # type: ignore[arg-type]


def look(scene: Scene) -> str | None:
    """The look takes place; the name of what they have then."""
    with transaction() as session:
        redecide_gift(session, scene.gifts[0].id, LATER)
    with reading() as session:
        product_id = session.get_one(RecipientGift, scene.gifts[0].id).product_id
        return None if product_id is None else session.get_one(Product, product_id).texts["en"]["name"]


@pytest.mark.parametrize("kind", ["dislike", "has_already"])
def test_what_they_would_rather_not_have_is_exchanged_and_its_piece_and_money_come_back(
    database: str, kind: str
) -> None:
    scene = set_out()
    say(scene, kind, "game")
    assert look(scene) in {"Other 0", "Other 1"}
    with reading() as session:
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        assert (stock(session, scene.products[0]), gift.price_minor, gift.first_price_minor) == (5, 4000, 4400)
        assert session.get_one(Campaign, scene.campaign.id).reserved_minor == 4000
        assert ledger(session, gift) == [("reserved", 4400), ("released", 4400), ("reserved", 4000)]


@pytest.mark.parametrize("kind", ["dislike", "has_already"])
def test_the_same_from_a_list_or_of_something_else_changes_nothing(database: str, kind: str) -> None:
    scene = set_out()
    say(scene, kind, "game", "imported")
    say(scene, kind, "vase")
    say(scene, kind, "what nobody has")
    assert look(scene) == "Gift 0"


def test_it_stays_where_nothing_else_can_be_had(database: str) -> None:
    scene = set_out()
    with transaction() as session:
        for product in scene.others:
            session.get_one(Product, product.id).stock = 0
    say(scene, "dislike", "game")
    assert look(scene) == "Gift 0"


def test_after_a_yes_no_wish_changes_anything(database: str) -> None:
    scene = set_out()
    with transaction() as session:
        accept_gift(session, session.get_one(RecipientGift, scene.gifts[0].id), AT)
    say(scene, "dislike", "game")
    assert look(scene) == "Gift 0"


def test_another_interest_leads_to_what_it_speaks_for_and_one_that_changes_nothing_to_nothing(database: str) -> None:
    scene = set_out()
    say(scene, "interest", "chess")
    say(scene, "interest", "rowing")
    assert look(scene) == "Gift 0"
    with transaction() as session:
        person = session.get_one(Recipient, scene.people[0].id)
        for fact in person_interests(session, person):
            withdraw(session, person, fact, LATER)
        remember(session, person, "interest", "tea", "asked", LATER)
    assert look(scene) == "Other 1"


def person_interests(session: Session, person: Recipient) -> list[str]:
    known = facts_of(session, [person.id], LATER.date())[person.id]
    return [fact.id for fact in known if fact.kind == "interest"]


def test_what_they_chose_themselves_stays_whatever_they_like_now(database: str) -> None:
    scene = set_out()
    with transaction() as session:
        swap_gift(session, session.get_one(RecipientGift, scene.gifts[0].id), scene.others[0].id, AT)
    say(scene, "interest", "tea")
    assert look(scene) == "Other 0"
