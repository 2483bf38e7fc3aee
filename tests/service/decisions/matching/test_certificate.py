from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.decisions.matching.certificate import certify
from service.decisions.matching.prices import DualPrices, slot_prices
from service.errors import InvalidInput
from tests.service.decisions.assignment_instances import best_worth, instance, random_instance

TWO_BY_TWO = instance([[3.0, 2.0], [3.0, 1.0]], [0, 0], [1, 1], cost=[100, 50], budget=150)


def prices(
    product: list[float], money: float = 0.0, slots: tuple[list[int], list[int], list[float]] = ([], [], [])
) -> DualPrices:
    return DualPrices(np.array(product), money, np.zeros(1), slot_prices(1, *slots))


def test_without_prices_everybody_keeps_their_favourite() -> None:
    assert certify(TWO_BY_TWO, prices([0.0, 0.0])) == 6.0


def test_the_right_prices_prove_the_optimum() -> None:
    assert certify(TWO_BY_TWO, prices([1.0, 0.0])) == 5.0
    assert certify(TWO_BY_TWO, prices([0.0, 0.0], slots=([0], [0], [1.0]))) == 5.0


def test_money_is_charged_to_people_and_paid_for_by_the_budget() -> None:
    # 3 - 100 * 0.01 and 2 - 50 * 0.01 are kept, 150 * 0.01 comes back.
    assert certify(TWO_BY_TWO, prices([0.0, 0.0], money=0.01)) == pytest.approx(2.0 + 2.0 + 1.5)


def test_an_empty_shelf_promises_nothing() -> None:
    assert certify(instance([[3.0, 2.0]], [0], [0, 1]), prices([0.0, 0.0])) == 2.0


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32), scale=st.floats(0, 3))
def test_any_prices_that_are_not_negative_prove_a_true_bound(seed: int, scale: float) -> None:
    any_market = random_instance(seed % 50, money=0.7)
    chance = np.random.default_rng(seed)
    accounts = any_market.accounts
    slots = [(a, p) for a in range(accounts) for p in range(any_market.products) if chance.random() < 0.2]
    guess = DualPrices(
        chance.random(any_market.products) * scale,
        chance.random() * 1e-4 * scale,
        chance.random(accounts) * 1e-4 * scale,
        slot_prices(accounts, *np.array(slots, dtype=np.int64).reshape(-1, 2).T, chance.random(len(slots)) * scale),
    )
    assert certify(any_market, guess) >= best_worth(any_market) - 1e-7


@pytest.mark.parametrize("wrong", [-1e-9, float("nan"), float("inf")])
def test_a_price_that_is_no_price_proves_nothing(wrong: float) -> None:
    for guess in (prices([wrong, 0.0]), prices([0.0, 0.0], money=wrong), prices([0.0, 0.0], slots=([0], [0], [wrong]))):
        with pytest.raises(InvalidInput):
            certify(TWO_BY_TWO, guess)
