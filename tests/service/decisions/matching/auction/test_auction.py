from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings

from service.decisions.matching.assignment_instance import AssignmentInstance
from service.decisions.matching.auction import auction
from service.decisions.matching.auction.auction import run_auction
from service.decisions.matching.auction.state import AuctionState, prices_in, products_given, set_up
from service.decisions.matching.certificate import certify
from service.decisions.matching.prices import DualPrices, Whole, no_prices
from service.decisions.matching.shortlist import make_shortlist
from tests.service.decisions.assignment_instances import (
    PLENTY,
    assert_keeps_the_rules,
    best_of_every_plan,
    best_worth,
    instance,
    nobody_at_all,
    random_instance,
    tiny,
    with_money_enough,
    worth_of,
)


def opened(instance: AssignmentInstance, prices: DualPrices | None = None) -> AuctionState:
    free, nobody = no_prices(instance.products, instance.accounts), np.full(instance.people, -1, dtype=np.int16)
    return set_up(instance, make_shortlist(instance, free, nobody), prices or free, nobody)


def auctioned(instance: AssignmentInstance, prices: DualPrices | None = None) -> Whole:
    """The auction's outcome, after its own prices have proven it to the last digit."""
    state = opened(instance, prices)
    for epsilon in (1e-2, 1e-5, 1e-8, 1e-11):
        run_auction(state, epsilon)
    product = products_given(state).astype(np.int64)
    assert_keeps_the_rules(instance, product)
    bound = certify(instance, prices_in(state, 0.0, np.zeros(instance.accounts)))
    assert bound == pytest.approx(worth_of(instance, product), abs=1e-9)
    return product


def test_one_person_gets_the_better_of_two() -> None:
    assert auctioned(instance([[1.0, 2.0]], [0], [1, 1])).tolist() == [1]


def test_the_last_piece_goes_where_it_is_missed_most() -> None:
    assert auctioned(instance([[3.0, 2.9], [3.0, 1.0]], [0, 1], [1, 1])).tolist() == [1, 0]


def test_colleagues_never_share_though_there_are_pieces_enough() -> None:
    assert auctioned(instance([[3.0, 1.0], [3.0, 2.5]], [0, 0], [9, 9])).tolist() == [0, 1]
    assert auctioned(instance([[3.0, 1.0], [3.0, 2.5]], [0, 1], [9, 9])).tolist() == [0, 0]


def test_a_long_chain_of_moves_makes_room() -> None:
    worth = [[5.0, 4.0, 0, 0], [0, 5.0, 4.0, 0], [0, 0, 5.0, 4.0], [5.0, 0, 0, 0]]
    assert auctioned(instance(worth, [0, 1, 2, 3], [1, 1, 1, 1])).tolist() == [1, 2, 3, 0]


def test_nobody_is_given_what_is_not_admitted_or_not_there() -> None:
    assert auctioned(instance([[0.0, 0.0], [0.0, 1.0]], [0, 1], [5, 5])).tolist() == [-1, 1]
    assert auctioned(instance([[1.0], [2.0]], [0, 1], [0])).tolist() == [-1, -1]
    assert auctioned(instance([[1.0, 0.5], [2.0, 0.5]], [0, 1], [0, 1])).tolist().count(1) == 1


@pytest.mark.parametrize("seed", range(30))
def test_the_outcome_is_worth_what_highs_finds(seed: int) -> None:
    free = random_instance(seed, equal=seed % 5 == 0, tight_stock=seed % 3 == 0, money=PLENTY)
    assert worth_of(free, auctioned(free)) == pytest.approx(best_worth(free), abs=1e-9)


@pytest.mark.parametrize("seed", range(30))
def test_prices_that_began_too_high_come_down(seed: int) -> None:
    free = random_instance(seed, tight_stock=seed % 3 == 0, money=PLENTY)
    chance = np.random.default_rng(seed)
    dear = DualPrices(
        2 * chance.random(free.products), 0.0, np.zeros(free.accounts), no_prices(free.products, free.accounts).slots
    )
    assert worth_of(free, auctioned(free, dear)) == pytest.approx(best_worth(free), abs=1e-9)


@pytest.mark.parametrize("people", [40, 130])
def test_one_giant_account_shares_nothing(people: int) -> None:
    chance = np.random.default_rng(3)
    giant = instance((chance.random((people, 25)) + 0.1).tolist(), [0] * people, [people] * 25)
    product = auctioned(giant)
    assert sorted(product[product >= 0]) == list(range(25))
    assert worth_of(giant, product) == pytest.approx(best_worth(giant), abs=1e-9)


