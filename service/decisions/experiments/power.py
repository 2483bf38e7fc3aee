"""How many answers a question takes, and how small a difference so many can show: asked before anybody is drawn.

Both are for the interval that will be read (`sequences`): in 80 of 100 cases it has left zero by the planned number of answers.
"""

from __future__ import annotations

from math import ceil, sqrt
from typing import Final

from service.decisions.experiments.sequences import ALPHA, radius

POWER_Z: Final = 0.8416212
"""The normal quantile of 80 in 100."""
MOST: Final = 10_000_000
_STEPS: Final = 60
_FINEST: Final = 1e-4


def needed(base: float, smallest: float, first_share: float = 0.5, alpha: float = ALPHA) -> int:
    """Answers of both groups together. `base`: the share without, 0 to 1; `smallest`: the difference worth knowing, as a share,
    above or below it; `first_share`: the part of the answers that is the first group's.

    Raises ValueError where no share is `smallest` away from `base`, or a group would be empty.
    """
    treated = _treated(base, smallest)
    if not 0 < first_share < 1:
        raise ValueError("both groups need people")
    spread = treated * (1 - treated) / first_share + base * (1 - base) / (1 - first_share)
    answers = spread * (radius(1, 1, alpha) + POWER_Z) ** 2 / smallest**2
    return min(MOST, max(2, ceil(answers - 1e-9)))


def detectable(base: float, answers: int, first_share: float = 0.5, alpha: float = ALPHA) -> float | None:
    """The smallest difference, as a share, that so many answers show 80 times in 100; None where not even the largest would do."""
    if answers < 2:
        return None
    low, high = _FINEST, max(base, 1 - base)
    if needed(base, high, first_share, alpha) > answers:
        return None
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if needed(base, middle, first_share, alpha) > answers:
            low = middle
        else:
            high = middle
    return high


def more_needed(planned: int, answered: int, half_width: float | None, smallest: float) -> int:
    """How many more answers until something can be told: what is left of the plan; beyond it, what would narrow the interval until
    it tells `smallest` from nothing. 0: none."""
    if answered < planned:
        return planned - answered
    if half_width is None or half_width <= smallest:
        return 0
    return max(1, ceil(answered * ((half_width / smallest) ** 2 - 1)))


def half_width(base: float, answers: int, planned: int, first_share: float = 0.5) -> float:
    """Half the interval, as a share, that so many answers would have with no difference."""
    return sqrt(base * (1 - base) / (first_share * (1 - first_share) * answers)) * radius(answers, planned)


def _treated(base: float, smallest: float) -> float:
    """The share with the difference: above the base, or where there is no room, below it."""
    if not (0 <= base <= 1 and 0 < smallest <= 1):
        raise ValueError("a base is 0 to 1 and a difference above 0, at most 1")
    for found in (base + smallest, base - smallest):
        if 0 <= found <= 1:
            return found
    raise ValueError("no share is that far from the base")
