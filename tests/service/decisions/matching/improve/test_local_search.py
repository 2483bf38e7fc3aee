from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis.strategies import floats, integers, sampled_from

from service.decisions.matching.assignment_instance import AssignmentInstance
from service.decisions.matching.certificate import certify
from service.decisions.matching.improve import local_search
from service.decisions.matching.improve.budget_repair import repair_budgets
from service.decisions.matching.improve.local_search import improve_locally, reach_of_exchanges
from service.decisions.matching.prices import DualPrices, no_prices, slot_prices
from tests.service.decisions.assignment_instances import (
    assert_keeps_the_rules,
    best_of_every_plan,
    every_plan,
    instance,
    nobody_at_all,
    random_instance,
    tiny,
    worth_of,
)


def improved(instance: AssignmentInstance, product: list[int], money: float = 0.005) -> list[int]:
    free = no_prices(instance.products, instance.accounts)
    prices = DualPrices(free.product, money, free.account_money, free.slots)
    return improve_locally(instance, prices, np.array(product, dtype=np.int64), certify(instance, prices)).tolist()


def test_money_left_over_buys_a_better_gift() -> None:
    one = instance([[1.0, 1.5, 3.0]], [0], [1, 1, 1], cost=[100, 150, 400], budget=200)
    assert improved(one, [0]) == [1]


def test_one_step_down_pays_for_a_bigger_step_up() -> None:
    # Ann's better gift costs 300 more; only when Bob saves 200 does the money reach.
    two = instance([[1.0, 3.0, 0, 0], [0, 0, 1.0, 1.2]], [0, 1], [1, 1, 1, 1], cost=[100, 400, 100, 300], budget=500)
    assert improved(two, [0, 3]) == [1, 2]


def test_a_colleague_moves_over_to_make_room() -> None:
    pair = instance([[2.0, 0, 0], [2.5, 0, 2.4]], [0, 0], [1, 1, 1], cost=[100, 100, 100], budget=200)
    assert improved(pair, [-1, 0]) == [0, 2]


def test_local_search_never_breaks_a_rule_nor_loses_worth() -> None:
    for seed in range(20):
        tight = random_instance(seed, money=0.5)
        product = np.array(improved(tight, [-1] * tight.people))
        assert_keeps_the_rules(tight, product)
        assert worth_of(tight, product) >= 0


def test_in_a_large_campaign_the_change_of_the_first_accounts_is_exchanged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local_search, "_PAIRS", 3)
    three = instance(
        [[1.0, 3.0, 0], [1.0, 3.0, 0], [1.0, 3.0, 0]], [0, 1, 2], [9, 9, 9], cost=[100, 400, 100], budget=600
    )
    assert improved(three, [0, 0, 0]) == [1, 0, 0]


def test_what_is_over_the_campaigns_budget_is_saved_where_it_gives_up_least() -> None:
    three = instance([[3.0, 2.9], [3.0, 1.0], [3.0, 0.0]], [0, 1, 2], [3, 3], cost=[300, 100], budget=700)
    assert improved(three, [0, 0, 0]) == [1, 0, 0]


def test_somebody_makes_room_when_that_saves_at_less_loss() -> None:
    # Ann could go down to the cheap gift, which Bob holds: he moves on to another, and both lose little.
    pair = instance([[3.0, 2.9, 0], [0, 3.0, 2.9]], [0, 0], [1, 1, 1], cost=[300, 100, 100], budget=250)
    assert improved(pair, [0, 1]) == [1, 2]


def test_what_no_pair_of_exchanges_saves_is_saved_step_by_step() -> None:
    seven = instance([[1.0 + person] for person in range(7)], list(range(7)), [7], cost=[100], budget=200)
    assert improved(seven, [0] * 7, money=0.0) == [-1, -1, -1, -1, -1, 0, 0]


def test_what_is_too_much_for_a_portion_is_saved_in_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local_search, "_PAIRS", 1)
    monkeypatch.setattr(local_search, "_PORTIONS", 1)
    three = instance([[1.0], [1.0], [1.0]], [0, 1, 2], [3], cost=[100], budget=100)
    assert improved(three, [0, 0, 0]) == [-1, -1, 0]


def test_the_reach_of_exchanges_is_little_for_the_budget_and_for_those_who_exchange_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    many = instance([[1.0, 1.0]] * 1000, list(range(1000)), [1000, 1000])
    assert reach_of_exchanges(many) == 2e-4
    monkeypatch.setattr(local_search, "_PAIRS", 4)
    assert reach_of_exchanges(many) == pytest.approx(0.05 * 2 / 1000)


@given(seed=integers(0, 10_000), money=floats(0.1, 1.0), over=floats(0.0, 0.5))
@settings(deadline=None)
def test_local_search_on_any_plan_that_is_over_the_budget_ends_inside_it(seed: int, money: float, over: float) -> None:
    rich = random_instance(seed, money=money)
    product = np.array(improved(rich, [-1] * rich.people))
    poor = replace(
        rich, budget=int(rich.budget * (1 - over)), account_budget=(rich.account_budget * (1 - over)).astype(np.int64)
    )
    product = repair_budgets(poor, product)
    assert_keeps_the_rules(poor, np.array(improved(poor, product.tolist())))


