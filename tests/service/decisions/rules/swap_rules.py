"""Rules for swaps at random, and the rule once more as a sentence: for tests that let many things happen and then ask."""

from __future__ import annotations

from decimal import Decimal
from typing import get_args

from hypothesis import strategies as st

from service.decisions.values import SwapLimit, SwapRule

_BOUNDS = {
    "within_20": ("0.8", "1.2"),
    "within_10": ("0.9", "1.1"),
    "not_dearer": ("0.7", "1"),
}


def swap_rules(highest_floor: int = 12) -> st.SearchStrategy[SwapRule]:
    """Every limit, with and without a floor."""
    return st.builds(SwapRule, st.sampled_from(get_args(SwapLimit)), st.integers(0, highest_floor))


def keeps_to(rule: SwapRule, first_minor: int, price_minor: int) -> bool:
    """Whether somebody whose first gift cost this may swap to that, in decimals and without the product's code."""
    if rule.limit == "none":
        return False
    least, most = (Decimal(bound) * first_minor for bound in _BOUNDS[rule.limit])
    return least <= price_minor <= most and (price_minor >= rule.floor_minor or price_minor >= first_minor)
