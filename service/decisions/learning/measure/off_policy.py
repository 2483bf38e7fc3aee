"""What another policy would have earned, from what was logged under the present one: only where the log can tell.

Three estimates (Horvitz and Thompson 1952; Swaminathan and Joachims 2015, The self-normalized estimator for counterfactual
learning; Dudík, Langford and Li 2011, Doubly robust policy evaluation and learning). Where the log says little about what the other
policy would do, the effective sample is small, and all three are refused: none of them is a figure then.
"""

from __future__ import annotations

import hashlib
import hmac
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

import numpy as np

from service.decisions.learning.measure.quality import Figure
from service.errors import InvalidInput

FEWEST_EFFECTIVE: Final = 100.0
_NORMAL_95: Final = 1.959964
MOST_EXPLORED: Final = 0.02
"""The largest share of decisions that chance may make."""
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Logged:
    """One decision: what it earned (0 to 1), with which `probability` the present policy showed what it showed, and with which the
    other one would have; `guess` is what a model expected of what was shown, `other_guess` of what the other would show, on
    average. Raises InvalidInput for what cannot be."""

    reward: float
    probability: float
    other_probability: float
    guess: float
    other_guess: float

    def __post_init__(self) -> None:
        if not 0 < self.probability <= 1 or not 0 <= self.other_probability <= 1:
            raise InvalidInput("What was shown had a probability above 0 and at most 1.", param="probability")
        if not all(0 <= one <= 1 for one in (self.reward, self.guess, self.other_guess)):
            raise InvalidInput("A reward and what is expected of it lie from 0 to 1.", param="reward")


@dataclass(frozen=True, slots=True)
class Estimate:
    """`effective` is how many decisions of the other policy the log is worth; the three figures are None where that is too few."""

    decisions: int
    effective: float
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
    if effective < FEWEST_EFFECTIVE:
        return Estimate(len(log), effective)
    ratio = float((weight * reward).sum()) / total
    spread = math.sqrt(float((weight**2 * (reward - ratio) ** 2).sum())) / total
    return Estimate(
        decisions=len(log),
        effective=effective,
        ips=_mean(weight * reward),
        snips=Figure(ratio, ratio - _NORMAL_95 * spread, ratio + _NORMAL_95 * spread),
        doubly_robust=_mean(other + weight * (reward - guess)),
    )


@dataclass(frozen=True, slots=True)
class Drawn:
    """The place of what is shown among what could be, the probability with which it was to be shown, and whether chance chose."""

    place: int
    probability: float
    is_explored: bool


def draw(key: bytes, person_id: str, decision_id: str, count: int, share: float) -> Drawn:
    """Of `count` possible things, the best first: the best, or in a `share` of decisions any of them, each as likely.

    The caller puts in only what is safe, allowed and within the budget. The same person and decision draw the same again; without
    the key nobody can foresee it. Raises InvalidInput for a share above 2 % or nothing to draw from.
    """
    if count < 1:
        raise InvalidInput("There is nothing to choose from.", param="count")
    if not 0 <= share <= MOST_EXPLORED:
        raise InvalidInput("Chance may make at most 2% of the decisions.", param="share")
    digest = hmac.digest(key, f"slice\0{person_id}\0{decision_id}".encode(), hashlib.sha256)
    is_explored = int.from_bytes(digest[:8]) < share * 2**64
    place = int.from_bytes(digest[8:16]) * count >> 64 if is_explored else 0
    return Drawn(place, (1.0 - share) * (place == 0) + share / count, is_explored)


def _mean(values: np.ndarray[tuple[int], np.dtype[np.float64]]) -> Figure:
    value = float(values.mean())
    reach = _NORMAL_95 * float(values.std(ddof=1)) / math.sqrt(len(values))
    return Figure(value, value - reach, value + reach)
