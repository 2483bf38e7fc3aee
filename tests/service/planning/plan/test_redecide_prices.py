"""What we choose again after a safety fact keeps to the rule for swaps; where nothing does, it is from the whole price range."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from renderers.context import Money
from service.content.stories.story import staff_story, story_of
from service.db.connect import reading, transaction
from service.decisions.values import SwapLimit
from service.gifting.live import offers_of
from service.gifting.models import GiftAlternative, RecipientGift
from tests.factories import AT, make_product
from tests.service.gifting.scene import Scene
from tests.service.gifting.stopping import bring_to, looked_at, told

FIRST = 4400


def stop_among(*prices: int, status: str = "accepted", swap_limit: SwapLimit = "within_20") -> Scene:
    """A gift of 44.00 that turns out to hold what its person avoids, and products at these prices; the best liked first."""
    scene = bring_to(status, others=0, swap_limit=swap_limit)
    with transaction() as session:
        for place, price in enumerate(prices):
            make_product(
                session, scene.workspace_id, f"At {price}", sku=f"A-{place}", category=f"a{place}", price_minor=price
            )
    told(scene.gifts[0])
    looked_at(scene.gifts[0])
    return scene


@pytest.mark.parametrize("status", ["accepted", "ordered"])
@pytest.mark.parametrize("limit", ["within_20", "none"])
def test_what_is_near_the_first_gift_comes_before_what_is_further_away(
    database: str, status: str, limit: SwapLimit
) -> None:
    scene = stop_among(2000, 6000, 3600, status=status, swap_limit=limit)
    with reading() as session:
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        assert (gift.price_minor, gift.first_price_minor, gift.is_swapped) == (3600, FIRST, False)
        beside = story_of(session, gift).beside_first
        assert beside is not None
        assert (beside.direction, beside.by) == ("less", Money(800, "EUR"))


def test_where_nothing_is_near_the_gift_is_from_the_whole_range_and_swaps_stay_measured_by_the_first(
    database: str,
) -> None:
    scene = stop_among(2000, 2100)
    with transaction() as session:
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        assert (gift.price_minor in {2000, 2100}, gift.first_price_minor) == (True, FIRST)
        assert session.scalars(select(GiftAlternative).where(GiftAlternative.gift_id == gift.id)).all() == []
        assert offers_of(session, scene.campaign, gift, AT) == ()
        near = make_product(session, scene.workspace_id, "Back again", category="b", price_minor=5280)
        assert [offer.product.id for offer in offers_of(session, scene.campaign, gift, AT)] == [near.id]


def test_staff_do_not_read_that_a_gift_was_chosen_again(database: str) -> None:
    scene = stop_among(3600)
    with reading() as session:
        assert staff_story(session, session.get_one(RecipientGift, scene.gifts[0].id)).beside_first is None
