"""Many presses at one moment, on SQLite and PostgreSQL; beside each race, the same one with the guard off, which goes wrong."""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier

import pytest
from sqlalchemy import update

from service.campaigns.models import Campaign
from service.catalog.models import Product
from service.db.connect import reading, transaction
from service.errors import HandpickedError
from service.gifting.accept import accept_gift
from service.gifting.models import RecipientGift
from service.gifting.reserve import launch_gifts
from service.gifting.swap import swap_gift
from tests.factories import AT
from tests.races import all_at_once
from tests.service.gifting.scene import kinds, ledger, money, set_scene, stock

THREADS = 8


def swap_to(gift_id: str, product_id: str) -> Callable[[], None]:
    def act() -> None:
        with transaction() as session:
            swap_gift(session, session.get_one(RecipientGift, gift_id), product_id, AT)

    return act


@pytest.mark.parametrize("round_", range(2))
def test_the_last_piece_goes_to_one_person(any_database: str, round_: int) -> None:
    with transaction() as session:
        scene = set_scene(session, people=THREADS, others=1, other_stock=1)

    won = all_at_once([swap_to(gift.id, scene.others[0].id) for gift in scene.gifts])

    with reading() as session:
        holders = [session.get_one(RecipientGift, gift.id).product_id for gift in scene.gifts]
        assert (won, holders.count(scene.others[0].id), stock(session, scene.others[0])) == (1, 1, 0)
        assert sorted(stock(session, product) for product in scene.products) == [4] * (THREADS - 1) + [5]


def test_without_the_guard_the_last_piece_goes_to_several(any_database: str) -> None:
    with transaction() as session:
        scene = set_scene(session, people=THREADS, others=1, other_stock=1)
    looked = Barrier(THREADS)

    def take_unguarded(gift_id: str) -> Callable[[], None]:
        def act() -> None:
            with reading() as session:
                seen = stock(session, scene.others[0])
            looked.wait()
            if seen < 1:
                return
            with transaction() as session:
                session.execute(update(Product).where(Product.id == scene.others[0].id).values(stock=seen - 1))
                gift = session.get_one(RecipientGift, gift_id)
                gift.product_id = scene.others[0].id

        return act

    all_at_once([take_unguarded(gift.id) for gift in scene.gifts])

    with reading() as session:
        holders = [session.get_one(RecipientGift, gift.id).product_id for gift in scene.gifts]
        assert holders.count(scene.others[0].id) == THREADS > 1


def test_swaps_crosswise_never_wait_for_each_other_in_a_circle(any_database: str) -> None:
    with transaction() as session:
        scene = set_scene(session, people=THREADS, others=2, other_stock=THREADS)
        first, second = scene.others

    for _ in range(2):
        there = [first if number % 2 else second for number in range(THREADS)]
        assert all_at_once([swap_to(g.id, p.id) for g, p in zip(scene.gifts, there, strict=True)]) == THREADS
        back = [second if number % 2 else first for number in range(THREADS)]
        assert all_at_once([swap_to(g.id, p.id) for g, p in zip(scene.gifts, back, strict=True)]) == THREADS

    with reading() as session:
        assert (stock(session, first), stock(session, second)) == (THREADS // 2, THREADS // 2)


def launch_one(campaign_id: str, gift_id: str) -> Callable[[], None]:
    def act() -> None:
        with transaction() as session:
            campaign = session.get_one(Campaign, campaign_id)
            if launch_gifts(session, campaign, [gift_id], 1, AT).missing:
                raise HandpickedError("missing")

    return act


def test_the_budget_is_never_exceeded(any_database: str) -> None:
    with transaction() as session:
        scene = set_scene(session, people=THREADS, launched=False, budget_minor=3 * 4400 + 4399)

    won = all_at_once([launch_one(scene.campaign.id, gift.id) for gift in scene.gifts])

    with reading() as session:
        assert (won, money(session, scene.campaign)) == (3, (13200, 0))
        assert sum(stock(session, product) for product in scene.products) == 5 * THREADS - 3


def test_without_the_guard_the_budget_is_exceeded(any_database: str) -> None:
    budget = 3 * 4400
    with transaction() as session:
        scene = set_scene(session, people=THREADS, launched=False, budget_minor=budget)
    looked = Barrier(THREADS)

    def spend_unguarded(gift_id: str) -> Callable[[], None]:
        def act() -> None:
            with reading() as session:
                spent = sum(session.get_one(RecipientGift, gift.id).is_reserved * 4400 for gift in scene.gifts)
            looked.wait()
            if spent + 4400 > budget:
                return
            with transaction() as session:
                session.get_one(RecipientGift, gift_id).is_reserved = True

        return act

    all_at_once([spend_unguarded(gift.id) for gift in scene.gifts])

    with reading() as session:
        spent = sum(session.get_one(RecipientGift, gift.id).is_reserved * 4400 for gift in scene.gifts)
        assert spent == THREADS * 4400 > budget


def test_many_presses_accept_once(any_database: str) -> None:
    with transaction() as session:
        scene = set_scene(session)
    gift_id = scene.gifts[0].id

    def accept() -> None:
        with transaction() as session:
            accept_gift(session, session.get_one(RecipientGift, gift_id), AT)

    won = all_at_once([accept] * (2 * THREADS))

    with reading() as session:
        gift = session.get_one(RecipientGift, gift_id)
        assert (won, gift.status) == (1, "accepted")
        assert kinds(session, gift) == ["gift.created", "gift.opened", "gift.accepted"]
        assert (ledger(session, gift), money(session, scene.campaign)) == ([("reserved", 4400)], (4400, 0))


def test_without_the_guard_many_presses_accept_often(any_database: str) -> None:
    with transaction() as session:
        scene = set_scene(session)
    gift_id, looked = scene.gifts[0].id, Barrier(THREADS)

    def accept_unguarded() -> None:
        with reading() as session:
            status = session.get_one(RecipientGift, gift_id).status
        looked.wait()
        if status == "accepted":
            raise HandpickedError("accepted before")
        with transaction() as session:
            session.get_one(RecipientGift, gift_id).status = "accepted"

    assert all_at_once([accept_unguarded] * THREADS) == THREADS > 1


def test_colleagues_who_choose_the_same_thing_at_once_do_not_both_get_it(any_database: str) -> None:
    with transaction() as session:
        scene = set_scene(session, people=THREADS, others=1, other_stock=THREADS, uniqueness="campaign")
        for gift in scene.gifts:
            gift.unique_within = scene.campaign.id

    won = all_at_once([swap_to(gift.id, scene.others[0].id) for gift in scene.gifts])

    with reading() as session:
        assert (won, stock(session, scene.others[0])) == (1, THREADS - 1)
