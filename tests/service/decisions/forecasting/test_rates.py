"""Shares of the process: assumed until enough own cases are there, then moved by them."""

from __future__ import annotations

import pytest

from service.decisions.forecasting.rates import ASSUMED, ENOUGH, assumed_rates, rate_of


def test_without_own_cases_every_share_is_the_assumed_one_and_says_so() -> None:
    rates = assumed_rates()
    assert {name: round(rate.mean, 9) for name, rate in rates.items()} == dict(ASSUMED)
    assert not any(rate.is_learned for rate in rates.values())


def test_below_twenty_cases_nothing_is_learned() -> None:
    assert rate_of("open", 19, ENOUGH - 1) == rate_of("open")
    assert rate_of("open", 20, ENOUGH).is_learned


def test_own_cases_move_the_share_and_narrow_its_range() -> None:
    learned, assumed = rate_of("open", 40, 100), rate_of("open")
    assert learned.mean == pytest.approx((0.75 * 12 + 40) / 112)
    assert learned.range[1] - learned.range[0] < assumed.range[1] - assumed.range[0]
    assert learned.cases == 100


def test_a_range_never_leaves_what_a_share_can_be() -> None:
    for name in ASSUMED:
        low, high = rate_of(name).range
        assert 0 <= low < rate_of(name).mean < high <= 1
