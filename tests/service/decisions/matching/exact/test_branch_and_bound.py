"""What is left when prices have said their last, searched to the end."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

from service.decisions.matching.assignment_instance import AssignmentInstance
from service.decisions.matching.certificate import certify
from service.decisions.matching.exact import branch_and_bound
from service.decisions.matching.exact.branch_and_bound import find_best
from service.decisions.matching.prices import DualPrices, no_prices
from tests.service.decisions.assignment_instances import (
    assert_keeps_the_rules,
    best_of_every_plan,
    best_worth,
    instance,
    random_instance,
    tiny,
)

POOR = instance([[3.0, 2.0], [3.0, 0.5], [2.5, 0.0]], [0, 1, 2], [3, 3], cost=[300, 100], budget=400)
"""Ann and Bob, or Ann and Cid: one dear gift and, for Ann alone, a cheap one that is worth having."""
FIRST = np.array([0, 1, -1])


def money_costs(price: float, of: AssignmentInstance) -> DualPrices:
    return DualPrices(np.zeros(of.products), price, np.zeros(of.accounts), no_prices(of.products, of.accounts).slots)


def test_a_better_plan_is_found_and_nothing_beyond_it_is_possible() -> None:
    prices = money_costs(0.01, POOR)
    bound = certify(POOR, prices)
    assert bound == pytest.approx(1.0 + 4.0)  # Ann keeps 1 of the cheap one, and 400 minor units at a hundredth each
    product, most = find_best(POOR, prices, FIRST, bound)
    assert product.tolist() == [1, 0, -1]
    assert most == pytest.approx(5.0)


def test_a_plan_that_is_the_best_stays_and_is_proven() -> None:
    best = np.array([1, 0, -1])
    product, most = find_best(POOR, no_prices(2, 3), best, certify(POOR, no_prices(2, 3)))
    assert product.tolist() == [1, 0, -1]
    assert most == pytest.approx(5.0)


@pytest.mark.parametrize("seed", range(25))
def test_free_prices_leave_every_pair_and_the_search_still_finds_the_best(seed: int) -> None:
    tight = random_instance(seed, money=0.4)
    nobody = np.full(tight.people, -1)
    free = no_prices(tight.products, tight.accounts)
    product, most = find_best(tight, free, nobody, certify(tight, free))
    assert_keeps_the_rules(tight, product)
    worth = float(tight.pairs.worth_of(product).sum())
    assert (worth, most) == (pytest.approx(best_worth(tight), abs=1e-7), pytest.approx(worth, abs=1e-9))


def test_too_many_pairs_are_left_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(branch_and_bound, "_MOST_PAIRS", 3)
    product, most = find_best(POOR, no_prices(2, 3), FIRST, 8.5)
    assert (product.tolist(), most) == ([0, 1, -1], 8.5)


def test_a_search_cut_short_leaves_a_plan_that_keeps_the_rules_and_a_bound_that_holds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(branch_and_bound, "_MOST_WORK", 1)
    for seed in range(12):
        tight = random_instance(seed, money=0.5)
        nobody, free = np.full(tight.people, -1), no_prices(tight.products, tight.accounts)
        bound = certify(tight, free)
        product, most = find_best(tight, free, nobody, bound)
        assert_keeps_the_rules(tight, product)
        assert float(tight.pairs.worth_of(product).sum()) - 1e-7 <= best_worth(tight) <= most + 1e-7 <= bound + 2e-7


def test_an_empty_shelf_is_no_way_to_a_better_plan() -> None:
    gone = instance([[9.0, 1.0]], [0], [0, 1], cost=[10, 10], budget=10)
    product, most = find_best(gone, no_prices(2, 1), np.array([-1]), 9.0)
    assert (product.tolist(), most) == ([1], pytest.approx(1.0))


@pytest.mark.parametrize(
    ("budget", "worth", "spend"),
    [
        (400, 5.0, 400),
        (399, 3.0, 300),  # one minor unit short of a dear gift and a cheap one
        (300, 3.0, 300),
        (299, 2.5, 200),
        (99, 0.0, 0),
    ],
)
def test_a_budget_is_kept_to_the_minor_unit(budget: int, worth: float, spend: int) -> None:
    poor, free = replace(POOR, budget=budget, account_budget=np.full(3, budget)), no_prices(2, 3)
    product, most = find_best(poor, free, np.array([-1, -1, -1]), certify(poor, free))
    assert (float(poor.pairs.worth_of(product).sum()), most) == (worth, pytest.approx(worth))
    assert poor.spend(product) == spend


def test_an_account_spends_its_own_money_only() -> None:
    two = instance([[3.0, 1.0], [2.0, 1.5]], [0, 1], [2, 2], cost=[300, 100], account_budget=[299, 300])
    product, most = find_best(two, no_prices(2, 2), np.array([-1, -1]), 5.0)
    assert (product.tolist(), most) == ([1, 0], pytest.approx(3.0))


def test_two_colleagues_never_have_the_same_though_there_are_pieces() -> None:
    pair = instance([[3.0, 2.0], [3.0, 2.5]], [0, 0], [9, 9], budget=200)
    product, most = find_best(pair, no_prices(2, 1), np.array([-1, -1]), 6.0)
    assert (product.tolist(), most) == ([0, 1], pytest.approx(5.5))


def test_where_prices_leave_everybody_one_pair_there_is_nothing_to_search(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(branch_and_bound, "Highs", None)
    two = instance([[3.0, 1.0], [1.0, 2.0]], [0, 1], [1, 1])
    product, most = find_best(two, no_prices(2, 2), np.array([0, 1]), 5.0)
    assert (product.tolist(), most) == ([0, 1], 5.0)


def test_gifts_that_cost_nothing_are_chosen_without_any_money() -> None:
    broke = instance([[1.0, 5.0], [1.0, 2.0]], [0, 1], [1, 1], cost=[0, 100], budget=0)
    product, most = find_best(broke, no_prices(2, 2), np.array([-1, 0]), 7.0)
    assert float(broke.pairs.worth_of(product).sum()) == 1.0
    assert most == pytest.approx(1.0)


@settings(max_examples=15, deadline=None)
@given(market=tiny())
def test_from_any_prices_that_prove_a_bound_no_plan_of_all_there_are_is_worth_more(market: AssignmentInstance) -> None:
    asked = DualPrices(np.array([1.0, 0.0]), 0.5, np.zeros(market.accounts), no_prices(2, market.accounts).slots)
    product, most = find_best(market, asked, np.full(3, -1), certify(market, asked))
    assert_keeps_the_rules(market, product)
    best = best_of_every_plan(market)
    assert (float(market.pairs.worth_of(product).sum()), most) == (best, pytest.approx(best))
