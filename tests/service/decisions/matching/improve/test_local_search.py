from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis.strategies import floats, integers

from service.decisions.matching.assignment_instance import AssignmentInstance
from service.decisions.matching.certificate import certify
from service.decisions.matching.improve import local_search
from service.decisions.matching.improve.budget_repair import repair_budgets
from service.decisions.matching.improve.local_search import improve_locally, reach_of_exchanges
from service.decisions.matching.prices import DualPrices, no_prices
from tests.service.decisions.assignment_instances import assert_keeps_the_rules, instance, random_instance, worth_of


def improved(instance: AssignmentInstance, product: list[int], money: float = 0.005) -> list[int]:
    free = no_prices(instance.products, instance.accounts)
    prices = DualPrices(free.product, money, free.account_money, free.slots)
    return improve_locally(instance, prices, np.array(product), certify(instance, prices)).tolist()


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
