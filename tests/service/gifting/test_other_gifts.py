"""Turning pages of other gifts at one moment: a person never holds more than a page, and no piece is held twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from sqlalchemy import func, select

from service.catalog.models import Product
from service.db.connect import reading, transaction
from service.gifting.models import RecipientGift, SoftHold
from service.gifting.other_gifts import turn_to
from tests.factories import AT, make_product
from tests.races import all_at_once
from tests.service.gifting.scene import set_scene


def page_of(gift_id: str, number: int) -> Callable[[], None]:
    def act() -> None:
        with transaction() as session:
            turn_to(session, session.get_one(RecipientGift, gift_id), "more", number, AT)

    return act


def test_pages_that_two_people_turn_at_once_add_up(any_database: str) -> None:
    with transaction() as session:
        scene = set_scene(session, people=2, others=0, budget_minor=100_000)
        for number in range(12):
            make_product(session, scene.workspace_id, f"Thing {number}", category=f"kind {number}", stock=1)
        before = session.scalar(select(func.sum(Product.stock))) or 0
    gifts = [gift.id for gift in scene.gifts]
    all_at_once([page_of(gift, number) for gift in gifts for number in (1, 2, 3)])

    with reading() as session:
        held = session.execute(select(SoftHold.gift_id, func.count()).group_by(SoftHold.gift_id)).all()
        stock = [int(one) for one in session.scalars(select(Product.stock))]
        assert max(count for _, count in held) <= 4
        pages = {(hold.gift_id, hold.way, hold.page) for hold in session.scalars(select(SoftHold))}
        # Whoever turns to a page that the other's holds have just emptied holds none.
        assert max(Counter(gift_id for gift_id, _, _ in pages).values()) == 1
        assert sum(stock) + sum(count for _, count in held) == before
        assert min(stock) >= 0
