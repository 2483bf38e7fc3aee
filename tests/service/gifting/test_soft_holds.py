from __future__ import annotations

from datetime import timedelta

import pytest

from service.db.connect import reading, transaction
from service.decisions.swaps.simulation import Habits
from service.errors import Conflict
from service.gifting.accept import accept_gift
from service.gifting.models import RecipientGift
from service.gifting.other_gifts import others_now
from service.gifting.show_others import show_others
from service.gifting.soft_holds import HELD_FOR, end_soft_holds
from tests.factories import AT
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
