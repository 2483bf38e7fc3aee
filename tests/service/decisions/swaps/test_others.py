from __future__ import annotations

import random
from dataclasses import replace

from service.decisions.swaps.others import Traits, least_like, likeness, most_like

GIFT = Traits("gift", "G", "gift", "sweets", "truffles", frozenset({"chocolate", "baking"}), 3790, 1)
NEAR = replace(GIFT, id="near", code="N", family="near", price_minor=3490, pieces=9)
FAR = Traits("far", "F", "far", "outdoors", "flask", frozenset({"hiking"}), 3490, 9)


def some(count: int) -> list[Traits]:
    chance = random.Random(25)
    interests = ("tea", "coffee", "chocolate", "hiking", "music")
    return [
        Traits(
            f"prd{number}",
            f"C{number:03}",
            f"family{number // 2}",
            chance.choice(("sweets", "outdoors", "games", "books", "home")),
            chance.choice(("box", "flask", "lamp")),
            frozenset(chance.sample(interests, 2)),
            chance.randrange(3000, 4600),
            chance.randrange(1, 12),
        )
        for number in range(count)
    ]


def test_the_same_is_wholly_alike_and_likeness_is_mutual() -> None:
    assert likeness(GIFT, GIFT) == 1.0
    assert likeness(GIFT, FAR) == likeness(FAR, GIFT) == 0.15 * 3490 / 3790


def test_what_is_like_comes_first_and_what_is_unlike_last() -> None:
    assert most_like(GIFT, [FAR, NEAR], 4) == ("near", "far")
    assert least_like(GIFT, [NEAR, FAR], 4) == ("far",)
    assert least_like(GIFT, [NEAR], 4) == ("near",)


def test_the_last_piece_is_left_to_others_where_something_as_like_is_there() -> None:
    last = replace(NEAR, id="last", code="A", family="last", pieces=1)
    assert most_like(GIFT, [last, NEAR], 2) == ("near", "last")


def test_equals_come_by_code_in_whatever_order_they_are_handed_in() -> None:
    found = some(60)
    again = found[:]
    random.Random(1).shuffle(again)
    assert most_like(GIFT, found, 12) == most_like(GIFT, again, 12)
    assert least_like(GIFT, found, 12) == least_like(GIFT, again, 12)


def test_versions_of_one_product_are_shown_once_and_the_gift_s_own_never() -> None:
    own = replace(NEAR, id="own", family="gift")
    for order in (most_like, least_like):
        found = order(GIFT, [own, *some(60)], 12)
        families = [f"family{int(key.removeprefix('prd')) // 2}" for key in found]
        assert len(set(families)) == len(families) == 12


def test_no_two_alike_before_all_categories_were_shown() -> None:
    categories = {one.id: one.category for one in some(60)}
    assert {categories[key] for key in least_like(GIFT, some(60), 4)} == {"outdoors", "games", "books", "home"}
