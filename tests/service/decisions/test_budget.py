from __future__ import annotations

import numpy as np
import pytest

from service.decisions.budget import account_spend, dual_prices, find_money_price
from service.decisions.certificate import certify
from service.decisions.market import Market
from service.decisions.polish import polish, trim
from tests.service.decisions.markets import assert_keeps_the_rules, best_worth, market, random_market, worth_of


def solved(market: Market) -> tuple[float, float]:
    """(worth of the plan, bound), after checking that the plan keeps the rules and was only made better on the way."""
    within, over = find_money_price(market, np.arange(market.people))
    prices = dual_prices(market, min(within, over, key=lambda trial: trial.bound))
    inside = trim(market, within.assignment.product)
    product = polish(market, prices, inside)
    assert_keeps_the_rules(market, product)
    assert worth_of(market, product) >= worth_of(market, inside) - 1e-9
    return worth_of(market, product), certify(market, prices)


@pytest.mark.parametrize("seed", range(40))
def test_with_a_tight_budget_the_bound_is_the_linear_optimum_and_the_plan_is_below(seed: int) -> None:
    tight = random_market(seed, equal=seed % 7 == 0, tight_stock=seed % 4 == 0, money=(0.9, 0.6, 0.3)[seed % 3])
    worth, bound = solved(tight)
    best = best_worth(tight)
    assert bound == pytest.approx(best_worth(tight, whole=False), rel=1e-6, abs=1e-7)
    assert worth <= best + 1e-7
    assert best <= bound + 1e-7
    # One price of money leaves at most one person's step open; two exchanges at a time close most of it.
    assert best - worth <= 0.1 * best + 1e-7


def test_money_left_over_is_not_priced() -> None:
    rich = market([[1.0, 2.0]], [0], [1, 1], cost=[100, 200], budget=200)
    within, over = find_money_price(rich, np.arange(1))
    assert (within.money, over.money, within.spend) == (0.0, 0.0, 200)


def test_no_money_buys_only_what_costs_nothing() -> None:
    broke = market([[1.0, 2.0], [1.0, 2.0]], [0, 1], [5, 5], cost=[0, 100], budget=0)
    worth, bound = solved(broke)
    assert (worth, bound) == (2.0, pytest.approx(2.0))


def test_the_budget_goes_where_it_is_worth_most() -> None:
    poor = market([[3.0, 2.0], [3.0, 0.5]], [0, 1], [2, 2], cost=[300, 100], budget=400)
    assert solved(poor)[0] == pytest.approx(5.0)


@pytest.mark.parametrize("seed", range(8))
def test_each_account_stays_inside_its_own_budget(seed: int) -> None:
    free = random_market(seed + 100)
    tight = Market(free.worth, free.account, free.stock, free.cost, free.budget, np.minimum(free.account_budget, 9000))
    worth, bound = solved(tight)
    best = best_worth(tight)
    assert worth <= best + 1e-7
    assert best <= bound + 1e-7
    assert worth >= 0.75 * best


def test_accounts_are_added_up() -> None:
    spelled = market([[1.0, 1.0], [1.0, 1.0], [1.0, 1.0]], [0, 1, 1], [5, 5], cost=[10, 25])
    assert account_spend(spelled, np.array([0, 1, -1])).tolist() == [10, 25]
