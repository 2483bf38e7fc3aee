from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from numpy.typing import NDArray

from service.decisions.matching.assignment_instance import AssignmentInstance
from service.decisions.matching.certificate import certify
from service.decisions.matching.exact.oracle import GRAIN, ExactOracle
from service.decisions.matching.exact.shortest_paths import assign_by_shortest_paths, go_on_from
from service.decisions.matching.exact.state import ShortestPaths
from service.decisions.matching.prices import Whole
from tests.service.decisions.assignment_instances import (
    PLENTY,
    assert_keeps_the_rules,
    best_of_every_plan,
    best_worth,
    instance,
    random_instance,
    tiny,
    with_money_enough,
    worth_of,
)


def assigned(instance: AssignmentInstance) -> Whole:
    worth = np.rint(np.maximum(instance.pairs.worth(0, instance.people), 0) * GRAIN).astype(np.int64)
    found = assign_by_shortest_paths(worth, instance.account, instance.stock)
    # The prices prove the plan to the last grain: what people keep, what pieces fetch, what slots fetch beyond that.
    people = np.flatnonzero(found.product >= 0)
    products = found.product[people]
    slots = worth[people, products] - found.utility[people] - found.price[products]
    assert (slots >= 0).all()
    assert (found.utility >= 0).all()
    assert (found.price >= 0).all()
    assert found.utility.sum() + (found.price * instance.stock).sum() + slots.sum() == worth[people, products].sum()
    return found.product


def test_a_long_chain_of_moves_makes_room() -> None:
    worth = [[5.0, 4.0, 0, 0], [0, 5.0, 4.0, 0], [0, 0, 5.0, 4.0], [5.0, 0, 0, 0]]
    assert assigned(instance(worth, [0, 1, 2, 3], [1, 1, 1, 1])).tolist() == [1, 2, 3, 0]


def test_nobody_is_given_what_is_not_admitted() -> None:
    assert assigned(instance([[0.0, 0.0], [0.0, 1.0]], [0, 1], [5, 5])).tolist() == [-1, 1]


@pytest.mark.parametrize("seed", range(30))
def test_the_plan_is_worth_what_highs_finds(seed: int) -> None:
    free = random_instance(seed, equal=seed % 5 == 0, tight_stock=seed % 3 == 0, money=PLENTY)
    product = assigned(free)
    assert_keeps_the_rules(free, product)
    assert worth_of(free, product) == pytest.approx(best_worth(free), abs=1e-9)


@pytest.mark.parametrize("seed", range(10))
def test_at_a_price_of_money_the_choice_and_its_bound_meet(seed: int) -> None:
    tight = random_instance(seed, money=0.5)
    trial = ExactOracle(tight).choose_at(1e-4, 0.0)
    line = trial.worth + 1e-4 * (tight.budget - trial.spend)
    assert certify(tight, trial.prices) == pytest.approx(line, abs=1e-8)


def run(worth: list[list[int]], account: list[int], stock: list[int]) -> tuple[list[int], list[int], list[int]]:
    """(product of each person, what they keep, price of each product)."""
    table = np.array(worth, dtype=np.int64).reshape(len(account), len(stock))
    found = assign_by_shortest_paths(table, np.array(account, dtype=np.int32), np.array(stock, dtype=np.int64))
    return found.product.tolist(), found.utility.tolist(), found.price.tolist()


def test_with_nobody_there_is_no_plan_and_no_price() -> None:
    assert run([], [], [1, 5]) == ([], [], [0, 0])


def test_with_nothing_on_the_shelves_everybody_goes_without() -> None:
    assert run([[], []], [0, 1], []) == ([-1, -1], [0, 0], [])


def test_where_there_are_pieces_enough_they_cost_nothing() -> None:
    assert run([[9], [7]], [0, 1], [2]) == ([0, 0], [9, 7], [0])


def test_the_last_piece_costs_what_it_is_worth_to_who_goes_without() -> None:
    assert run([[9], [7]], [0, 1], [1]) == ([0, -1], [2, 0], [7])
    assert run([[7], [9]], [0, 1], [1]) == ([-1, 0], [0, 2], [7])


def test_of_equals_the_first_to_come_has_the_choice() -> None:
    assert run([[5], [5]], [0, 1], [1]) == ([0, -1], [0, 0], [5])


def test_of_three_for_two_pieces_the_one_who_values_it_least_goes_without() -> None:
    assert run([[4], [9], [6]], [0, 1, 2], [2]) == ([-1, 0, 0], [0, 5, 2], [4])


def test_who_is_outbid_moves_on_to_the_next_best_at_the_price_of_what_that_loses() -> None:
    # Ann loses 2 by moving on, Bob would lose 8.
    assert run([[9, 7], [8, 0]], [0, 1], [1, 1]) == ([1, 0], [7, 6], [2, 0])


def test_a_slot_in_an_account_is_dear_while_the_product_stays_free() -> None:
    assert run([[9], [7]], [0, 0], [5]) == ([0, -1], [2, 0], [0])


def test_a_colleague_with_less_to_lose_moves_over() -> None:
    assert run([[5, 4], [5, 0]], [0, 0], [9, 9]) == ([1, 0], [4, 4], [0, 0])


