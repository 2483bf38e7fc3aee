"""The difference between two groups with an interval that stays true however often somebody looks.

An asymptotic confidence sequence with a normal mixture (Robbins 1970; Howard, Ramdas, McAuliffe and Sekhon 2021; Waudby-Smith,
Arbour, Sinha, Kennedy and Ramdas 2024, theorem 2.2): in all looks together, the interval misses the truth at most 5 times in 100.
The mixture is narrowest near the number of answers that was planned for.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import exp, fsum, inf, isfinite, log, sqrt
from typing import Final, NamedTuple

ALPHA: Final = 0.05
FEWEST: Final = 20
"""Below this many answers in either group no interval is read: the normal law that it leans on does not hold yet, and a share of
so few would be told of them."""
_MIXTURE: Final = 8.2
"""Mixture variance times the planned number of answers; near the best for a look at that number (Howard et al. 2021, 3.5)."""


class Answer(NamedTuple):
    """`people` (>= 0) who answered alike: what came of it (0 to 1), and how probable it was that they were drawn for their group
    (above 0, at most 1)."""

    outcome: float
    probability: float
    people: int = 1


@dataclass(frozen=True, slots=True)
class Group:
    """The answers of one group, each counted as many times as people like them were not drawn for it (1 / probability)."""

    answered: int
    counted: int
    """How many had the outcome, unweighted; it is what a page prints."""
    mean: float
    """Weighted; 0 to 1. 0.5 without an answer."""
    variance: float
    """Of that mean; never 0, so that two answers alike are not certainty."""


@dataclass(frozen=True, slots=True)
class Difference:
    """The first group's mean less the second's, with its interval, as shares (-1 to 1)."""

    estimate: float
    low: float
    high: float
    evidence: float
    """How much more probable the answers are with a difference than without one: an e-value, at any look. At 1/alpha the interval
    at that level leaves 0."""

    @property
    def leaves_zero(self) -> bool:
        """Whether chance alone does not explain it."""
        return self.low > 0 or self.high < 0


def group_of(answers: Iterable[Answer]) -> Group:
    """Adds up one group. Raises ValueError for an outcome or a probability outside 0 to 1: neither is an answer."""
    cells = [answer for answer in answers if _checked(answer).people]
    answered = sum(cell.people for cell in cells)
    if not answered:
        return Group(0, 0, 0.5, inf)
    total = fsum(cell.people / cell.probability for cell in cells)
    mean = fsum(cell.people * cell.outcome / cell.probability for cell in cells) / total
    spread = fsum(cell.people * ((cell.outcome - mean) / cell.probability) ** 2 for cell in cells) / total**2
    as_many = total**2 / fsum(cell.people / cell.probability**2 for cell in cells)
    drawn_in = (mean * as_many + 1) / (as_many + 2)
    variance = max(spread, drawn_in * (1 - drawn_in) / as_many)
    return Group(answered, sum(cell.people for cell in cells if cell.outcome > 0), mean, variance)


def _checked(answer: Answer) -> Answer:
    if not (0 <= answer.outcome <= 1 and 0 < answer.probability <= 1 and answer.people >= 0):
        raise ValueError("an answer has an outcome of 0 to 1 and a probability above 0")
    return answer


def difference(first: Group, second: Group, planned: int, alpha: float = ALPHA) -> Difference | None:
    """The difference and its always-valid interval at level 1 - `alpha`; None where either group has too few answers to read.

    `planned`: answers of both groups at which the interval should be narrowest, fixed before the first of them (>= 1).
    """
    if planned < 1 or not 0 < alpha < 1:
        raise ValueError("an interval needs a planned number of answers and a level between 0 and 1")
    if min(first.answered, second.answered) < FEWEST:
        return None
    answered = first.answered + second.answered
    variance = first.variance + second.variance
    estimate = first.mean - second.mean
    half = sqrt(variance) * radius(answered, planned, alpha)
    return Difference(
        estimate,
        max(-1.0, estimate - half),
        min(1.0, estimate + half),
        _evidence(estimate * estimate / variance, answered, planned),
    )


def radius(answered: int, planned: int, alpha: float = ALPHA) -> float:
    """Half the interval in standard errors: about 3.0 at the planned number, where a single look's would be 1.96."""
    mixed = _MIXTURE * answered / planned
    return sqrt(2 * (mixed + 1) / mixed * log(sqrt(mixed + 1) / alpha))


def _evidence(squared: float, answered: int, planned: int) -> float:
    """`squared`: the estimate in standard errors, squared."""
    mixed = _MIXTURE * answered / planned
    exponent = squared * mixed / (2 * (mixed + 1)) - log(mixed + 1) / 2
    found = exp(min(exponent, 700.0))
    return found if isfinite(found) else inf
