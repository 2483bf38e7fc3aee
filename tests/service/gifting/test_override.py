from __future__ import annotations

import pytest
from sqlalchemy import select

from service.db.connect import transaction
from service.decisions.values import Reason
from service.errors import BudgetExceeded, Conflict, OutOfStock, Unsafe
from service.gifting.case import open_case
from service.gifting.models import GiftAlternative
from service.gifting.override import override_gift, override_options
from service.workspaces.actor import actor_of, system
from service.workspaces.models import AuditEntry
from tests.factories import AT, make_product, make_user
from tests.service.gifting.scene import kinds, money, set_scene


def test_a_planned_gift_is_replaced_by_hand_and_stays_so(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session, launched=False)
        sales = actor_of(make_user(session, scene.workspace_id, "manager"))
        override_gift(session, scene.gifts[0], scene.others[0].id, sales, AT)

        gift = scene.gifts[0]
        line = session.scalars(select(AuditEntry)).one()
        assert (line.act, line.user_id, line.subject_id) == ("gift.overridden", sales.user_id, gift.id)
        assert (gift.product_id, gift.original_product_id, gift.price_minor) == (
            scene.others[0].id,
            scene.others[0].id,
            4000,
        )
        assert (gift.is_overridden, gift.status, gift.is_swapped) == (True, "draft", False)
        assert (kinds(session, gift), money(session, scene.campaign)) == (["gift.chosen"], (0, 0))


def test_a_gift_put_in_by_hand_is_no_alternative_to_itself(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session, others=3, launched=False)
        gift = scene.gifts[0]
        for rank, product in enumerate(scene.others, start=1):
            session.add(
                GiftAlternative(gift_id=gift.id, rank=rank, workspace_id=scene.workspace_id, product_id=product.id)
            )
        session.flush()
        override_gift(session, gift, scene.others[1].id, system(scene.workspace_id), AT)

        left = session.execute(
            select(GiftAlternative.rank, GiftAlternative.product_id)
            .where(GiftAlternative.gift_id == gift.id)
            .order_by(GiftAlternative.rank)
        ).all()
        # Chosen anew, beside the new gift: what was the gift before is one of them.
        assert {row.product_id for row in left} == {scene.products[0].id, scene.others[0].id, scene.others[2].id}
        assert [row.rank for row in left] == [1, 2, 3]


def test_what_is_unsafe_is_refused_by_hand_as_well(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session, launched=False)
        unsafe = make_product(session, scene.workspace_id, "Nuts", kind="edible", allergens={"nuts": "contains"})
        with pytest.raises(Unsafe):
            override_gift(session, scene.gifts[0], unsafe.id, system(scene.workspace_id), AT)

        assert scene.gifts[0].product_id == scene.products[0].id


def test_a_piece_that_the_plan_promises_to_somebody_else_is_not_there(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session, people=2, launched=False)
        scene.products[1].stock = 1
        session.flush()
        with pytest.raises(OutOfStock):
            override_gift(session, scene.gifts[0], scene.products[1].id, system(scene.workspace_id), AT)


def test_the_whole_plan_must_stay_inside_the_budget(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session, people=2, launched=False, budget_minor=9000)
        dearer = make_product(session, scene.workspace_id, "Lamp", price_minor=4601)
        with pytest.raises(BudgetExceeded):
            override_gift(session, scene.gifts[0], dearer.id, system(scene.workspace_id), AT)


def test_a_launched_gift_belongs_to_its_recipient(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session)
        with pytest.raises(Conflict):
            override_gift(session, scene.gifts[0], scene.others[0].id, system(scene.workspace_id), AT)


def test_every_product_is_offered_with_what_stands_against_it(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session, others=1, launched=False)
        make_product(session, scene.workspace_id, "Far", regions=["GB"], price_minor=3000)
        options = override_options(open_case(session, scene.campaign, scene.gifts[0], AT))

        assert [(option.product.texts["en"]["name"], option.reasons) for option in options] == [
            ("Other 0", ()),
            ("Gift 0", ()),
            ("Far", (Reason.REGION_UNAVAILABLE,)),
        ]