def test_the_first_to_come_makes_room_for_another_account() -> None:
    # Ann leaves the only cup to Bob and takes a vase, as his colleague Cid does.
    assert run([[5, 4], [9, 0], [0, 6]], [0, 1, 1], [1, 2])[0] == [1, 0, 1]


@pytest.mark.parametrize("worth", [0, -1, -9])
def test_what_is_worth_nothing_or_less_is_not_given(worth: int) -> None:
    assert run([[worth]], [0], [1]) == ([-1], [0], [0])


def test_an_empty_shelf_costs_all_that_anybody_would_give() -> None:
    assert run([[5, 0], [3, 2]], [0, 1], [0, 1]) == ([-1, 1], [0, 2], [5, 0])


def test_the_shelves_given_are_not_emptied() -> None:
    stock = np.array([1], dtype=np.int64)
    assign_by_shortest_paths(np.array([[3]], dtype=np.int64), np.array([0], dtype=np.int32), stock)
    assert stock.tolist() == [1]


@settings(max_examples=30, deadline=None)
@given(market=tiny())
def test_no_plan_of_all_there_are_is_worth_more(market: AssignmentInstance) -> None:
    free = with_money_enough(market)
    assert worth_of(free, assigned(free)) == best_of_every_plan(free)


def dearer(seed: int) -> tuple[AssignmentInstance, Whole, Whole]:
    """(a campaign, its worth in grains, what each product then falls by): some fall to nothing, some not at all."""
    free = random_instance(seed, equal=seed % 5 == 0, tight_stock=seed % 3 == 0, money=PLENTY)
    worth = np.rint(np.maximum(free.pairs.worth(0, free.people), 0) * GRAIN).astype(np.int64)
    chance = np.random.default_rng(seed)
    share = chance.choice([0.0, 0.05, 0.3, 2.0], free.products, p=[0.2, 0.4, 0.3, 0.1])
    return free, worth, np.rint(share * worth.max()).astype(np.int64)


def assert_proven(found: ShortestPaths, worth: Whole, account: NDArray[np.integer], stock: Whole) -> None:
    """Nobody does better at these prices, only what is given away whole costs anything, and so nothing is worth more."""
    people = np.flatnonzero(found.product >= 0)
    products = found.product[people]
    assert (np.bincount(products, minlength=len(stock)) <= stock).all()
    assert (worth[people, products] > 0).all()
    slots = worth[people, products] - found.utility[people] - found.price[products]
    assert min(slots.min(initial=0), found.utility.min(initial=0), found.price.min(initial=0)) == 0
    holds = {(account[person], product): pays for person, product, pays in zip(people, products, slots, strict=True)}
    assert len(holds) == len(people)
    for person, row in enumerate(worth):
        for product, value in enumerate(row):
            if value > 0:
                pays = found.price[product] + holds.get((account[person], product), 0)
                assert value - pays <= found.utility[person]
    assert found.utility.sum() + (found.price * stock).sum() + slots.sum() == worth[people, products].sum()


@pytest.mark.parametrize("seed", range(20))
def test_when_products_get_dearer_the_search_goes_on_to_the_same_worth(seed: int) -> None:
    free, worth, fallen = dearer(seed)
    before = assign_by_shortest_paths(worth, free.account, free.stock)
    less = np.maximum(worth - fallen, 0)
    after = go_on_from(before, less, free.account, free.stock, fallen, np.zeros_like(free.stock))
    assert_proven(after, less, free.account, free.stock)


@pytest.mark.parametrize("seed", range(20))
def test_when_pieces_are_taken_away_as_well_the_search_goes_on_to_the_same_worth(seed: int) -> None:
    free, worth, fallen = dearer(seed)
    before = assign_by_shortest_paths(worth, free.account, free.stock)
    less, stock = np.maximum(worth - fallen // 2, 0), free.stock - (free.stock + seed % 2) // 2
    after = go_on_from(before, less, free.account, stock, fallen // 2, free.stock - stock)
    assert_proven(after, less, free.account, stock)


def test_going_on_leaves_the_earlier_answer_as_it_was() -> None:
    worth, account, stock = np.array([[9, 4]]), np.array([0], dtype=np.int32), np.array([1, 1])
    before = assign_by_shortest_paths(worth, account, stock)
    after = go_on_from(before, worth, account, np.array([0, 1]), np.array([0, 0]), np.array([1, 0]))
    assert (before.product.tolist(), before.utility.tolist()) == ([0], [9])
    assert (after.product.tolist(), after.utility.tolist(), after.price.tolist()) == ([1], [4], [5, 0])


@pytest.mark.parametrize("seed", range(20))
def test_when_some_get_cheaper_and_pieces_come_back_the_search_goes_on_to_the_same_worth(seed: int) -> None:
    free, worth, fallen = dearer(seed)
    chance = np.random.default_rng(seed)
    fallen, fewer = fallen * chance.choice([-1, 1], free.products), chance.integers(0, 3, free.products)
    before = assign_by_shortest_paths(np.where(fewer > 0, worth, 0), free.account, fewer)
    after_all = np.where((worth > 0) & (free.stock > 0), np.maximum(worth - fallen, 0), 0)
    after = go_on_from(before, after_all, free.account, free.stock, fallen, fewer - free.stock)
    assert_proven(after, after_all, free.account, free.stock)
