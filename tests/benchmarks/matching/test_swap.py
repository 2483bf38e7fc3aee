from __future__ import annotations

import numpy as np
import pytest

from benchmarks.matching.swap import Case, Setting, measure, picked_afterwards, replanned, set_up, solver
from benchmarks.matching.swap_bound import bound_of_run
from service.decisions.swaps.alternatives import Rules
from service.decisions.swaps.greedy_multicover import Effort
from service.decisions.swaps.simulation import Habits
from service.decisions.swaps.swap_buffer import Outcome, assess, try_effort


@pytest.fixture(scope="module")
def setting() -> Setting:
    return set_up(Case(1, 1.3, 0.8), 300, 120)


def test_the_plan_keeps_its_budget_and_its_stock(setting: Setting) -> None:
    product = setting.free.product
    pieces = np.bincount(product[product >= 0], minlength=120)
    assert (pieces <= setting.instance.stock).all()
    assert 0.98 * setting.instance.budget <= setting.instance.cost[0] @ pieces <= setting.instance.budget


def test_alternatives_picked_afterwards_meet_empty_shelves_and_pieces_kept_back_do_not(setting: Setting) -> None:
    habits, rules = Habits(), Rules()
    assert picked_afterwards(setting) >= 0.8
    nothing = np.zeros(120, dtype=np.int64)
    before = assess(setting.swap_instance, setting.free, setting.free, nothing, setting.order, rules, habits)
    after = tried(setting, Effort(5, 100, money=0.02))
    assert before.enough <= 0.6
    assert (after.enough >= 0.85, after.empty <= 0.02) == (True, True)
    assert after.empty <= before.empty
    assert 0 < after.reserved.sum() <= 0.21 * setting.instance.stock.sum()


def test_with_some_money_kept_back_one_piece_in_seven_is_enough_for_nine_people_in_ten_on_paper(
    setting: Setting,
) -> None:
    after = tried(setting, Effort(3, 100, money=0.005))
    assert after.planned_enough >= 0.9
    assert 0 < after.reserved.sum() <= 0.15 * setting.instance.stock.sum()
    assert tried(setting, Effort(3, 100)).reserved.sum() > after.reserved.sum()


def test_on_the_day_people_are_shown_three_nearly_as_often_as_an_oracle_could(setting: Setting) -> None:
    """By taste, swaps use up what was kept back with care; the bound knows everybody's choice beforehand."""
    after = tried(setting, Effort(5, 100, money=0.02))
    assert after.shown_enough >= 0.88 * bound_of(setting, after)


def tried(setting: Setting, effort: Effort) -> Outcome:
    return try_effort(setting.swap_instance, solver(setting), setting.free, effort, setting.order, Rules(), Habits())


def bound_of(setting: Setting, after: Outcome) -> float:
    """The mean of two runs at the worst swap rate."""
    product = after.solved.product
    pressing = Habits(swap_rate=0.4, look_rate=0.2)
    return float(np.mean([bound_of_run(setting.swap_instance, product, pressing, seed) for seed in (0, 1)]))


def test_a_bonus_for_the_earlier_gift_leaves_more_people_in_peace(setting: Setting) -> None:
    news = list(replanned(setting))
    assert [bonus for bonus, _, _ in news] == [0.0, 0.01, 0.03, 0.1]
    changed = [share for _, share, _ in news]
    assert changed[-1] < changed[0]
    assert changed == sorted(changed, reverse=True)
    assert max(abs(lost) for _, _, lost in news) <= 0.02


def test_the_figures_have_the_names_the_benchmark_asks_for() -> None:
    found = measure([1], people=60, products=40)
    assert {"people_with_3_alternatives", "empty_shelf_rate", "value_given_up"} <= set(found)
    assert list(found["cases"]) == [
        "stock 1.3 budget 0.8",
        "stock 1.3 budget 0.6",
        "stock 1.02 budget 0.8",
        "stock 1.02 budget 0.6",
    ]
    assert 0 <= found["empty_shelf_rate"] <= 1
    assert found["value_given_up"] <= 0.03
