from __future__ import annotations

import numpy as np

from service.decisions.matching.improve.budget_repair import repair_budgets, save_money
from tests.service.decisions.assignment_instances import instance


def test_repairing_a_budget_gives_up_least_for_the_money_it_saves() -> None:
    over = instance([[2.0, 1.9], [2.0, 0.0]], [0, 0], [2, 2], cost=[300, 100], budget=1000, account_budget=[400])
    both = np.array([0, -1])
    assert repair_budgets(over, both).tolist() == [0, -1]
    rich = instance([[2.0, 1.9], [1.0, 0.0]], [0, 1], [2, 2], cost=[300, 100], budget=1000, account_budget=[200, 300])
    assert repair_budgets(rich, np.array([0, 0])).tolist() == [1, 0]


def test_an_account_without_money_gets_nothing() -> None:
    poor = instance([[2.0]], [0], [2], cost=[300], budget=1000, account_budget=[299])
    assert repair_budgets(poor, np.array([0])).tolist() == [-1]


def test_saving_stops_when_enough_is_saved_and_says_what_it_gave_up() -> None:
    three = instance([[3.0, 2.5], [3.0, 1.0], [3.0, 0.0]], [0, 1, 2], [3, 3], cost=[300, 100])
    product = np.array([0, 0, 0])
    assert save_money(three, product, np.array([0, 1, 2]), 150) == 0.5
    assert product.tolist() == [1, 0, 0]
    assert save_money(three, product, np.array([1, 2]), 10_000) == 6.0
    assert product.tolist() == [1, -1, -1]