def test_an_auction_at_rest_is_not_disturbed_by_another() -> None:
    free = random_instance(4, money=PLENTY)
    state = opened(free)
    run_auction(state, 1e-6)
    given, price = state.given.copy(), state.price.copy()
    run_auction(state, 1e-6)
    assert (state.given == given).all()
    assert (state.price == price).all()


@pytest.mark.parametrize(("patient", "comes_to_rest"), [(False, False), (True, True)])
def test_without_patience_it_says_that_too_many_pieces_would_have_to_come_down(
    monkeypatch: pytest.MonkeyPatch, patient: bool, comes_to_rest: bool
) -> None:
    for limit in ("_MANY", "_REOPENINGS", "_LOOKS_HURRIED"):
        monkeypatch.setattr(auction, limit, 0)
    pair = instance([[1.0], [1.0]], [0, 1], [2])
    dear = DualPrices(np.array([3.0]), 0.0, np.zeros(2), no_prices(1, 2).slots)
    assert run_auction(opened(pair, dear), 1e-6, patient=patient) is comes_to_rest


@pytest.mark.parametrize(
    ("epsilon", "unrest", "row"),
    [
        (1e-3, 0.0, [1e-3]),
        (1e-3, 0.06, [1e-3]),  # a thirtieth of the unrest is twice epsilon: no coarser auction pays
        (1e-3, 0.09, [3e-3, 1e-3]),
        (1e-6, 0.9, [3e-2, 1e-3, 0.03 / 900, 1e-6]),
    ],
)
def test_a_row_of_auctions_falls_by_no_more_than_a_thirtieth_at_a_time(
    epsilon: float, unrest: float, row: list[float]
) -> None:
    assert list(auction.falling(epsilon, unrest)) == pytest.approx(row)


def test_a_piece_that_nobody_else_wants_costs_nothing() -> None:
    state = opened(instance([[3.0, 0.0], [0.0, 2.0]], [0, 1], [1, 1]))
    assert run_auction(state, 1e-3) is True
    assert state.price.tolist() == [0.0, 0.0]


@pytest.mark.parametrize("epsilon", [1e-2, 1e-6])
def test_a_bid_goes_an_epsilon_beyond_what_the_bidder_would_lose_with_the_next_best(epsilon: float) -> None:
    # Ann has the cup for nothing; Bob bids the 1 it is better by and epsilon; Ann's next bid is what leaves her the vase's 1.
    state = opened(instance([[3.0, 1.0], [2.0, 1.0]], [0, 1], [1, 2]))
    assert run_auction(state, epsilon) is True
    assert products_given(state).tolist() == [0, 1]
    assert state.price.tolist() == pytest.approx([2.0 + epsilon, 0.0], abs=1e-12)


def test_nobody_bids_more_than_the_gift_is_worth_to_them() -> None:
    state = opened(instance([[3.0], [2.0]], [0, 1], [1]))
    assert run_auction(state, 1e-2) is True
    assert (products_given(state).tolist(), state.price.tolist()) == ([0, -1], [3.0])


def test_two_colleagues_bid_up_their_own_place_and_not_the_product() -> None:
    state = opened(instance([[3.0], [2.0]], [0, 0], [5]))
    assert run_auction(state, 1e-6) is True
    found = prices_in(state, 0.0, np.zeros(1))
    assert (products_given(state).tolist(), found.product.tolist()) == ([0, -1], [0.0])
    assert found.slots.price.tolist() == [3.0]


def test_nobody_takes_what_costs_more_money_than_it_is_worth() -> None:
    one = instance([[1.0, 0.5]], [0], [1, 1], cost=[100, 40])
    for money, product in ((0.0, 0), (0.009, 1), (0.0126, -1)):
        dear = DualPrices(np.zeros(2), money, np.zeros(1), no_prices(2, 1).slots)
        state = opened(one, dear)
        assert run_auction(state, 1e-6) is True
        assert products_given(state).tolist() == [product]


def test_with_nobody_there_an_auction_is_at_rest() -> None:
    assert run_auction(opened(nobody_at_all(2)), 1e-3) is True


@settings(max_examples=20, deadline=None)
@given(market=tiny())
def test_at_rest_a_plan_is_within_an_epsilon_for_each_person_of_the_best_of_all(market: AssignmentInstance) -> None:
    free = with_money_enough(market)
    state = opened(free)
    assert run_auction(state, 1e-3) is True
    product = products_given(state).astype(np.int64)
    assert_keeps_the_rules(free, product)
    # Worth is in whole numbers, and nothing between two of them is that near.
    assert worth_of(free, product) == best_of_every_plan(free)
