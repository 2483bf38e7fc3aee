"""Versions of a product: an account has one of each family, whatever the version; against HiGHS and against every plan there is."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.decisions.matching.assign import Assignment, assign
from service.decisions.matching.assignment_instance import AssignmentInstance
from service.decisions.matching.certificate import certify
from service.decisions.matching.lots import in_lots
from service.decisions.matching.prices import DualPrices, slot_prices
from tests.service.decisions.assignment_instances import (
    PLENTY,
    assert_keeps_the_rules,
    best_of_every_plan,
    best_worth,
    in_versions,
    instance,
    random_instance,
    tiny,
    worth_of,
)

SEEDS = [pytest.param(seed, marks=pytest.mark.slow) if seed == 5 or seed > 11 else seed for seed in range(40)]
"""Eleven quick ones stand for the rest."""


def of_one_family(market: AssignmentInstance) -> AssignmentInstance:
    return replace(market, family=np.zeros(market.products, dtype=np.int32))


def solved(market: AssignmentInstance, target: float = 0.0) -> Assignment:
    found = assign(market, target)
    assert_keeps_the_rules(market, found.product)
    assert found.worth == pytest.approx(worth_of(market, found.product), abs=1e-12)
    assert found.worth <= found.bound + 1e-12
    return found


@pytest.mark.parametrize("target", [0.0, 0.01])
def test_colleagues_never_get_two_versions_of_a_product_and_strangers_may(target: float) -> None:
    one_account = of_one_family(instance([[3.0, 2.0], [3.0, 2.5]], [0, 0], [5, 5]))
    two_accounts = of_one_family(instance([[3.0, 2.0], [3.0, 2.5]], [0, 1], [1, 5]))
    assert sorted(solved(one_account, target).product.tolist()) == [-1, 0]
    assert solved(two_accounts, target).product.tolist() == [0, 1]


def test_the_version_that_is_left_goes_to_whoever_loses_least_with_it() -> None:
    market = of_one_family(instance([[3.0, 1.0], [3.0, 2.5]], [0, 1], [1, 1]))
    found = solved(market)
    assert (found.product.tolist(), found.bound) == ([0, 1], pytest.approx(5.5))


@settings(max_examples=40, deadline=None)
@given(market=tiny())
def test_no_plan_of_all_there_are_is_better_when_both_products_are_one_family(market: AssignmentInstance) -> None:
    market = of_one_family(market)
    found, best = solved(market), best_of_every_plan(market)
    assert (found.worth, found.bound) == (pytest.approx(best), pytest.approx(best))


@settings(max_examples=25, deadline=None)
@given(market=tiny())
def test_a_plan_by_auctions_keeps_families_apart_and_its_bound_is_above_the_best(market: AssignmentInstance) -> None:
    market = of_one_family(market)
    assert solved(market, 0.01).bound >= best_of_every_plan(market) - 1e-9


@pytest.mark.parametrize("seed", SEEDS)
def test_with_versions_that_differ_the_best_plan_is_found_and_proven(seed: int) -> None:
    money = (PLENTY, 0.8, 0.5)[seed % 3]
    market = in_versions(random_instance(seed, tight_stock=seed % 2 == 0, money=money), seed)
    found = solved(market)
    assert found.worth == pytest.approx(best_worth(market), abs=1e-7)
    assert found.bound - found.worth <= 1e-7


@pytest.mark.parametrize("seed", SEEDS)
def test_with_versions_that_are_alike_the_best_plan_is_found_and_proven(seed: int) -> None:
    money = (PLENTY, 0.8, 0.5)[seed % 3]
    market = in_versions(random_instance(seed, tight_stock=seed % 2 == 0, money=money), seed, alike=True)
    found = solved(market)
    assert found.worth == pytest.approx(best_worth(market), abs=1e-7)
    assert found.bound - found.worth <= 1e-7
    assert found.bound <= max(found.worth, certify(market, found.prices)) + 1e-9


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 2**32), scale=st.floats(0, 3))
def test_any_prices_of_families_prove_a_true_bound(seed: int, scale: float) -> None:
    market = in_versions(random_instance(seed % 30, money=0.7), seed % 7)
    chance = np.random.default_rng(seed)
    slots = [(a, f) for a in range(market.accounts) for f in range(market.families) if chance.random() < 0.2]
    guess = DualPrices(
        chance.random(market.products) * scale,
        chance.random() * 1e-4 * scale,
        chance.random(market.accounts) * 1e-4 * scale,
        slot_prices(market.accounts, *np.array(slots, dtype=np.int64).reshape(-1, 2).T, chance.random(len(slots)) * scale),
    )  # fmt: skip
    assert certify(market, guess) >= best_worth(market) - 1e-7


def test_a_slot_is_paid_for_by_every_version_of_its_family() -> None:
    market = of_one_family(instance([[3.0, 2.0], [3.0, 2.5]], [0, 0], [5, 5]))
    prices = DualPrices(np.zeros(2), 0.0, np.zeros(1), slot_prices(1, [0], [0], [2.75]))
    # 0.25 and 0.25 are kept, and the slot fetches 2.75.
    assert certify(market, prices) == pytest.approx(3.25)


def test_where_no_two_are_alike_nothing_is_pooled() -> None:
    assert in_lots(random_instance(3)) is None


def test_a_lot_has_the_pieces_of_all_its_products_and_hands_out_no_more_than_there_are() -> None:
    market = instance([[2.0, 2.0, 1.0]] * 3, [0, 1, 2], [1, 2, 9])
    market = replace(market, family=np.array([0, 0, 1], np.int32), lot=np.array([0, 0, 1], np.int32))
    lots = in_lots(market)
    assert lots is not None
    assert (lots.pooled.stock.tolist(), lots.pooled.family.tolist()) == ([3, 9], [0, 1])
    assert lots.hand_out(np.array([0, 0, 0])).tolist() == [0, 1, 1]
    assert lots.hand_out(np.array([-1, 1, 0])).tolist() == [-1, 2, 0]


def test_whoever_had_a_version_before_keeps_that_one() -> None:
    worth = [[2.0, 2.0], [2.1, 2.0]]
    market = replace(instance(worth, [0, 1], [1, 1]), family=np.zeros(2, np.int32), lot=np.zeros(2, np.int32))
    assert assign(market).product.tolist() == [1, 0]


def test_pairs_of_lots_are_worth_what_the_best_of_each_is() -> None:
    market = instance([[2.0, 2.5, 1.0], [0.0, 0.0, 4.0]], [0, 1], [1, 1, 1])
    lots = in_lots(replace(market, family=np.array([1, 1, 0], np.int32), lot=np.array([1, 1, 0], np.int32)))
    assert lots is not None
    pairs = lots.pooled.pairs
    assert (pairs.shape, pairs.worth(0, 2).tolist()) == ((2, 2), [[1.0, 2.5], [4.0, -np.inf]])
    assert pairs.worth_of(np.array([1, -1])).tolist() == [2.5, 0.0]
    assert pairs.worth_of(np.array([0, 1])).tolist() == [1.0, -np.inf]
    assert pairs.take(np.array([1])).worth(0, 1).tolist() == [[4.0, -np.inf]]
