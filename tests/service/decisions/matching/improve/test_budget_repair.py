from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from service.decisions.matching.assignment_instance import AssignmentInstance
from service.decisions.matching.improve.budget_repair import repair_budgets, save_money
from tests.service.decisions.assignment_instances import (
    PLENTY,
    assert_keeps_the_rules,
    every_plan,
    instance,
    tiny,
    with_money_enough,
)


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


def test_an_account_that_spends_its_budget_to_the_last_unit_is_left_alone() -> None:
    exact = instance([[2.0, 1.0]], [0], [1, 1], cost=[300, 100], account_budget=[300])
    assert repair_budgets(exact, np.array([0])).tolist() == [0]


def test_one_minor_unit_too_much_costs_one_step_and_no_more() -> None:
    short = instance([[2.0, 1.0], [2.0, 1.5]], [0, 0], [1, 1], cost=[300, 100], account_budget=[399])
    assert repair_budgets(short, np.array([0, 1])).tolist() == [-1, 1]


def test_only_the_account_that_is_over_pays_for_it() -> None:
    two = instance([[2.0, 1.9], [2.0, 1.0]], [0, 1], [2, 2], cost=[300, 100], account_budget=[300, 299])
    assert repair_budgets(two, np.array([0, 0])).tolist() == [0, 1]


def test_a_repair_leaves_the_plan_it_was_given_as_it_was() -> None:
    over = instance([[2.0]], [0], [1], cost=[300], account_budget=[0])
    plan = np.array([0])
    repair_budgets(over, plan)
    assert plan.tolist() == [0]


def test_a_step_that_loses_more_but_saves_far_more_comes_first() -> None:
    # Ann loses 0.5 for 10, a twentieth a unit; Bob 1.0 for 200, a two-hundredth.
    two = instance([[2.0, 1.5, 0], [2.0, 0, 1.0]], [0, 1], [2, 1, 1], cost=[300, 290, 100])
    product = np.array([0, 0])
    assert save_money(two, product, np.array([0, 1]), 10) == 1.0
    assert product.tolist() == [0, 2]


def test_of_two_equal_steps_the_first_persons_to_the_first_product_is_made() -> None:
    two = instance([[2.0, 1.0, 1.0]] * 2, [0, 1], [2, 2, 2], cost=[300, 100, 100])
    product = np.array([0, 0])
    assert save_money(two, product, np.array([0, 1]), 200) == 1.0
    assert product.tolist() == [1, 0]


def test_nobody_steps_down_to_what_a_colleague_has() -> None:
    pair = instance([[2.0, 1.9], [0.0, 1.0]], [0, 0], [5, 5], cost=[300, 100])
    product = np.array([0, 1])
    assert save_money(pair, product, np.array([0, 1]), 300) == 2.0
    assert product.tolist() == [-1, 1]


def test_nobody_steps_down_to_a_piece_that_is_gone() -> None:
    one = instance([[2.0, 1.9]], [0], [1, 0], cost=[300, 100])
    product = np.array([0])
    assert save_money(one, product, np.array([0]), 1) == 2.0
    assert product.tolist() == [-1]


def test_a_piece_given_up_by_one_is_there_for_the_next() -> None:
    # Bob goes without the only cup first, since that gives up next to nothing; then Ann steps down to it.
    two = instance([[4.0, 3.0], [0.0, 0.125]], [0, 1], [1, 1], cost=[300, 100])
    product = np.array([0, 1])
    assert save_money(two, product, np.array([0, 1]), 300) == 1.125
    assert product.tolist() == [1, -1]


def test_nobody_steps_to_a_gift_of_the_same_price_or_to_one_not_admitted() -> None:
    one = instance([[2.0, 1.9, 0.0]], [0], [1, 1, 1], cost=[300, 300, 100])
    product = np.array([0])
    assert save_money(one, product, np.array([0]), 100) == 2.0
    assert product.tolist() == [-1]


def test_a_gift_that_costs_nothing_is_kept_while_another_can_be_saved_on() -> None:
    pair = instance([[1.0, 0], [0, 5.0]], [0, 0], [1, 1], cost=[0, 300], account_budget=[0])
    assert repair_budgets(pair, np.array([0, 1])).tolist() == [0, -1]


def test_no_money_to_save_and_nobody_to_save_on_give_up_nothing() -> None:
    one = instance([[2.0, 1.9]], [0], [1, 1], cost=[300, 100])
    product = np.array([0])
    assert save_money(one, product, np.array([0]), 0) == 0.0
    assert save_money(one, product, np.array([], dtype=np.int64), 500) == 0.0
    assert save_money(one, np.array([-1]), np.array([0]), 500) == 0.0
    assert product.tolist() == [0]


def test_a_cheaper_gift_worth_more_is_won_and_not_lost() -> None:
    one = instance([[1.0, 1.5]], [0], [1, 1], cost=[300, 100])
    assert save_money(one, np.array([0]), np.array([0]), 1) == -0.5


@settings(max_examples=30, deadline=None)
@given(market=tiny(), pick=st.integers(0, 26))
def test_a_repair_never_breaks_a_rule_and_always_ends_inside_every_accounts_budget(
    market: AssignmentInstance, pick: int
) -> None:
    plans = list(every_plan(with_money_enough(market)))
    repaired = repair_budgets(market, plans[pick % len(plans)])
    assert_keeps_the_rules(replace(market, budget=PLENTY), repaired)