def test_an_account_too_large_for_its_table_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local_search, "_MOST_PAIRS", 1)
    one = instance([[1.0, 1.5]], [0], [1, 1], cost=[100, 150], budget=200)
    assert reach_of_exchanges(one) == 0.0
    assert improved(one, [0]) == [0]


@pytest.mark.parametrize(("budget", "given"), [(149, 0), (150, 1), (399, 1), (400, 2)])
def test_a_better_gift_is_taken_from_the_minor_unit_on_that_pays_for_it(budget: int, given: int) -> None:
    one = instance([[1.0, 1.5, 3.0]], [0], [1, 1, 1], cost=[100, 150, 400], budget=budget)
    assert improved(one, [0]) == [given]


def test_an_accounts_own_budget_holds_the_exchange_back_though_there_is_money() -> None:
    one = instance([[1.0, 1.5]], [0], [1, 1], cost=[100, 150], budget=1000, account_budget=[149])
    assert improved(one, [0]) == [0]


def test_nobody_is_moved_to_what_is_worth_the_same() -> None:
    one = instance([[1.0, 1.0]], [0], [1, 1], cost=[100, 50], budget=100)
    assert improved(one, [0]) == [0]
    assert improved(one, [1]) == [1]


def test_an_empty_shelf_is_no_better_gift() -> None:
    one = instance([[1.0, 1.5, 1.25]], [0], [1, 0, 1], cost=[100, 150, 150], budget=200)
    assert improved(one, [0]) == [2]


def test_who_has_nothing_is_given_what_the_money_left_pays_for() -> None:
    two = instance([[2.0, 1.0], [2.0, 1.5]], [0, 1], [1, 1], cost=[300, 100], budget=400)
    assert improved(two, [0, -1]) == [0, 1]


def test_a_gift_that_is_not_admitted_is_never_an_exchange() -> None:
    two = instance([[1.0, 0.0], [0.0, 1.0]], [0, 1], [5, 5], cost=[100, 50], budget=1000)
    assert improved(two, [-1, -1]) == [0, 1]


def test_local_search_leaves_the_plan_it_was_given_as_it_was() -> None:
    one = instance([[1.0, 1.5]], [0], [1, 1], cost=[100, 150], budget=200)
    free, plan = no_prices(2, 1), np.array([0])
    improve_locally(one, free, plan, 1.5)
    assert plan.tolist() == [0]


@pytest.mark.parametrize(("target", "given"), [(0.4, 0), (0.3, 1)])
def test_a_plan_within_the_target_of_the_bound_is_good_enough(target: float, given: int) -> None:
    # The plan is worth 1.0 of 1.5 at most: a third is missing.
    one = instance([[1.0, 1.5]], [0], [1, 1], cost=[100, 150], budget=200)
    assert improve_locally(one, no_prices(2, 1), np.array([0]), 1.5, target).tolist() == [given]


def test_with_nobody_there_is_nothing_to_improve() -> None:
    nobody = nobody_at_all(2)
    assert improved(nobody, []) == []
    assert reach_of_exchanges(nobody) == 0.0


def test_one_account_after_another_is_looked_at_with_its_own_prices_of_slots(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local_search, "_PAIRS", 2)
    two = instance([[1.0, 1.5], [1.0, 1.5]], [0, 1], [2, 2], cost=[100, 150], budget=300, account_budget=[100, 200])
    slots = slot_prices(2, [0], [1], [9.0])
    prices = DualPrices(np.zeros(2), 0.0, np.zeros(2), slots)
    assert improve_locally(two, prices, np.array([0, 0]), certify(two, prices)).tolist() == [0, 1]


def test_a_portion_spends_no_more_than_the_others_leave_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local_search, "_PAIRS", 2)
    two = instance([[1.0, 1.5], [1.0, 3.0]], [0, 1], [2, 2], cost=[100, 150], budget=250)
    # What the first takes is gone when the second is looked at.
    assert improved(two, [0, 0], money=0.0) == [1, 0]


def test_a_portion_takes_no_piece_that_others_have(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local_search, "_PAIRS", 2)
    two = instance([[1.0, 1.5], [0.0, 3.0]], [0, 1], [1, 1], cost=[100, 150], budget=1000)
    assert improved(two, [0, 1]) == [0, 1]


@settings(max_examples=25, deadline=None)
@given(market=tiny(), pick=integers(0, 26), money=sampled_from([0.0, 0.5, 2.0]))
def test_local_search_never_lowers_the_worth_of_a_plan_that_keeps_the_rules(
    market: AssignmentInstance, pick: int, money: float
) -> None:
    plans = list(every_plan(market))
    plan = plans[pick % len(plans)]
    after = np.array(improved(market, plan.tolist(), money))
    assert_keeps_the_rules(market, after)
    assert worth_of(market, plan) <= worth_of(market, after) <= best_of_every_plan(market)
