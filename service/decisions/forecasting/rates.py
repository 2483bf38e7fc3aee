"""How people behave after a launch, as shares with their uncertainty: assumed until a workspace's own gifts have taught them.

A share is a Beta distribution. What is assumed weighs as much as `_WEIGHT` people; every gift of the workspace's own whose time is
over counts as one more. Below `ENOUGH` of those nothing is learned and the assumption stands alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import NormalDist
from typing import Final, Literal

import numpy as np

Name = Literal["open", "swap", "look", "answer", "decline", "donate"]
ENOUGH: Final = 20
"""Own cases below which nothing is learned from them: rule 23 prints no share of fewer answers."""
_WEIGHT: Final = 12.0
_TENTH: Final = NormalDist().inv_cdf(0.9)
ASSUMED: Final[Mapping[Name, float]] = {
    "open": 0.75,
    "swap": 0.25,
    "look": 0.12,
    "answer": 0.9,
    "decline": 0.08,
    "donate": 0.05,
}
"""Written by hand, not learned. `open`: of everybody invited, the reminder included. `swap`, `look` (and keep their own): of those
who open. `answer`: of those who open. `decline`: of those who answer without a swap. `donate`: of those who answer and do not
decline."""

ASKED: Final = 0.58
"""Of those who have to be asked what they eat before anything can be chosen, so many answer. Assumed, and learned from nobody: no
answer about food teaches us anything (rule 13)."""


@dataclass(frozen=True, slots=True)
class Rate:
    """One share. `cases` of the workspace's own are in it, 0 while it is assumed; `hits` and `misses` are the Beta's weights."""

    name: Name
    hits: float
    misses: float
    cases: int = 0

    @property
    def is_learned(self) -> bool:
        """Whether own cases are in it."""
        return self.cases > 0

    @property
    def mean(self) -> float:
        """The share as it is expected."""
        return self.hits / (self.hits + self.misses)

    @property
    def range(self) -> tuple[float, float]:
        """(low, high): it lies between them with a chance of about 80 %, by the normal curve of the same mean and spread."""
        weight = self.hits + self.misses
        spread = _TENTH * float(np.sqrt(self.mean * (1 - self.mean) / (weight + 1)))
        return max(0.0, self.mean - spread), min(1.0, self.mean + spread)

    def draw(self, chance: np.random.Generator) -> float:
        """One value it may have."""
        return float(chance.beta(self.hits, self.misses))


def rate_of(name: Name, hits: int = 0, cases: int = 0) -> Rate:
    """What is assumed of this share and, from `ENOUGH` own `cases` on, what `hits` of them say."""
    share = ASSUMED[name]
    if cases < ENOUGH:
        return Rate(name, _WEIGHT * share, _WEIGHT * (1 - share))
    return Rate(name, _WEIGHT * share + hits, _WEIGHT * (1 - share) + cases - hits, cases)


def assumed_rates() -> dict[Name, Rate]:
    """All of them, nothing learned."""
    return {name: rate_of(name) for name in ASSUMED}
