"""Rather X than Y: what a swap shows about one person, and how much that moves the chance of what shares their traits.

A swap doubles the odds of what it was made to and halves the odds of what it was made from, as far as the two differ; after half a
year it counts half.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from service.decisions.preferences import Product, traits_of

STEP: Final = math.log(2.0)
"""Log-odds of one swap on its day, up for what it was made to and down for what it was made from."""
HALF_LIFE_DAYS: Final = 182
FARTHEST: Final = math.log(8.0)
"""No trait is worth more to somebody than this in log-odds, either way, however often they swap."""


@dataclass(frozen=True, slots=True)
class Preferred:
    """`to` and `away` are the traits in which two products differ, each in the order of their names,
    neither empty; `on` is the day."""

    to: tuple[str, ...]
    away: tuple[str, ...]
    on: date


def preferred(to: Product, away: Product, on: date) -> Preferred | None:
    """What a swap says: the interests in which the two differ, or the categories where they differ in those alone; None where
    they differ in neither on one of the sides. A price says nothing: it is no taste."""
    for kind in ("interest:", "category:"):
        chosen, left = ({trait for trait in traits_of(one) if trait.startswith(kind)} for one in (to, away))
        if chosen - left and left - chosen:
            return Preferred(tuple(sorted(chosen - left)), tuple(sorted(left - chosen)), on)
    return None


def own_tastes(swaps: Iterable[Preferred], on: date) -> Mapping[str, float]:
    """Trait -> log-odds to this person on a day. Traits that are preferred at once share what the swap says."""
    worth: defaultdict[str, float] = defaultdict(float)
    for swap in swaps:
        step = STEP * 0.5 ** (max((on - swap.on).days, 0) / HALF_LIFE_DAYS)
        for side, sign in ((swap.to, 1.0), (swap.away, -1.0)):
            for trait in side:
                worth[trait] += sign * step / len(side)
    return {trait: max(-FARTHEST, min(FARTHEST, worth[trait])) for trait in sorted(worth) if worth[trait] != 0}
