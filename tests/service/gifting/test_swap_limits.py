"""What people may swap for: whatever is pressed, offered or chosen again stays within the rule, measured by the first gift."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import nullcontext
from unittest.mock import patch

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from service.catalog.models import Product
from service.content.stories.story import story_of
from service.db.connect import reading, transaction
from service.decisions.values import SwapLimit
from service.errors import HandpickedError, NotSwappable
from service.gifting import swap as swap_act
from service.gifting.live import offers_of
from service.gifting.models import GiftAlternative, RecipientGift
from service.gifting.override import override_gift
from service.gifting.show_others import show_others
from service.gifting.swap import swap_gift
from service.gifting.swap_limits import rule_of
from service.gifting.undo import undo_answer
from service.workspaces.actor import system
from tests.factories import AT, make_product
from tests.races import all_at_once
from tests.service.decisions.rules.swap_rules import keeps_to
from tests.service.gifting.scene import Scene, set_scene, stock

FIRST = 4400
PRICES = (2900, 3079, 3080, 3519, 3520, 3960, 4400, 4840, 4841, 5280, 5281, 6000)


def set_shelf(session: Session, **campaign: object) -> Scene:
    """One gift of 44.00, and a product at each of `PRICES`, in categories of its own."""
    scene = set_scene(session, others=0, budget_minor=100_000, **campaign)
    for price in PRICES:
        make_product(session, scene.workspace_id, f"For {price}", category=f"of {price}", price_minor=price)
    return scene


def within(session: Session, scene: Scene, product_id: str) -> bool:
    return keeps_to(rule_of(scene.campaign), FIRST, session.get_one(Product, product_id).price_minor)


@pytest.mark.parametrize(
    ("limit", "floor"), [("within_20", None), ("within_10", None), ("not_dearer", 3520), ("none", None)]
)
def test_nothing_that_is_pressed_in_any_order_leads_out_of_the_rule(
    database: str, limit: SwapLimit, floor: int | None
) -> None:
    chance = random.Random(f"{limit}{floor}")
    with transaction() as session:
        scene = set_shelf(session, swap_limit=limit, swap_floor_minor=floor)
        gift, products = scene.gifts[0], list(session.scalars(select(Product.id).order_by(Product.price_minor)))
        for _ in range(24):
            act = chance.choice(["press", "press", "press", "show", "undo"])
            wanted = chance.choice(products)
            may = wanted != gift.product_id and within(session, scene, wanted)
            try:
                if act == "press":
                    swap_gift(session, gift, wanted, AT)
                    assert may
                elif act == "show":
                    assert all(within(session, scene, product_id) for product_id in show_others(session, gift, AT))
                else:
                    undo_answer(session, gift, AT)
            except HandpickedError:
                assert act != "press" or not may
            assert gift.first_price_minor == FIRST
            assert gift.product_id == scene.products[0].id or within(session, scene, str(gift.product_id))
            shown = [offer.product.id for offer in offers_of(session, scene.campaign, gift, AT)]
            assert all(within(session, scene, product_id) for product_id in shown)
            assert bool(shown) == (limit != "none")


def test_swaps_do_not_climb_step_by_step(database: str) -> None:
    with transaction() as session:
        scene = set_shelf(session)
        by_price = {product.price_minor: product for product in session.scalars(select(Product))}
        swap_gift(session, scene.gifts[0], by_price[5280].id, AT)
        with pytest.raises(NotSwappable):
            swap_gift(session, scene.gifts[0], by_price[5281].id, AT)
        with pytest.raises(NotSwappable):
            swap_gift(session, scene.gifts[0], by_price[6000].id, AT)
        assert scene.gifts[0].product_id == by_price[5280].id


def test_what_is_planned_and_outside_the_rule_by_now_is_neither_offered_nor_in_the_film(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session, others=3)
        gift = scene.gifts[0]
        for rank, product in enumerate(scene.others, start=1):
            session.add(
                GiftAlternative(gift_id=gift.id, rank=rank, workspace_id=scene.workspace_id, product_id=product.id)
            )
        scene.others[0].price_minor, scene.others[1].price_minor = 5281, 3519
        session.flush()
        assert [offer.product.id for offer in offers_of(session, scene.campaign, gift, AT)] == [scene.others[2].id]
        assert [other.product_id for other in story_of(session, gift).alternatives] == [scene.others[2].id]


def test_whoever_may_swap_once_swaps_once_and_may_take_it_back(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session, swaps_once=True)
        gift = scene.gifts[0]
        swap_gift(session, gift, scene.others[0].id, AT)
        for product in (scene.others[1], scene.products[0]):
            with pytest.raises(NotSwappable, match="once"):
                swap_gift(session, gift, product.id, AT)
        assert offers_of(session, scene.campaign, gift, AT) == ()
        undo_answer(session, gift, AT)
        assert (gift.product_id, gift.is_swapped) == (scene.products[0].id, False)


def test_a_gift_put_in_by_hand_is_what_its_swaps_are_measured_by(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session, others=3, launched=False)
        gift, (dear, near, far) = scene.gifts[0], scene.others
        dear.price_minor, near.price_minor, far.price_minor = 6000, 5000, 4000
        session.add(GiftAlternative(gift_id=gift.id, rank=1, workspace_id=scene.workspace_id, product_id=far.id))
        session.flush()
        override_gift(session, gift, dear.id, system(scene.workspace_id), AT)

        kept = session.scalars(select(GiftAlternative.product_id).where(GiftAlternative.gift_id == gift.id)).all()
        assert (gift.first_price_minor, list(kept)) == (6000, [near.id])


def press(gift_id: str, product_id: str) -> Callable[[], None]:
    def act() -> None:
        with transaction() as session:
            swap_gift(session, session.get_one(RecipientGift, gift_id), product_id, AT)

    return act


@pytest.mark.parametrize("is_guarded", [True, False])
def test_of_many_presses_at_once_a_single_swap_lets_one_through(any_database: str, is_guarded: bool) -> None:
    others = 6
    with transaction() as session:
        scene = set_scene(session, others=others, swaps_once=True)
    off = patch.object(swap_act, "require_swappable", lambda *_: None)
    with nullcontext() if is_guarded else off:
        won = all_at_once([press(scene.gifts[0].id, product.id) for product in scene.others])

    with reading() as session:
        taken = sum(5 - stock(session, product) for product in scene.others)
        assert (won == 1) == is_guarded
        assert (won, taken) == ((1, 1) if is_guarded else (others, 1))


@pytest.mark.parametrize("is_guarded", [True, False])
def test_a_price_that_leaves_the_rule_between_look_and_press_lets_nobody_swap(
    any_database: str, is_guarded: bool
) -> None:
    with transaction() as session:
        scene = set_scene(session, others=1)
    with transaction() as session:
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        assert show_others(session, gift, AT) == (scene.others[0].id,)
    with transaction() as session:
        session.get_one(Product, scene.others[0].id).price_minor = 5281
    off = patch.object(swap_act, "require_swappable", lambda *_: None)
    with nullcontext() if is_guarded else off:
        won = all_at_once([press(scene.gifts[0].id, scene.others[0].id)] * 2)

    with reading() as session:
        held = session.get_one(RecipientGift, scene.gifts[0].id).product_id
        assert (won, held == scene.others[0].id) == ((0, False) if is_guarded else (1, True))
