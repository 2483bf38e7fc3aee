from __future__ import annotations

import numpy as np

from service.decisions.budget import dual_prices, find_money_price
from service.decisions.polish import polish, trim
from tests.service.decisions.markets import assert_keeps_the_rules, market, random_market, worth_of


def test_money_left_over_buys_a_better_gift() -> None:
    one = market([[1.0, 1.5, 3.0]], [0], [1, 1, 1], cost=[100, 150, 400], budget=200)
    prices = dual_prices(one, find_money_price(one, np.arange(1))[0])
    assert polish(one, prices, np.array([0])).tolist() == [1]


def test_one_step_down_pays_for_a_bigger_step_up() -> None:
    # Ann's better gift costs 300 more; only when Bob saves 200 does the money reach.
    two = market([[1.0, 3.0, 0, 0], [0, 0, 1.0, 1.2]], [0, 1], [1, 1, 1, 1], cost=[100, 400, 100, 300], budget=500)
    prices = dual_prices(two, find_money_price(two, np.arange(2))[0])
    assert polish(two, prices, np.array([0, 3])).tolist() == [1, 2]


def test_a_colleague_moves_over_to_make_room() -> None:
    pair = market([[2.0, 0, 0], [2.5, 0, 2.4]], [0, 0], [1, 1, 1], cost=[100, 100, 100], budget=200)
    prices = dual_prices(pair, find_money_price(pair, np.arange(2))[0])
    assert polish(pair, prices, np.array([-1, 0])).tolist() == [0, 2]


def test_polishing_never_breaks_a_rule_nor_loses_worth() -> None:
    for seed in range(20):
        tight = random_market(seed, money=0.5)
        within, _ = find_money_price(tight, np.arange(tight.people))
        nothing = np.full(tight.people, -1, dtype=np.int64)
        for start in (within.assignment.product, nothing):
            product = polish(tight, dual_prices(tight, within), start)
            assert_keeps_the_rules(tight, product)
            assert worth_of(tight, product) >= worth_of(tight, start) - 1e-9


def test_trimming_gives_up_least_for_the_money_it_saves() -> None:
    over = market([[2.0, 1.9], [2.0, 0.0]], [0, 0], [2, 2], cost=[300, 100], budget=1000, account_budget=[400])
    both = np.array([0, -1])
    assert trim(over, both).tolist() == [0, -1]
    rich = market([[2.0, 1.9], [1.0, 0.0]], [0, 1], [2, 2], cost=[300, 100], budget=1000, account_budget=[200, 300])
    assert trim(rich, np.array([0, 0])).tolist() == [1, 0]


def test_an_account_without_money_gets_nothing() -> None:
    poor = market([[2.0]], [0], [2], cost=[300], budget=1000, account_budget=[299])
    assert trim(poor, np.array([0])).tolist() == [-1]
