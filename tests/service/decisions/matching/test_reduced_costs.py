from __future__ import annotations

import numpy as np
import pytest

from service.decisions.matching.prices import DualPrices, no_prices, slot_prices
from service.decisions.matching.reduced_costs import reduced_costs
from tests.service.decisions.assignment_instances import instance, random_instance

PAIR = instance([[3.0, 2.0], [1.0, 0.0], [2.0, 2.0]], [0, 0, 1], [1, 1], cost=[100, 50])


def lost(prices: DualPrices) -> list[list[float]]:
    return reduced_costs(PAIR, PAIR.pairs.worth(0, 3), prices).round(6).tolist()


def test_at_no_price_everybody_regrets_what_is_not_their_favourite() -> None:
    assert lost(no_prices(2, 2)) == [[0.0, 1.0, 3.0], [0.0, np.inf, 1.0], [0.0, 0.0, 2.0]]


def test_a_price_makes_going_without_the_better_choice() -> None:
    prices = DualPrices(np.array([2.5, 0.0]), 0.0, np.zeros(2), slot_prices(2, [], [], []))
    assert lost(prices) == [[1.5, 0.0, 2.0], [1.5, np.inf, 0.0], [2.5, 0.0, 2.0]]


def test_money_costs_everybody_and_one_account_more() -> None:
    prices = DualPrices(np.zeros(2), 0.01, np.array([0.01, 0.0]), slot_prices(2, [], [], []))
    # Ann and Bob pay 2.00 and 1.00, Cid 1.00 and 0.50.
    assert lost(prices) == [[0.0, 0.0, 1.0], [1.0, np.inf, 0.0], [0.5, 0.0, 1.5]]


def test_a_slot_costs_the_people_of_its_account_alone() -> None:
    prices = DualPrices(np.zeros(2), 0.0, np.zeros(2), slot_prices(2, [0], [0], [1.5]))
    assert lost(prices) == [[0.5, 0.0, 2.0], [0.5, np.inf, 0.0], [0.0, 0.0, 2.0]]


@pytest.mark.parametrize("seed", range(10))
def test_somebody_regrets_nothing_of_something_and_nobody_regrets_less_than_nothing(seed: int) -> None:
    any_market = random_instance(seed)
    chance = np.random.default_rng(seed)
    prices = DualPrices(
        chance.random(any_market.products),
        1e-4,
        chance.random(any_market.accounts) * 1e-4,
        slot_prices(any_market.accounts, [0], [0], [0.3]),
    )
    found = reduced_costs(any_market, any_market.pairs.worth(0, any_market.people), prices)
    assert found.shape == (any_market.people, any_market.products + 1)
    assert (found.min(axis=1) == 0).all()
    assert np.isfinite(found[:, -1]).all()
