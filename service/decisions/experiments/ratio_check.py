"""Are the groups as large as they were drawn to be? If chance alone would do that less than once in 1,000 tests, people went
missing from one of them, and no difference between them means anything (Fabijan and others 2019).

Each person counts with the probability with which they were drawn, so that a share that was changed on the way is no alarm.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import erfc, sqrt
from typing import Final

import numpy as np

HIDDEN_BELOW: Final = 0.001
_EXACT_BELOW: Final = 400
"""People up to whom the chance is added up exactly instead of by the normal law."""


@dataclass(frozen=True, slots=True)
class RatioCheck:
    """`counts`: arm -> (people found, people expected). `p_value`: how often chance alone does this or worse."""

    counts: Mapping[str, tuple[int, float]]
    p_value: float

    @property
    def is_even(self) -> bool:
        """Whether a verdict may be shown."""
        return self.p_value >= HIDDEN_BELOW


def check_ratio(found: Sequence[tuple[str, Mapping[str, float]]]) -> RatioCheck:
    """`found`: of each person, the arm in which they are, and arm -> probability with which they were drawn. With more than two
    arms the smallest of their chances counts, times the number of arms (Bonferroni)."""
    arms = sorted({name for arm, shares in found for name in (arm, *shares)})
    counts: dict[str, tuple[int, float]] = {}
    smallest = 1.0
    for name in arms:
        chances = np.array([shares.get(name, 0.0) for _, shares in found])
        people = sum(arm == name for arm, _ in found)
        counts[name] = (people, float(chances.sum()))
        if len(arms) != 2 or name == arms[0]:  # Of two, the second is the rest.
            smallest = min(smallest, _chance(people, chances))
    tested = 1 if len(arms) <= 2 else len(arms)
    return RatioCheck(counts, min(1.0, smallest * tested))


def _chance(people: int, chances: np.ndarray) -> float:
    """Two-sided: how often a sum of independent draws is as improbable as this one, or more so."""
    spread = float((chances * (1 - chances)).sum())
    expected = float(chances.sum())
    if spread < 1e-12:
        return 1.0 if abs(people - expected) < 1e-6 else 0.0
    if len(chances) > _EXACT_BELOW:
        return erfc(max(0.0, abs(people - expected) - 0.5) / sqrt(2 * spread))
    sums = np.zeros(len(chances) + 1)
    sums[0] = 1.0
    for chance in chances:
        sums[1:] = sums[1:] * (1 - chance) + sums[:-1] * chance
        sums[0] *= 1 - chance
    return float(min(1.0, sums[sums <= sums[people] * (1 + 1e-9)].sum()))
