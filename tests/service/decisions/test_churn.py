from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from service.decisions.budget import attempt
from service.decisions.churn import changed_share, favor_earlier
from service.decisions.market import Market
from service.errors import InvalidInput
from tests.service.decisions.markets import random_market, worth_of


def planned(market: Market) -> NDArray[np.int64]:
    nobody_pays = np.zeros(len(market.account_budget))
    return attempt(market, np.arange(market.people), 0.0, nobody_pays).assignment.product


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32), bonus=st.sampled_from([0.0, 0.05, 0.3]))
def test_keeping_gifts_costs_at_most_the_bonus_for_each_gift_kept_more(seed: int, bonus: float) -> None:
    market = random_market(seed)
    earlier = np.random.default_rng(seed).integers(-1, market.products, market.people)
    best = planned(market)
    favored = market.worth.copy()
    favor_earlier(favored, earlier, bonus)
    steady = planned(Market(favored, market.account, market.stock, market.cost, market.budget, market.account_budget))
    had = earlier >= 0
    kept_more = int((steady[had] == earlier[had]).sum()) - int((best[had] == earlier[had]).sum())
    lost = worth_of(market, best) - worth_of(market, steady)
    assert -1e-9 <= lost <= bonus * kept_more + 1e-9
    assert kept_more >= 0 or bonus == 0
    assert changed_share(earlier, steady) <= changed_share(earlier, best) or bonus == 0


def test_the_earlier_product_counts_more_and_nothing_else_does() -> None:
    scores = np.array([[0.5, 0.4], [0.5, -np.inf], [0.5, 0.4]])
    favor_earlier(scores, np.array([1, 1, -1]), 0.25)
    assert scores.tolist() == [[0.5, 0.65], [0.5, -np.inf], [0.5, 0.4]]


@pytest.mark.parametrize("bonus", [-0.1, float("nan"), float("inf")])
def test_a_bonus_below_zero_is_refused_and_nothing_is_changed(bonus: float) -> None:
    scores = np.array([[0.5]])
    with pytest.raises(InvalidInput, match="not negative"):
        favor_earlier(scores, np.array([0]), bonus)
    assert scores.tolist() == [[0.5]]


def test_the_share_of_changed_people_counts_those_who_had_a_gift() -> None:
    assert changed_share(np.array([0, 1, 2, 3, -1]), np.array([0, 2, -1, 3, 4])) == 0.5
    assert changed_share(np.array([-1]), np.array([3])) == 0.0
