"""What a gift cost is the gift's own: the catalog's price of today is shown for what could become a gift, and for nothing else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from renderers.context import Money
from renderers.statement.figures import figures_of
from service.catalog.models import Product
from service.content.stories.story import story_of
from service.db.connect import reading, transaction
from service.gifting.accept import accept_gift
from service.gifting.address import give_address
from service.gifting.case import open_case
from service.gifting.decision_records import record_decision
from service.gifting.models import GiftAlternative, RecipientGift
from service.gifting.settle import settle_decided
from service.gifting.swap import swap_gift
from service.gifting.undo import undo_answer
from service.insights.sender_story import sender_story
from service.ops.audit.database import audit_database
from tests.factories import AT
from tests.service.gifting.scene import Scene, ledger, money, set_scene

pytestmark = pytest.mark.usefixtures("database")
ADDRESS = {"name": "Jana", "street": "Na Příkopě 1", "postcode": "110 00", "city": "Praha"}
OVER = AT + timedelta(hours=24)


def raise_prices(scene: Scene, price_minor: int = 5200) -> None:
    """The catalog asks 52.00 for everything from now on."""
    with transaction() as session:
        session.execute(update(Product).values(price_minor=price_minor))


@pytest.fixture
def scene() -> Scene:
    """One gift of 44.00 under way, with one planned alternative."""
    with transaction() as session:
        made = set_scene(session)
        session.add(
            GiftAlternative(
                gift_id=made.gifts[0].id, rank=1, workspace_id=made.workspace_id, product_id=made.others[0].id
            )
        )
        chosen = {"product_id": made.products[0].id, "alternatives": [made.others[0].id]}
        record_decision(session, made.gifts[0], "plan", chosen, AT + timedelta(seconds=1))
    return made


def test_page_film_and_statement_say_what_the_gift_costs_and_offers_what_they_would_cost(scene: Scene) -> None:
    raise_prices(scene)
    with reading() as session:
        story = story_of(session, session.get_one(RecipientGift, scene.gifts[0].id))

    assert story.gift.price == Money(4400, "EUR")
    assert [other.price for other in story.alternatives] == [Money(5200, "EUR")]
    assert figures_of(story).value == figures_of(story).together == "44,00\u00a0€"


def test_what_was_charged_stands_on_every_statement(scene: Scene) -> None:
    with transaction() as session:
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        accept_gift(session, gift, AT)
        give_address(session, gift, ADDRESS, AT)
    raise_prices(scene)
    assert settle_decided(OVER) == 1

    with reading() as session:
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        assert ledger(session, gift) == [("reserved", 4400), ("captured", 4400)]
        assert story_of(session, gift).gift.price == Money(4400, "EUR")
        senders = sender_story(session, scene.campaign, None, "ST-1", OVER)
        assert [(one.kind, one.amount_minor) for one in senders.movements] == [("reserved", 4400), ("captured", 4400)]
    assert audit_database() == []


def test_a_swap_costs_what_the_catalog_asks_then_and_taken_back_what_the_gift_cost_before(scene: Scene) -> None:
    raise_prices(scene)
    with transaction() as session:
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        swap_gift(session, gift, scene.others[0].id, AT)
        assert (gift.price_minor, story_of(session, gift).gift.price) == (5200, Money(5200, "EUR"))
        undo_answer(session, gift, AT)

        assert (gift.product_id, gift.price_minor) == (scene.products[0].id, 4400)
        assert money(session, scene.campaign) == (4400, 0)
    assert audit_database() == []


def test_why_it_was_chosen_is_told_by_its_own_price(scene: Scene) -> None:
    raise_prices(scene, 9900)
    with reading() as session:
        case = open_case(session, scene.campaign, session.get_one(RecipientGift, scene.gifts[0].id), AT)

    assert case.gift is not None
    assert (case.gift.price_minor, case.choices[scene.others[0].id].price_minor) == (4400, 9900)
