"""The solver against two others that know nothing of it: HiGHS (whole numbers and linear programs) and OR-Tools (network flow)."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

from benchmarks.matching.generator import make
from benchmarks.matching.instances import Flow, instance_of
from benchmarks.matching.peers import ortools_flows
from service.decisions.matching import assign as assign_module
from service.decisions.matching.assign import Assignment, assign
from service.decisions.matching.assignment_instance import AssignmentInstance
from service.decisions.matching.certificate import certify
from service.decisions.matching.prices import no_prices
from tests.service.decisions.assignment_instances import (
    PLENTY,
    alike,
    assert_keeps_the_rules,
    best_of_every_plan,
    best_worth,
    instance,
    nobody_at_all,
    random_instance,
    tiny,
    worth_of,
)


def solved(instance: AssignmentInstance) -> Assignment:
    """What the solver says, after every constraint and both sums have been counted again."""
    found = assign(instance)
    assert_keeps_the_rules(instance, found.product)
    assert found.worth == pytest.approx(worth_of(instance, found.product), abs=1e-12)
    assert found.worth <= found.bound + 1e-12
    assert found.bound <= max(found.worth, certify(instance, found.prices)) + 1e-12
    return found


def roomy(seed: int) -> AssignmentInstance:
    return random_instance(seed, equal=seed % 5 == 0, tight_stock=seed % 3 == 0, money=PLENTY)


@pytest.fixture(scope="module")
def flow_worths() -> list[float]:
    """The best worth of each roomy instance by OR-Tools' flow, which knows no money."""
    flows = [Flow(roomy(seed), grains=10**9) for seed in range(120)]
    return [bound for _, bound in ortools_flows(flows)]


@pytest.mark.parametrize("seed", range(120))
def test_with_money_enough_the_best_plan_is_found_and_proven(seed: int, flow_worths: list[float]) -> None:
    free = roomy(seed)
    found = solved(free)
    assert found.worth == pytest.approx(best_worth(free), abs=1e-9)
    assert found.worth == pytest.approx(flow_worths[seed], abs=1e-6)
    assert found.bound - found.worth <= 1e-9


@pytest.mark.parametrize("seed", range(120))
def test_with_a_tight_budget_the_prices_prove_the_linear_optimum_and_the_search_the_whole_one(seed: int) -> None:
    tight = random_instance(seed, equal=seed % 7 == 0, tight_stock=seed % 4 == 0, money=(0.9, 0.6, 0.3)[seed % 3])
    found = solved(tight)
    assert certify(tight, found.prices) == pytest.approx(best_worth(tight, whole=False), rel=1e-6, abs=1e-7)
    assert found.worth == pytest.approx(best_worth(tight), abs=1e-7)
    assert found.bound - found.worth <= 1e-9


@pytest.mark.parametrize("seed", range(20))
def test_each_account_stays_inside_its_own_budget(seed: int) -> None:
    free = random_instance(seed + 100)
    tight = replace(free, account_budget=np.minimum(free.account_budget, 9000))
    found = solved(tight)
    assert found.worth == pytest.approx(best_worth(tight), abs=1e-7)
    assert found.bound - found.worth <= 1e-9


def test_no_money_buys_only_what_costs_nothing() -> None:
    broke = instance([[1.0, 2.0], [1.0, 2.0]], [0, 1], [5, 5], cost=[0, 100], budget=0)
    found = solved(broke)
    assert (found.product.tolist(), found.worth, found.bound) == ([0, 0], 2.0, pytest.approx(2.0))


def test_the_budget_goes_where_it_is_worth_most() -> None:
    poor = instance([[3.0, 2.0], [3.0, 0.5]], [0, 1], [2, 2], cost=[300, 100], budget=400)
    assert solved(poor).worth == pytest.approx(5.0)


def test_nobody_eligible_and_nobody_at_all_are_empty_plans_proven_best() -> None:
    nothing = solved(instance([[0.0, 0.0], [0.0, 0.0]], [0, 1], [5, 5]))
    assert (nothing.product.tolist(), nothing.worth, nothing.bound) == ([-1, -1], 0.0, 0.0)
    assert solved(instance([[0.0, 0.0]], [0], [5, 5], budget=0)).bound == 0.0


def test_one_gift_goes_to_one_of_all() -> None:
    one = solved(instance([[1.0], [3.0], [2.0]], [0, 0, 1], [1]))
    assert (one.product.tolist(), one.bound) == ([-1, 0, -1], pytest.approx(3.0))


def test_one_giant_account_shares_nothing() -> None:
    chance = np.random.default_rng(3)
    giant = instance((chance.random((130, 25)) + 0.1).tolist(), [0] * 130, [130] * 25, cost=[100] * 25, budget=2000)
    found = solved(giant)
    assert sorted(found.product[found.product >= 0].tolist()) == sorted(set(found.product[found.product >= 0].tolist()))
    assert found.worth == pytest.approx(best_worth(giant), abs=1e-9)


