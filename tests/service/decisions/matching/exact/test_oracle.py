"""A small campaign's joint choice at a price of money."""

from __future__ import annotations

import numpy as np
import pytest

from service.decisions.matching.certificate import certify
from service.decisions.matching.exact.oracle import ExactOracle
from service.decisions.matching.price_search import PriceSearch
from tests.service.decisions.assignment_instances import assert_keeps_the_rules, best_worth, instance, random_instance

TWO = instance([[3.0, 2.0], [2.5, 0.0]], [0, 1], [1, 5], cost=[300, 100], budget=400)


def test_free_money_gives_everybody_what_suits_all_best_together() -> None:
    trial = ExactOracle(TWO).choose_at(0.0, 0.0)
    assert (trial.product.tolist(), trial.spend, trial.worth) == ([1, 0], 400, 4.5)
    assert trial.prices.product.tolist() == [1.0, 0.0]


def test_dear_money_makes_people_take_what_is_cheaper_or_nothing() -> None:
    oracle = ExactOracle(TWO)
    spent = [oracle.choose_at(money, 0.0).spend for money in (0.0, 0.009, 0.021, 1.0)]
    assert spent == [400, 100, 0, 0]
    oracle.account_money = np.array([0.0, 0.009])
    assert oracle.choose_at(0.0, 0.0).product.tolist() == [0, -1]


def test_a_shelf_without_a_piece_is_nobodys() -> None:
    oracle = ExactOracle(instance([[3.0, 1.0]], [0], [0, 1]))
    assert (oracle.best_worth, oracle.choose_at(0.0, 0.0).product.tolist()) == (1.0, [1])


def test_a_slot_that_two_colleagues_want_has_a_price_of_its_own() -> None:
    pair = instance([[3.0], [2.0]], [0, 0], [9])
    trial = ExactOracle(pair).choose_at(0.0, 0.0)
    assert (trial.product.tolist(), trial.prices.product.tolist()) == ([0, -1], [0.0])
    assert trial.prices.slots.price.tolist() == [2.0]
    assert certify(pair, trial.prices) == pytest.approx(3.0)


def test_nobody_and_nothing_have_a_plan_too() -> None:
    empty = instance([[0.0]], [0], [0])
    assert ExactOracle(empty).best_worth == 0.0
    assert ExactOracle(empty).choose_at(0.0, 0.0).product.tolist() == [-1]


@pytest.mark.parametrize("seed", range(10))
def test_the_price_that_spends_the_budget_bounds_the_best_plan(seed: int) -> None:
    tight = random_instance(seed, money=0.4)
    within, over = PriceSearch().find_price(ExactOracle(tight), 0.0, (1e-3, 1e-6), near=0.0)
    assert within.spend <= tight.budget
    assert_keeps_the_rules(tight, within.product.astype(np.int64))
    bound = min(certify(tight, trial.prices) for trial in (within, over))
    assert within.worth - 1e-9 <= best_worth(tight) <= bound + 1e-9
