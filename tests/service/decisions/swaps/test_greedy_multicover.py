from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given as over
from hypothesis import settings
from hypothesis import strategies as st

from service.decisions.swaps import greedy_multicover
from service.decisions.swaps.alternatives import Small, SwapInstance
from service.decisions.swaps.greedy_multicover import Effort, pieces_to_reserve
from tests.service.decisions.swap_instances import NEVER, everybody, make_swap_instance, plan, random_swap_instance


def kept(swap_instance: SwapInstance, product: Small, effort: Effort, price: list[float] | None = None) -> list[int]:
    prices = np.array(price or [0.0] * len(swap_instance.cost), dtype=np.float32)
    return pieces_to_reserve(swap_instance, product, everybody(swap_instance), prices, effort).tolist()


@settings(max_examples=50, deadline=None)
@over(seed=st.integers(0, 2**32), categories=st.integers(0, 4), people=st.integers(1, 20))
def test_never_more_is_kept_back_than_there_is_or_than_the_people_ask_for(
    seed: int, categories: int, people: int
) -> None:
    swap_instance, product = random_swap_instance(seed)
    pieces = kept(swap_instance, product, Effort(categories, people))
    assert (np.array(pieces) <= swap_instance.stock).all()
    assert sum(pieces) <= categories * int((product >= 0).sum())


def test_everybody_finds_as_many_categories_as_asked_for() -> None:
    swap_instance = make_swap_instance([[0.9, 0.8, 0.7, 0.6]] * 4, [9, 9, 9, 9], category=[0, 1, 1, 2])
    assert kept(swap_instance, plan(0, 0, 0, 0), Effort(1, 100)) == [0, 1, 0, 0]
    assert kept(swap_instance, plan(0, 0, 0, 0), Effort(2, 100)) == [0, 1, 0, 1]


def test_a_piece_serves_so_many_people_and_no_more() -> None:
    swap_instance = make_swap_instance([[0.9, 0.8]] * 6, [6, 9])
    assert kept(swap_instance, plan(*[0] * 6), Effort(1, 6)) == [0, 1]
    assert kept(swap_instance, plan(*[0] * 6), Effort(1, 2)) == [0, 3]


def test_the_cheapest_for_the_plan_is_kept_back_first() -> None:
    swap_instance = make_swap_instance([[0.9, 0.8, 0.7]] * 3, [3, 3, 3])
    product = plan(0, 0, 0)
    assert kept(swap_instance, product, Effort(1, 9), [0.0, 0.0, 0.0]) == [0, 1, 0]
    scarce = make_swap_instance([[0.9, 0.8, 0.7]] * 3 + [[NEVER, 0.9, NEVER]] * 3, [3, 3, 3])
    assert kept(scarce, plan(0, 0, 0, 1, 1, 1), Effort(1, 9), [0.0, 0.5, 0.0]) == [0, 0, 1]


def test_what_the_plan_leaves_anyway_costs_it_nothing() -> None:
    swap_instance = make_swap_instance([[0.9, 0.8, 0.7]] * 3, [3, 4, 4])
    assert kept(swap_instance, plan(0, 0, 0), Effort(1, 9), [0.0, 5.0, 0.0]) == [0, 1, 0]


def test_what_is_dearer_than_the_gift_or_a_colleagues_helps_nobody() -> None:
    swap_instance = make_swap_instance([[0.9, 0.8, 0.7]], [1, 1, 1], cost=[100, 101, 100])
    assert kept(swap_instance, plan(0), Effort(2, 9)) == [0, 0, 1]
    colleagues = make_swap_instance([[0.9, 0.8, 0.7]] * 2, [1, 2, 1], account=[0, 0])
    assert kept(colleagues, plan(0, 1), Effort(2, 9)) == [0, 0, 1]


def test_what_is_dearer_helps_as_far_as_money_is_kept_back_for_it_and_the_rule_reaches() -> None:
    swap_instance = make_swap_instance([[0.9, 0.8, 0.7, 0.6]], [1, 1, 1, 1], cost=[100, 104, 110, 121], budget=1000)
    assert kept(swap_instance, plan(0), Effort(3, 9, money=0.0)) == [0, 0, 0, 0]
    assert kept(swap_instance, plan(0), Effort(3, 9, money=0.004)) == [0, 1, 0, 0]
    assert kept(swap_instance, plan(0), Effort(3, 9, money=0.5)) == [0, 1, 1, 0]


