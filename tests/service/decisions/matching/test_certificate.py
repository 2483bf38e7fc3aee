from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.decisions.matching import pairs as pairs_module
from service.decisions.matching.assignment_instance import AssignmentInstance
from service.decisions.matching.certificate import certify
from service.decisions.matching.prices import DualPrices, slot_prices
from service.errors import InvalidInput
from tests.service.decisions.assignment_instances import (
    best_of_every_plan,
    best_worth,
    instance,
    nobody_at_all,
    random_instance,
    tiny,
)

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


@settings(max_examples=30, deadline=None)
@given(any_market=tiny(), seed=st.integers(0, 2**16))
def test_no_plan_that_keeps_the_rules_is_worth_more_than_any_prices_prove(
    any_market: AssignmentInstance, seed: int
) -> None:
    chance = np.random.default_rng(seed)
    accounts = any_market.accounts
    guess = DualPrices(
        chance.integers(0, 4, 2).astype(np.float64),
        float(chance.integers(0, 3)),
        chance.integers(0, 3, accounts).astype(np.float64),
        slot_prices(accounts, [accounts - 1], [1], [float(chance.integers(0, 3))]),
    )
    assert certify(any_market, guess) >= best_of_every_plan(any_market)


def test_an_account_pays_its_own_price_of_money_and_its_own_budget_pays_it_back() -> None:
    two = instance([[3.0], [3.0]], [0, 1], [2], cost=[100], budget=1000, account_budget=[50, 1000])
    dear = DualPrices(np.zeros(1), 0.0, np.array([0.03, 0.0]), slot_prices(2, [], [], []))
    # The first keeps nothing, the second 3; 50 minor units at 0.03 each come back.
    assert certify(two, dear) == pytest.approx(0.0 + 3.0 + 1.5)


def test_the_price_of_all_money_and_of_an_accounts_add_up() -> None:
    one = instance([[3.0]], [0], [1], cost=[100], budget=100, account_budget=[10])
    both = DualPrices(np.zeros(1), 0.01, np.array([0.015]), slot_prices(1, [], [], []))
    # 3 - 100 * 0.025 is kept; 100 * 0.01 and 10 * 0.015 come back.
    assert certify(one, both) == pytest.approx(0.5 + 1.0 + 0.15)


def test_where_all_is_too_dear_people_go_without_and_lose_nothing() -> None:
    assert certify(TWO_BY_TWO, prices([9.0, 4.0])) == 13.0


def test_every_piece_on_the_shelf_adds_its_price() -> None:
    for pieces in (1, 2, 7):
        assert certify(instance([[3.0]], [0], [pieces]), prices([2.0])) == 1.0 + 2.0 * pieces


def test_a_slot_is_dear_for_the_people_of_its_account_and_for_no_one_after_them() -> None:
    three = instance([[3.0], [3.0], [3.0]], [0, 1, 2], [3])
    dear = DualPrices(np.zeros(1), 0.0, np.zeros(3), slot_prices(3, [1], [0], [1.0]))
    assert certify(three, dear) == 3.0 + 2.0 + 3.0 + 1.0


def test_a_pair_that_is_not_admitted_promises_nothing_at_any_price() -> None:
    assert certify(instance([[0.0, 0.0], [0.0, 2.0]], [0, 0], [5, 5]), prices([0.0, 0.0])) == 2.0


def test_with_nobody_there_the_bound_is_what_all_pieces_would_fetch() -> None:
    asked = DualPrices(np.array([0.5, 2.0]), 0.0, np.zeros(0), slot_prices(0, [], [], []))
    assert certify(nobody_at_all(2), asked) == 2.5


def test_the_bound_is_the_same_however_the_people_fall_into_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    many = instance([[1.0, 2.0], [0.0, 4.0], [8.0, 1.0], [16.0, 0.0], [1.0, 32.0]], [0, 0, 1, 1, 2], [5, 5])
    asked = DualPrices(np.array([1.0, 0.5]), 0.0, np.zeros(3), slot_prices(3, [1], [0], [2.0]))
    # 1.5, 3.5, 5, 13 and 31.5 are kept; the shelf is worth 7.5, the slot 2.
    for at_once in (1, 4, 6, 1000):
        monkeypatch.setattr(pairs_module, "_PAIRS_AT_ONCE", at_once)
        assert certify(many, asked) == 54.5 + 7.5 + 2.0


@pytest.mark.parametrize("wrong", [-1e-9, float("nan"), float("inf")])
def test_an_accounts_price_that_is_no_price_proves_nothing(wrong: float) -> None:
    with pytest.raises(InvalidInput, match="not negative"):
        certify(TWO_BY_TWO, DualPrices(np.zeros(2), 0.0, np.array([wrong]), slot_prices(1, [], [], [])))
