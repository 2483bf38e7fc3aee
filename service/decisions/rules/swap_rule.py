"""The one guard of swaps: what an alternative may cost, measured by the price of the gift first chosen for the person.

That price never moves, however often somebody swaps, so swaps can neither climb nor slide. Plans, offers and presses all ask here;
`check_plan` judges finished plans by a second writing. Sums are integer minor units, and shares of them are rounded inwards.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from service.decisions.values import SwapLimit, SwapRule

SHARES: Final[Mapping[SwapLimit, tuple[int, int] | None]] = {
    "within_20": (80, 120),
    "within_10": (90, 110),
    "not_dearer": (70, 100),
    "none": None,
}
"""Limit -> the least and the most in hundredths of the first price; None where nothing is swapped."""


@dataclass(frozen=True, slots=True)
class PriceRange:
    """From `least_minor` to `most_minor`, both included; empty where the least is more than the most."""

    least_minor: int
    most_minor: int

    def __contains__(self, price_minor: int) -> bool:
        return self.least_minor <= price_minor <= self.most_minor


NOTHING: Final = PriceRange(1, 0)


def swap_range(rule: SwapRule, first_minor: int) -> PriceRange:
    """What a gift may cost that is swapped for one first priced so; `NOTHING` where the campaign has no swaps."""
    shares = SHARES[rule.limit]
    if shares is None:
        return NOTHING
    least, most = shares
    return PriceRange(
        max(-(-least * first_minor // 100), min(rule.floor_minor, first_minor)), most * first_minor // 100
    )


def choice_range(rule: SwapRule, first_minor: int) -> PriceRange:
    """What we look among first when we choose again for a person. That they may not swap is no reason for a gift that is worth far
    less or more, so without swaps the usual limit holds."""
    return swap_range(replace(rule, limit="within_20") if rule.limit == "none" else rule, first_minor)


def swap_ranges(rule: SwapRule, first_minor: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """(least, most) for many first prices at once, each (G,)."""
    shares = SHARES[rule.limit]
    if shares is None:
        return np.full_like(first_minor, NOTHING.least_minor), np.full_like(first_minor, NOTHING.most_minor)
    least = np.maximum(-(-shares[0] * first_minor // 100), np.minimum(rule.floor_minor, first_minor))
    return least, shares[1] * first_minor // 100
