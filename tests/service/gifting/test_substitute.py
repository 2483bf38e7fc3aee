from __future__ import annotations

import pytest
from sqlalchemy import select

from service.db.connect import transaction
from service.errors import Conflict
from service.gifting.models import DecisionRecord
from service.gifting.substitute import choose_product, stop_gift
from tests.factories import AT
from tests.service.gifting.scene import kinds, ledger, money, set_scene, stock


def test_before_launch_a_choice_is_only_written_down(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session, launched=False)
        choose_product(session, scene.gifts[0], scene.others[0].id, "answer", {"excluded": {"dietary": 2}}, AT)

        gift = scene.gifts[0]
        assert (gift.product_id, gift.original_product_id, gift.price_minor) == (
            scene.others[0].id,
            scene.others[0].id,
            4000,
        )
        assert (stock(session, scene.others[0]), money(session, scene.campaign)) == (5, (0, 0))
        assert session.scalars(select(DecisionRecord.kind).order_by(DecisionRecord.kind.desc())).all() == [
            "plan",
            "answer",
        ]


def test_a_launched_gift_that_is_not_safe_any_more_is_stopped_and_another_given(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session)
        gift = scene.gifts[0]
        stop_gift(session, gift, "dietary_unknown", AT)
        assert (gift.status, gift.product_id, gift.hold_reason, gift.is_reserved) == (
            "created",
            None,
            "dietary_unknown",
            False,
        )
        assert (stock(session, scene.products[0]), money(session, scene.campaign)) == (5, (0, 0))

        choose_product(session, gift, scene.others[0].id, "answer", {}, AT)
        assert (gift.status, gift.product_id, gift.hold_reason, gift.is_reserved) == (
            "created",
            scene.others[0].id,
            None,
            True,
        )
        assert money(session, scene.campaign) == (4000, 0)
        assert ledger(session, gift) == [("reserved", 4400), ("released", 4400), ("reserved", 4000)]
        assert kinds(session, gift) == ["gift.created", "gift.stopped", "gift.given"]


def test_a_substitute_is_exchanged_without_counting_as_the_persons_swap(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session)
        choose_product(session, scene.gifts[0], scene.others[0].id, "substitution", {}, AT)

        assert (scene.gifts[0].is_swapped, kinds(session, scene.gifts[0])[-1]) == (False, "gift.substituted")
        assert [stock(session, product) for product in (scene.products[0], scene.others[0])] == [5, 4]


def test_the_product_they_have_already_is_no_substitute(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session)
        with pytest.raises(Conflict):
            choose_product(session, scene.gifts[0], scene.products[0].id, "substitution", {}, AT)


def test_only_a_known_reason_stops_a_gift(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session)
        with pytest.raises(ValueError, match="mood"):
            stop_gift(session, scene.gifts[0], "mood", AT)
