from __future__ import annotations

import numpy as np
import pytest

from service.decisions.assign import Whole, assign
from service.decisions.market import Market
from tests.service.decisions.markets import PLENTY, assert_keeps_the_rules, best_worth, market, random_market, worth_of

GRAIN = 1 << 40


def assigned(market: Market) -> Whole:
    worth = np.rint(np.maximum(market.worth, 0) * GRAIN).astype(np.int64)
    found = assign(worth, market.account, market.stock, np.arange(market.people))
    # The prices prove the plan to the last grain: what people keep, what pieces fetch, what slots fetch beyond that.
    people = np.flatnonzero(found.product >= 0)
    given = found.product[people]
    slots = worth[people, given] - found.utility[people] - found.price[given]
    assert (slots >= 0).all()
    assert (found.utility >= 0).all()
    assert (found.price >= 0).all()
    bound = found.utility.sum() + (found.price * market.stock).sum() + slots.sum()
    assert bound == worth[people, given].sum()
    return found.product


def test_one_person_gets_the_better_of_two() -> None:
    assert assigned(market([[1.0, 2.0]], [0], [1, 1])).tolist() == [1]


def test_the_last_piece_goes_where_it_is_missed_most() -> None:
    assert assigned(market([[3.0, 2.9], [3.0, 1.0]], [0, 1], [1, 1])).tolist() == [1, 0]


def test_colleagues_never_share_though_the_shelf_is_full() -> None:
    assert assigned(market([[3.0, 1.0], [3.0, 2.5]], [0, 0], [9, 9])).tolist() == [0, 1]
    assert assigned(market([[3.0, 1.0], [3.0, 2.5]], [0, 1], [9, 9])).tolist() == [0, 0]


def test_a_long_chain_of_moves_makes_room() -> None:
    worth = [[5.0, 4.0, 0, 0], [0, 5.0, 4.0, 0], [0, 0, 5.0, 4.0], [5.0, 0, 0, 0]]
    assert assigned(market(worth, [0, 1, 2, 3], [1, 1, 1, 1])).tolist() == [1, 2, 3, 0]


def test_nobody_is_given_what_is_not_admitted() -> None:
    assert assigned(market([[0.0, 0.0], [0.0, 1.0]], [0, 1], [5, 5])).tolist() == [-1, 1]


def test_empty_shelves_give_nothing() -> None:
    assert assigned(market([[1.0], [2.0]], [0, 1], [0])).tolist() == [-1, -1]


@pytest.mark.parametrize("seed", range(30))
def test_the_plan_is_worth_what_highs_finds(seed: int) -> None:
    free = random_market(seed, equal=seed % 5 == 0, tight_stock=seed % 3 == 0, money=PLENTY)
    product = assigned(free)
    assert_keeps_the_rules(free, product)
    assert worth_of(free, product) == pytest.approx(best_worth(free), abs=1e-9)


def test_one_giant_account_shares_nothing() -> None:
    chance = np.random.default_rng(3)
    giant = market((chance.random((40, 25)) + 0.1).tolist(), [0] * 40, [40] * 25)
    product = assigned(giant)
    assert sorted(product[product >= 0]) == list(range(25))
    assert worth_of(giant, product) == pytest.approx(best_worth(giant), abs=1e-9)


def test_the_order_decides_only_between_equals() -> None:
    equal = random_market(11, equal=True, money=PLENTY)
    worth = np.rint(np.maximum(equal.worth, 0) * GRAIN).astype(np.int64)
    orders = [np.arange(equal.people), np.arange(equal.people)[::-1].copy()]
    plans = [assign(worth, equal.account, equal.stock, order).product for order in orders]
    assert worth_of(equal, plans[0]) == worth_of(equal, plans[1])
