from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.decisions.check_plan import _may_be_swapped_for
from service.decisions.rules.swap_rule import NOTHING, PriceRange, choice_range, swap_range, swap_ranges
from service.decisions.values import SwapLimit, SwapRule
from service.errors import InvalidInput
from tests.service.decisions.rules.swap_rules import keeps_to, swap_rules

SUMS = st.integers(0, 20_000)


@pytest.mark.parametrize(
    ("limit", "least", "most"), [("within_20", 3520, 5280), ("within_10", 3960, 4840), ("not_dearer", 3080, 4400)]
)
def test_a_gift_of_44_euros_is_swapped_within_its_rule(limit: SwapLimit, least: int, most: int) -> None:
    assert swap_range(SwapRule(limit), 4400) == PriceRange(least, most)
    assert least in swap_range(SwapRule(limit), 4400)
    assert most in swap_range(SwapRule(limit), 4400)
    assert least - 1 not in swap_range(SwapRule(limit), 4400)
    assert most + 1 not in swap_range(SwapRule(limit), 4400)


def test_shares_of_odd_sums_are_rounded_inwards() -> None:
    assert swap_range(SwapRule("within_20"), 1999) == PriceRange(1600, 2398)
    assert swap_range(SwapRule("not_dearer"), 1999) == PriceRange(1400, 1999)


def test_a_floor_bounds_what_is_given_up_and_never_the_gift_itself() -> None:
    assert swap_range(SwapRule("within_20", 4000), 4400) == PriceRange(4000, 5280)
    assert swap_range(SwapRule("within_20", 5000), 4400) == PriceRange(4400, 5280)
    assert swap_range(SwapRule("not_dearer", 5000), 4400) == PriceRange(4400, 4400)


def test_without_swaps_nothing_is_in_range_and_what_we_choose_again_keeps_to_the_usual_limit() -> None:
    assert swap_range(SwapRule("none"), 4400) is NOTHING
    assert 4400 not in NOTHING
    assert choice_range(SwapRule("none"), 4400) == PriceRange(3520, 5280)
    assert choice_range(SwapRule("within_10"), 4400) == PriceRange(3960, 4840)


@given(rule=swap_rules(9000), first=SUMS, price=SUMS)
def test_the_rule_its_second_writing_and_the_sentence_agree(rule: SwapRule, first: int, price: int) -> None:
    expected = keeps_to(rule, first, price)
    assert (price in swap_range(rule, first)) == expected
    assert _may_be_swapped_for(rule, first, price) == expected
    least, most = swap_ranges(rule, np.array([first]))
    assert (least[0] <= price <= most[0]) == expected


@given(rule=swap_rules(9000), first=SUMS)
def test_the_first_gift_can_be_had_again_wherever_anything_can(rule: SwapRule, first: int) -> None:
    assert (first in swap_range(rule, first)) == (rule.limit != "none")


@given(rule=swap_rules(9000), first=st.integers(100, 20_000), swaps=st.lists(st.integers(0, 40_000), max_size=8))
def test_however_often_somebody_swaps_they_neither_climb_nor_slide(
    rule: SwapRule, first: int, swaps: list[int]
) -> None:
    now = first
    for price in swaps:
        if price in swap_range(rule, first):
            now = price
    assert 0.7 * first <= now <= 1.2 * first


def test_a_rule_nobody_knows_is_refused() -> None:
    with pytest.raises(InvalidInput):
        SwapRule("within_50")  # type: ignore[arg-type]
    with pytest.raises(InvalidInput):
        SwapRule(floor_minor=-1)
