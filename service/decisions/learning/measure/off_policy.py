"""What another policy would have earned, from what was logged under the present one: only where the log can tell.

Three estimates (Horvitz and Thompson 1952; Swaminathan and Joachims 2015, The self-normalized estimator for counterfactual
learning; Dudík, Langford and Li 2011, Doubly robust policy evaluation and learning). Where the log says little about what the other
policy would do, the effective sample is small, and all three are refused: none of them is a figure then. So are they where the
other policy does what the present one never could: such decisions weigh nothing, and no sample size tells that they are missing.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from service.decisions.learning.measure.quality import Figure
from service.errors import InvalidInput

FEWEST_EFFECTIVE: Final = 100.0
_NORMAL_95: Final = 1.959964
MOST_UNSEEN: Final = 0.01
"""The largest share of what the other policy would do that the log may be unable to hold: by so much two of the estimates may be
off without any sign of it."""


@dataclass(frozen=True, slots=True)
class Logged:
    """One decision: what it earned (0 to 1), with which `probability` the present policy showed what it showed, and with which the
    other one would have; `guess` is what a model expected of what was shown, `other_guess` of what the other would show, on
    average; `unseen` how much of what the other would show the present one never could. Raises InvalidInput for what cannot be."""

    reward: float
    probability: float
    other_probability: float
    guess: float
    other_guess: float
    unseen: float = 0.0

    def __post_init__(self) -> None:
        if not 0 < self.probability <= 1 or not 0 <= self.other_probability <= 1:
            raise InvalidInput("What was shown had a probability above 0 and at most 1.", param="probability")
        if not all(0 <= one <= 1 for one in (self.reward, self.guess, self.other_guess, self.unseen)):
            raise InvalidInput("A reward and what is expected of it lie from 0 to 1.", param="reward")


@dataclass(frozen=True, slots=True)
class Estimate:
    """`effective` is how many decisions of the other policy the log is worth, `unseen` which share of what that would do the log
    cannot hold; the three figures are None where the one is too few or the other too much."""

    decisions: int
    effective: float
    unseen: float = 0.0
    ips: Figure | None = None
    snips: Figure | None = None
    doubly_robust: Figure | None = None


def evaluate(log: Sequence[Logged]) -> Estimate:
    """What the other policy would have earned for each decision."""
    if not log:
        return Estimate(0, 0.0)
    weight = np.array([one.other_probability / one.probability for one in log])
    reward = np.array([one.reward for one in log])
    guess = np.array([one.guess for one in log])
    other = np.array([one.other_guess for one in log])
    total, squares = float(weight.sum()), float((weight**2).sum())
    effective = total**2 / squares if squares else 0.0
    unseen = float(np.mean([one.unseen for one in log]))
    if effective < FEWEST_EFFECTIVE or unseen > MOST_UNSEEN:
        return Estimate(len(log), effective, unseen)
    ratio = float((weight * reward).sum()) / total
    spread = math.sqrt(float((weight**2 * (reward - ratio) ** 2).sum())) / total
    return Estimate(
        decisions=len(log),
        effective=effective,
        unseen=unseen,
        ips=_mean(weight * reward),
        snips=Figure(ratio, ratio - _NORMAL_95 * spread, ratio + _NORMAL_95 * spread),
        doubly_robust=_mean(other + weight * (reward - guess)),
    )


def _mean(values: np.ndarray[tuple[int], np.dtype[np.float64]]) -> Figure:
    value = float(values.mean())
    reach = _NORMAL_95 * float(values.std(ddof=1)) / math.sqrt(len(values))
    return Figure(value, value - reach, value + reach)