def test_the_same_instance_has_the_same_assignment() -> None:
    tight = random_instance(11, money=0.6)
    assert assign(tight).product.tolist() == assign(tight).product.tolist()


def test_the_shadow_prices_of_an_unconstrained_instance_are_nothing() -> None:
    rich = random_instance(2, money=PLENTY)
    plenty = replace(rich, stock=np.full(rich.products, 99), account=np.arange(rich.people, dtype=np.int32),
                     account_budget=np.full(rich.people, rich.budget))  # fmt: skip
    prices = solved(plenty).prices
    assert (prices.product.max(), prices.money, len(prices.slots.price)) == (0.0, 0.0, 0)


@pytest.mark.parametrize(
    ("people", "products", "whole"), [pytest.param(3200, 1000, 20_000, marks=pytest.mark.slow), (6000, 600, 1000)]
)
def test_a_large_campaign_is_planned_on_shortlists_and_proven_on_all_pairs(
    people: int, products: int, whole: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The second one begins with the prices of a sample, and of a sample of that.
    monkeypatch.setattr(assign_module, "_SAMPLED_ABOVE", whole)
    campaign = make(people, products, seed=3, stock_factor=1.1)
    rich = instance_of(campaign)
    spent = int(campaign.cost[assign(rich, 1e-5).product].sum())
    tight = instance_of(campaign.with_budget(int(0.7 * spent)))
    found = assign(tight, 1e-4)
    assert_keeps_the_rules(tight, found.product)
    assert 0 <= found.bound - found.worth <= 1e-4 * found.worth
    assert found.bound == pytest.approx(certify(tight, found.prices), rel=1e-12)
    assert certify(tight, no_prices(tight.products, tight.accounts)) > found.bound


@pytest.mark.parametrize(("spread", "is_near"), [(0.02, True), (0.0, False)])
def test_many_ties_are_planned_from_shortlists_that_lots_keep_apart(
    monkeypatch: pytest.MonkeyPatch, spread: float, is_near: bool
) -> None:
    monkeypatch.setattr(assign_module, "_SPREAD", spread)
    tied = alike(people=3_200, products=1_000, kinds=3)
    found = assign(tied, 1e-4)
    assert_keeps_the_rules(tied, found.product)
    assert (found.bound - found.worth <= 1e-4 * found.worth) is is_near


@settings(max_examples=25, deadline=None)
@given(market=tiny())
def test_no_plan_of_all_there_are_is_better_than_the_exact_one(market: AssignmentInstance) -> None:
    found = solved(market)
    best = best_of_every_plan(market)
    assert (found.worth, found.bound) == (best, pytest.approx(best))


@settings(max_examples=25, deadline=None)
@given(market=tiny())
def test_a_plan_by_auctions_keeps_the_rules_and_its_bound_is_above_the_best(market: AssignmentInstance) -> None:
    found = assign(market, target=0.01)
    assert_keeps_the_rules(market, found.product)
    assert found.worth == worth_of(market, found.product)
    assert found.worth <= best_of_every_plan(market) <= found.bound + 1e-9


@pytest.mark.parametrize(
    ("people", "pairs", "small"), [(2, 4, True), (1, 4, False), (2, 3, False), (5_000, 10_000_000, True)]
)
def test_a_campaign_is_small_by_its_people_and_by_its_pairs(
    monkeypatch: pytest.MonkeyPatch, people: int, pairs: int, small: bool
) -> None:
    monkeypatch.setattr(assign_module, "_SMALL_PEOPLE", people)
    monkeypatch.setattr(assign_module, "_SMALL_PAIRS", pairs)
    assert assign_module.is_small(instance([[1.0, 2.0], [1.0, 2.0]], [0, 1], [1, 1])) is small


@pytest.mark.parametrize("target", [0.0, 0.01])
@pytest.mark.parametrize(("budget", "plan"), [(400, [0, 1]), (399, [0, -1]), (299, [1, -1])])
def test_one_minor_unit_less_is_another_plan(target: float, budget: int, plan: list[int]) -> None:
    poor = instance([[3.0, 1.0], [0.0, 0.5]], [0, 1], [1, 1], cost=[300, 100], budget=budget)
    assert assign(poor, target).product.tolist() == plan


@pytest.mark.parametrize("target", [0.0, 0.01])
def test_a_campaign_without_a_person_is_planned_and_proven(target: float) -> None:
    found = assign(nobody_at_all(2), target)
    assert (found.product.tolist(), found.worth, found.bound) == ([], 0.0, 0.0)


@pytest.mark.parametrize("target", [0.0, 0.01])
def test_the_only_piece_of_a_shelf_goes_where_it_wins_most_over_the_next_best(target: float) -> None:
    # Ann loses 2.5 with a vase instead of the cup, Bob 0.5, though the cup is worth more to him.
    two = instance([[3.0, 0.5], [4.0, 3.5]], [0, 1], [1, 5])
    assert assign(two, target).product.tolist() == [0, 1]