def test_for_whoever_can_never_have_so_many_categories_no_more_is_kept_back_than_they_can_have() -> None:
    likes = [[0.9, 0.8, NEVER, NEVER]] * 2 + [[0.9, 0.8, 0.7, 0.6]] * 2
    swap_instance = make_swap_instance(likes, [4, 4, 4, 4])
    assert kept(swap_instance, plan(0, 0, 0, 0), Effort(1, 9)) == [0, 1, 0, 0]
    assert kept(swap_instance, plan(0, 0, -1, -1), Effort(3, 9)) == [0, 1, 0, 0]


def test_only_what_is_worth_enough_counts_where_that_is_asked() -> None:
    swap_instance = make_swap_instance([[0.8, 0.3, 0.4]], [1, 1, 1])
    assert kept(swap_instance, plan(0), Effort(2, 9)) == [0, 1, 1]
    assert kept(swap_instance, plan(0), Effort(2, 9, worth=0.5)) == [0, 0, 1]


def test_a_sample_speaks_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(greedy_multicover, "SAMPLE", 10)
    swap_instance = make_swap_instance([[0.9, 0.8]] * 100, [100, 40])
    assert kept(swap_instance, plan(*[0] * 100), Effort(1, 5)) == [0, 20]


def test_nobody_needs_nothing() -> None:
    assert kept(make_swap_instance([], [3]), plan(), Effort(3, 9)) == [0]
    assert kept(make_swap_instance([[0.9]], [3]), plan(-1), Effort(3, 9)) == [0]
    assert kept(make_swap_instance([[]], []), plan(-1), Effort(3, 9)) == []


def test_a_piece_of_the_gifts_own_category_helps_nobody() -> None:
    swap_instance = make_swap_instance([[0.9, 0.8, 0.7]], [1, 1, 1], category=[0, 0, 1])
    assert kept(swap_instance, plan(0), Effort(3, 9)) == [0, 0, 1]


def test_a_category_is_counted_once_however_many_products_it_has() -> None:
    swap_instance = make_swap_instance([[0.9, 0.8, 0.7]], [1, 1, 1], category=[0, 1, 1])
    assert kept(swap_instance, plan(0), Effort(2, 9)) == [0, 1, 0]


def test_what_is_not_admitted_is_kept_back_for_nobody() -> None:
    swap_instance = make_swap_instance([[0.9, NEVER, 0.7], [0.9, NEVER, 0.7]], [2, 9, 1])
    assert kept(swap_instance, plan(0, 0), Effort(2, 9)) == [0, 0, 1]


def test_what_there_is_none_of_cannot_be_kept_back() -> None:
    swap_instance = make_swap_instance([[0.9, 0.8, 0.1]], [1, 0, 1])
    assert kept(swap_instance, plan(0), Effort(1, 9)) == [0, 0, 1]


def test_no_category_asked_for_is_no_piece_kept_back() -> None:
    swap_instance = make_swap_instance([[0.9, 0.8]] * 2, [2, 2])
    assert kept(swap_instance, plan(0, 0), Effort(0, 9)) == [0, 0]


def test_of_two_pieces_with_as_many_votes_the_first_is_kept_back() -> None:
    swap_instance = make_swap_instance([[0.9, 0.5, 0.5]], [1, 1, 1])
    assert kept(swap_instance, plan(0), Effort(1, 9)) == [0, 1, 0]


def test_the_last_twentieth_of_the_people_is_not_kept_back_for() -> None:
    likes = [[0.9, 0.8, NEVER]] * 19 + [[0.9, NEVER, 0.8]]
    swap_instance = make_swap_instance(likes, [20, 1, 1])
    assert kept(swap_instance, plan(*[0] * 20), Effort(1, 99)) == [0, 1, 0]
    half = make_swap_instance(likes[:9] + likes[19:], [10, 1, 1])
    assert kept(half, plan(*[0] * 10), Effort(1, 99)) == [0, 1, 1]


def test_people_without_a_gift_have_nothing_to_swap() -> None:
    swap_instance = make_swap_instance([[0.9, 0.8, NEVER], [0.9, NEVER, 0.8]], [1, 1, 1])
    assert kept(swap_instance, plan(0, -1), Effort(1, 9)) == [0, 1, 0]
