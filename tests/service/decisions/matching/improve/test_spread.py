"""Gifts from more products, for next to nothing: never against a rule, never beyond what may be given up."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from service.decisions.matching.assign import assign
from service.decisions.matching.assignment_instance import AssignmentInstance
from service.decisions.matching.improve.spread import spread_over_families
from tests.service.decisions.assignment_instances import (
    assert_keeps_the_rules,
    in_versions,
    instance,
    random_instance,
    worth_of,
)

SEEDS = [pytest.param(seed, marks=pytest.mark.slow) if seed == 5 or seed > 11 else seed for seed in range(30)]
"""Eleven quick ones stand for the rest."""


def spread(market: AssignmentInstance, product: list[int], give_up: float, taken: list[int] | None = None) -> list[int]:
    fixed = np.array(taken or [0] * market.families)
    return spread_over_families(market, np.array(product), fixed, give_up).tolist()


def test_equals_are_shared_out_and_one_stays_where_everybody_was() -> None:
    assert spread(instance([[2.0, 2.0, 2.0]] * 3, [0, 1, 2], [3, 1, 1]), [0, 0, 0], 0.0) == [1, 2, 0]


def test_whoever_loses_least_goes_and_nobody_beyond_what_may_be_given_up() -> None:
    market = instance([[2.0, 1.5, 1.0], [2.0, 1.75, 1.75], [2.0, 1.0, 1.0]], [0, 1, 2], [3, 1, 1])
    assert spread(market, [0, 0, 0], 0.2) == [0, 0, 0]
    assert spread(market, [0, 0, 0], 0.25) == [0, 1, 0]
    assert spread(market, [0, 0, 0], 1.25) == [2, 1, 0]


def test_a_family_of_which_somebody_has_a_fixed_gift_is_no_new_one() -> None:
    market = instance([[2.0, 2.0], [2.0, 2.0]], [0, 1], [2, 2])
    assert spread(market, [0, 0], 0.0, [0, 1]) == [0, 0]
    assert spread(market, [0, 1], 0.0, [1, 0]) == [0, 1]


def test_another_version_of_the_same_is_no_new_one() -> None:
    market = replace(instance([[2.0, 2.0], [2.0, 2.0]], [0, 1], [2, 2]), family=np.zeros(2, np.int32))
    assert spread(market, [0, 0], 0.0) == [0, 0]


@pytest.mark.parametrize(
    ("dear", "budget", "purse", "after"),
    [(110, 210, 110, [1, 0]), (110, 209, 110, [0, 0]), (110, 210, 109, [0, 0]), (111, 999, 999, [0, 0])],
)
def test_what_is_dearer_is_only_for_the_money_there_is_and_a_twentieth_of_the_plan(
    dear: int, budget: int, purse: int, after: list[int]
) -> None:
    market = instance([[2.0, 2.0], [2.0, 2.0]], [0, 1], [2, 2], cost=[100, dear], budget=budget)
    market = replace(market, account_budget=np.array([purse, purse]))
    assert spread(market, [0, 0], 0.0) == after


@pytest.mark.parametrize("seed", SEEDS)
def test_no_rule_is_broken_and_no_more_is_given_up(seed: int) -> None:
    market = in_versions(random_instance(seed, equal=seed % 2 == 0, money=0.8), seed, alike=seed % 3 == 0)
    before = assign(market, 0.01).product
    after = spread_over_families(market, before, np.zeros(market.families, np.int64), 0.3)
    assert_keeps_the_rules(market, after)
    assert worth_of(market, after) >= worth_of(market, before) - 0.3 - 1e-6
    assert len(np.unique(market.family[after[after >= 0]])) >= len(np.unique(market.family[before[before >= 0]]))
    assert (after >= 0).sum() == (before >= 0).sum()
