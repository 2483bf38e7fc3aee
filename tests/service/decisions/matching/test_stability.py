from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.decisions.matching.assign import assign
from service.decisions.matching.assignment_instance import AssignmentInstance
from service.decisions.matching.pairs import DensePairs
from service.decisions.matching.stability import BonusPairs, changed_share
from service.errors import InvalidInput
from tests.service.decisions.assignment_instances import PLENTY, instance, random_instance, tiny


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32), bonus=st.sampled_from([0.0, 0.05, 0.3]))
def test_keeping_gifts_costs_at_most_the_bonus_for_each_gift_kept_more(seed: int, bonus: float) -> None:
    tight = random_instance(seed)
    instance = replace(tight, budget=PLENTY, account_budget=np.full(tight.accounts, PLENTY))
    earlier = np.random.default_rng(seed).integers(-1, instance.products, instance.people)
    best = assign(instance).product
    steady = assign(replace(instance, pairs=BonusPairs(instance.pairs, earlier, bonus))).product
    had = earlier >= 0
    kept_more = int((steady[had] == earlier[had]).sum()) - int((best[had] == earlier[had]).sum())
    lost = float(instance.pairs.worth_of(best).sum() - instance.pairs.worth_of(steady).sum())
    assert -1e-6 <= lost <= bonus * kept_more + 1e-6
    assert changed_share(earlier, steady) <= changed_share(earlier, best) or bonus == 0


def test_the_earlier_product_counts_more_and_nothing_else_does() -> None:
    plain = DensePairs(np.array([[0.5, 0.4], [0.5, -np.inf], [0.5, 0.4]]))
    with_bonus = BonusPairs(plain, np.array([1, 1, -1]), 0.25)
    assert with_bonus.shape == (3, 2)
    assert with_bonus.worth(0, 3).tolist() == [[0.5, 0.65], [0.5, -np.inf], [0.5, 0.4]]
    assert with_bonus.worth(0, 1).tolist() == [[0.5, 0.65]]
    assert with_bonus.take(np.array([2, 0])).worth(0, 2).tolist() == [[0.5, 0.4], [0.5, 0.65]]
    assert with_bonus.worth_of(np.array([1, 0, 1])).tolist() == [0.65, 0.5, 0.4]
    assert with_bonus.worth_of(np.array([-1, 1, -1])).tolist() == [0.0, -np.inf, 0.0]
    assert plain.table.tolist() == [[0.5, 0.4], [0.5, -np.inf], [0.5, 0.4]]


@pytest.mark.parametrize("bonus", [-0.1, float("nan"), float("inf")])
def test_a_bonus_below_zero_is_refused(bonus: float) -> None:
    with pytest.raises(InvalidInput, match="not negative"):
        BonusPairs(DensePairs(np.array([[0.5]])), np.array([0]), bonus)


def test_the_share_of_changed_people_counts_those_who_had_a_gift() -> None:
    assert changed_share(np.array([0, 1, 2, 3, -1]), np.array([0, 2, -1, 3, 4])) == 0.5
    assert changed_share(np.array([-1]), np.array([3])) == 0.0


@settings(max_examples=20, deadline=None)
@given(market=tiny(), bonus=st.sampled_from([0.0625, 1.0, 50.0]))
def test_who_has_the_best_plan_already_is_never_moved(market: AssignmentInstance, bonus: float) -> None:
    earlier = assign(market).product
    steady = assign(replace(market, pairs=BonusPairs(market.pairs, earlier, bonus)))
    assert steady.product.tolist() == earlier.tolist()


@pytest.mark.parametrize(("better", "given"), [(0.7, 0), (0.8, 1)])
def test_an_earlier_gift_gives_way_only_to_what_is_better_by_more_than_the_bonus(better: float, given: int) -> None:
    one = instance([[0.5, better]], [0], [1, 1])
    kept = replace(one, pairs=BonusPairs(one.pairs, np.array([0]), 0.25))
    assert assign(kept).product.tolist() == [given]


def test_what_is_no_longer_admitted_is_not_kept_for_any_bonus() -> None:
    one = instance([[0.0, 0.5]], [0], [1, 1])
    kept = replace(one, pairs=BonusPairs(one.pairs, np.array([0]), 1e6))
    assert assign(kept).product.tolist() == [1]


def test_a_piece_that_is_gone_is_not_kept_either() -> None:
    one = instance([[0.9, 0.5]], [0], [0, 1])
    kept = replace(one, pairs=BonusPairs(one.pairs, np.array([0]), 1e6))
    assert assign(kept).product.tolist() == [1]


def test_a_bonus_of_nothing_changes_nothing() -> None:
    plain = DensePairs(np.array([[0.5, 0.4], [-np.inf, 0.25]]))
    assert BonusPairs(plain, np.array([1, 0]), 0.0).worth(0, 2).tolist() == plain.table.tolist()


def test_a_block_from_the_middle_has_the_earlier_gifts_of_its_own_people() -> None:
    plain = DensePairs(np.array([[1.0, 1.0], [2.0, 2.0], [4.0, 4.0]]))
    assert BonusPairs(plain, np.array([0, 1, 0]), 0.5).worth(1, 3).tolist() == [[2.0, 2.5], [4.5, 4.0]]


def test_some_of_some_people_still_have_their_own_earlier_gifts() -> None:
    plain = DensePairs(np.array([[1.0, 1.0], [2.0, 2.0], [4.0, 4.0]]))
    some = BonusPairs(plain, np.array([0, 1, -1]), 0.5).take(np.array([2, 1, 0])).take(np.array([2, 0]))
    assert some.worth(0, 2).tolist() == [[1.5, 1.0], [4.0, 4.0]]
    assert some.worth_of(np.array([0, 0])).tolist() == [1.5, 4.0]


@pytest.mark.parametrize(
    ("earlier", "now", "share"),
    [
        ([], [], 0.0),
        ([3], [3], 0.0),
        ([3], [-1], 1.0),  # going without is a change
        ([-1, 3], [5, 3], 0.0),  # a first gift is none
        ([1, 2, 3, 4], [1, 2, 3, 0], 0.25),
        ([1, 2], [2, 1], 1.0),
    ],
)
def test_a_change_is_another_gift_or_none_for_somebody_who_had_one(
    earlier: list[int], now: list[int], share: float
) -> None:
    assert changed_share(np.array(earlier, dtype=np.int64), np.array(now, dtype=np.int64)) == share
