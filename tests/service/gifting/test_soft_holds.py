from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from service.db.connect import reading, transaction
from service.decisions.swaps.simulation import Habits
from service.errors import Conflict, OutOfStock
from service.gifting.accept import accept_gift
from service.gifting.models import RecipientGift, SoftHold
from service.gifting.other_gifts import others_now
from service.gifting.show_others import show_others
from service.gifting.soft_holds import HELD_FOR, end_soft_holds
from service.gifting.swap import swap_gift
from tests.factories import AT
from tests.races import all_at_once
from tests.service.gifting.scene import Scene, kinds, set_scene, stock


def shelf(scene: Scene) -> list[int]:
    with reading() as session:
        return [stock(session, product) for product in scene.others]


def test_a_simulated_hold_lasts_as_long_as_a_real_one() -> None:
    assert timedelta(minutes=Habits().held_for) == HELD_FOR == timedelta(minutes=15)


def test_a_press_sets_the_alternatives_aside_for_some_minutes(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session)
        held = show_others(session, scene.gifts[0], AT)
        now = others_now(session, scene.campaign, scene.gifts[0], AT)

    assert set(held) == {product.id for product in scene.others}
    assert now.until == AT + timedelta(minutes=15)
    assert [(offer.product.id, offer.is_available) for offer in now.offers] == [(key, True) for key in held]
    assert shelf(scene) == [4, 4]


def test_pressing_again_neither_doubles_nor_lengthens_the_hold(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session)
        show_others(session, scene.gifts[0], AT)
        show_others(session, scene.gifts[0], AT + timedelta(minutes=9))

        assert others_now(session, scene.campaign, scene.gifts[0], AT).until == AT + HELD_FOR
    assert shelf(scene) == [4, 4]


def test_the_sweeper_puts_them_back_once(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session)
        show_others(session, scene.gifts[0], AT)

    assert [end_soft_holds(AT + HELD_FOR - timedelta(seconds=1)), end_soft_holds(AT + HELD_FOR)] == [0, 1]
    assert end_soft_holds(AT + HELD_FOR) == 0
    assert shelf(scene) == [5, 5]
    with reading() as session:
        assert kinds(session, scene.gifts[0])[-2:] == ["gift.offers_held", "gift.offers_released"]


def test_an_answer_puts_them_back_at_once(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session)
        show_others(session, scene.gifts[0], AT)
        accept_gift(session, scene.gifts[0], AT)

    assert shelf(scene) == [5, 5]


def test_an_answered_gift_has_no_others_to_show(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session)
        accept_gift(session, scene.gifts[0], AT)
    with pytest.raises(Conflict), transaction() as session:
        show_others(session, session.get_one(RecipientGift, scene.gifts[0].id), AT)

    assert shelf(scene) == [5, 5]


def unique(scene: Scene, within: str) -> None:
    """No two of the scene's people get the same: they work for one company, or the campaign gives nothing twice."""
    first = scene.gifts[0]
    for gift in scene.gifts:
        gift.unique_within = first.account_id if within == "company" else scene.campaign.id
        gift.account_id = first.account_id if within == "company" else gift.account_id


@pytest.mark.parametrize("within", ["company", "campaign"])
def test_what_one_person_is_shown_nobody_else_is_who_may_not_have_it_too(database: str, within: str) -> None:
    with transaction() as session:
        scene = set_scene(session, people=2)
        unique(scene, within)
        first, second = scene.gifts
        shown = show_others(session, first, AT)

        assert len(shown) == 2
        assert show_others(session, second, AT) == ()
        with pytest.raises((Conflict, OutOfStock)):
            swap_gift(session, second, shown[0], AT)
        swap_gift(session, first, shown[0], AT)
        assert first.product_id == shown[0]
        assert show_others(session, second, AT) == (shown[1],)


def test_whoever_may_have_the_same_is_shown_the_same(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session, people=2)
        assert set(show_others(session, scene.gifts[0], AT)) == set(show_others(session, scene.gifts[1], AT))


@pytest.mark.parametrize("within", ["company", "campaign"])
def test_two_who_look_at_one_moment_are_shown_different_things(any_database: str, within: str) -> None:
    with transaction() as session:
        scene = set_scene(session, people=2, others=4, budget_minor=100_000)
        unique(scene, within)

    def look(gift_id: str) -> Callable[[], None]:
        def act() -> None:
            with transaction() as session:
                show_others(session, session.get_one(RecipientGift, gift_id), AT)

        return act

    all_at_once([look(gift.id) for gift in scene.gifts])
    with reading() as session:
        held = session.scalars(select(SoftHold.product_id)).all()
    assert len(held) == len(set(held)) > 0
    assert shelf(scene) == [4 if product.id in held else 5 for product in scene.others]
