"""What a gift costs once it is there: set aside, spent, given back, and never more than the budget."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from service.campaigns.models import Campaign
from service.catalog.landed.enter import enter_rates
from service.catalog.landed.read_rate import NewRate
from service.catalog.models import Product
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import BudgetExceeded, Unsafe
from service.gifting.accept import accept_gift
from service.gifting.address import give_address
from service.gifting.cost import cost_columns
from service.gifting.fulfil import mark_returned, mark_shipped
from service.gifting.guard import require_eligible
from service.gifting.models import RecipientGift
from service.gifting.open import open_gift
from service.gifting.reserve import launch_gifts
from service.gifting.settle import settle_decided
from service.gifting.swap import swap_gift
from service.gifting.transitions import apply
from service.gifting.undo import undo_answer
from service.ops.audit.database import audit_database
from service.workspaces.actor import system
from tests.factories import AT
from tests.service.gifting.scene import Scene, ledger, money, set_scene

pytestmark = pytest.mark.usefixtures("database")
ADDRESS = {"name": "Jana", "street": "Na Příkopě 1", "postcode": "110 00", "city": "Praha"}
OVER = AT + timedelta(hours=24)
PARTS = {"wrap": 150, "shipping": 690}


def new_rate(cost: Any, amount: int, **said: Any) -> NewRate:
    usual = {"origin": "", "destination": "", "tariff": "", "share_ppm": 0, "currency": "EUR", "source": "price list"}
    return NewRate(cost=cost, amount_minor=amount, **usual | {"valid_from": date(2020, 1, 1)} | said)


def make_scene(**campaign: Any) -> Scene:
    """One gift of 44.00 that costs 8.40 more until it is there, under way; others of 40.00 that cost the same on top."""
    with transaction() as session:
        made = set_scene(session, launched=False, **campaign)
        everything = update(Product).where(Product.workspace_id == made.workspace_id)
        session.execute(everything.values(origin="DE", delivered="prepaid"))
        enter_rates(session, [new_rate(kind, minor) for kind, minor in PARTS.items()], system(made.workspace_id), AT)
        for row in (*made.products, *made.others):
            session.refresh(row)
        gift = made.gifts[0]
        for name, value in cost_columns(session, gift, made.products[0]).items():
            setattr(gift, name, value)
        session.flush()
        for row in (made.campaign, gift):
            session.refresh(row)
    return made


def launched(scene: Scene) -> Scene:
    with transaction() as session:
        campaign = session.get_one(Campaign, scene.campaign.id)
        assert launch_gifts(session, campaign, [scene.gifts[0].id], 1, AT).missing == ()
        open_gift(session, session.get_one(RecipientGift, scene.gifts[0].id), AT)
    return scene


def test_price_and_costs_are_set_aside_and_spent_together() -> None:
    scene = launched(make_scene())
    with transaction() as session:
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        assert (gift.price_minor, gift.extra_minor, gift.extra_parts, gift.cost_minor) == (4400, 840, PARTS, 5240)
        assert money(session, scene.campaign) == (5240, 0)
        accept_gift(session, gift, AT)
        give_address(session, gift, ADDRESS, AT)
    assert settle_decided(OVER) == 1
    with reading() as session:
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        assert ledger(session, gift) == [("reserved", 5240), ("captured", 5240)]


def test_of_a_parcel_that_came_back_only_the_price_does_and_the_way_back_is_owed() -> None:
    scene = launched(make_scene())
    with transaction() as session:
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        accept_gift(session, gift, AT)
        give_address(session, gift, ADDRESS, AT)
    settle_decided(OVER)
    with transaction() as session:
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        mark_shipped(session, gift, system(scene.workspace_id), OVER)
        mark_returned(session, gift, system(scene.workspace_id), OVER)
        assert ledger(session, gift)[2:] == [("refunded", 4400), ("reserved", 690), ("captured", 690)]
        assert (gift.sunk_minor, money(session, scene.campaign)) == (840 + 690, (0, 1530))
    assert audit_database() == []


def test_what_goes_to_a_charity_is_sent_nowhere() -> None:
    scene = launched(make_scene())
    with transaction() as session:
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        apply(session, gift, "donate", AT, values={"charity": "x", "undo_until": AT, "status_before": "opened"})
    assert settle_decided(OVER) == 1
    with reading() as session:
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        assert ledger(session, gift) == [("reserved", 5240), ("released", 840), ("captured", 4400)]
        assert (gift.extra_minor, gift.extra_parts) == (0, {})


def test_a_swap_moves_both_and_taking_it_back_leads_to_what_was_agreed() -> None:
    scene = launched(make_scene())
    with transaction() as session:
        enter_rates(session, [new_rate("shipping", 990)], system(scene.workspace_id), AT)
    with transaction() as session:
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        swap_gift(session, gift, scene.others[0].id, AT)
        assert (gift.price_minor, gift.extra_parts) == (4000, {"wrap": 150, "shipping": 990})
        undo_answer(session, gift, AT)
        assert (gift.price_minor, gift.extra_parts) == (4400, PARTS)
        assert money(session, scene.campaign) == (5240, 0)
    assert audit_database() == []


@pytest.mark.parametrize(("budget", "fits"), [(5240, True), (5239, False)])
def test_a_budget_reaches_for_all_of_it_or_not_at_all(budget: int, fits: bool) -> None:
    scene = make_scene(budget_minor=budget)
    with transaction() as session:
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        session.refresh(gift)
        gift.product_id = gift.product_family = None
        gift.price_minor = gift.extra_minor = 0
        gift.extra_parts = {}
        session.flush()
        product = session.get_one(Product, scene.products[0].id)
        if fits:
            assert require_eligible(session, scene.campaign, gift, product, AT).landed_minor("CZ") == 5240
            return
        with pytest.raises(BudgetExceeded):
            require_eligible(session, scene.campaign, gift, product, AT)


def test_what_might_be_charged_at_the_door_is_for_nobody() -> None:
    scene = make_scene()
    with transaction() as session:
        session.execute(update(Product).values(origin="US", delivered="unpaid"))
        gift, product = session.get_one(RecipientGift, scene.gifts[0].id), session.get_one(Product, scene.others[0].id)
        with pytest.raises(Unsafe) as refused:
            require_eligible(session, scene.campaign, gift, product, AT)
    assert refused.value.param == "not_prepaid"


def test_a_rate_that_holds_later_changes_nothing_today() -> None:
    scene = make_scene()
    with transaction() as session:
        ahead = utc_now().date() + timedelta(days=2)
        enter_rates(session, [new_rate("shipping", 9900, valid_from=ahead)], system(scene.workspace_id), AT)
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        assert cost_columns(session, gift, session.get_one(Product, scene.products[0].id))["extra_parts"] == PARTS
