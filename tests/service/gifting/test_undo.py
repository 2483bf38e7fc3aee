from __future__ import annotations

from datetime import timedelta

import pytest

from service.db.connect import transaction
from service.errors import Conflict
from service.gifting.accept import accept_gift
from service.gifting.decline import decline_gift
from service.gifting.donate import donate_gift
from service.gifting.swap import swap_gift
from service.gifting.undo import undo_answer
from tests.factories import AT
from tests.service.gifting.scene import kinds, money, set_scene, stock

LATER = AT + timedelta(hours=23)


def test_a_yes_is_taken_back(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session)
        accept_gift(session, scene.gifts[0], AT)
        undo_answer(session, scene.gifts[0], LATER)

        gift = scene.gifts[0]
        assert (gift.status, gift.decided_at, gift.undo_until, gift.is_reserved) == ("opened", None, None, True)
        assert kinds(session, gift)[-1] == "gift.undone"


def test_a_no_and_a_donation_leave_no_reason_and_no_charity_behind(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session, people=2)
        decline_gift(session, scene.gifts[0], "privacy", AT)
        donate_gift(session, scene.gifts[1], "rivers", AT)
        for gift in scene.gifts:
            undo_answer(session, gift, LATER)

        assert [(gift.status, gift.decline_reason, gift.charity) for gift in scene.gifts] == [
            ("opened", None, None)
        ] * 2


def test_a_swap_is_swapped_back(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session)
        swap_gift(session, scene.gifts[0], scene.others[0].id, AT)
        undo_answer(session, scene.gifts[0], LATER)

        gift = scene.gifts[0]
        assert (gift.product_id, gift.is_swapped, gift.content_version) == (scene.products[0].id, False, 3)
        assert (stock(session, scene.products[0]), stock(session, scene.others[0])) == (4, 5)
        assert money(session, scene.campaign) == (4400, 0)


def test_after_the_window_nothing_can_be_undone(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session)
        accept_gift(session, scene.gifts[0], AT)
        with pytest.raises(Conflict):
            undo_answer(session, scene.gifts[0], AT + timedelta(hours=24))

        assert scene.gifts[0].status == "accepted"


def test_a_gift_nobody_answered_has_nothing_to_undo(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session)
        with pytest.raises(Conflict):
            undo_answer(session, scene.gifts[0], AT)
