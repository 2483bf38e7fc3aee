from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.decisions.matching.assign import assign
from service.decisions.matching.pairs import DensePairs
from service.decisions.matching.stability import BonusPairs, changed_share
from service.errors import InvalidInput
from tests.service.decisions.assignment_instances import PLENTY, random_instance


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
