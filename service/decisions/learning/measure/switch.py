"""Whether a learned model may be used: decided by a test that is fixed before anybody looks.

The model is built from the first four fifths of the answers in time and asked for the last fifth, which it has not seen. It is used
where the 95 % interval of what it saves in log loss for each answer, over the model it would replace, lies above zero. Answers of
one person hang together, so the interval counts people and not answers (Liang and Zeger 1986, generalized estimating equations).
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from service.errors import InvalidInput

TESTED_SHARE: Final = 0.2
FEWEST: Final = 40
"""People among the last answers, below whom nothing is decided."""
_NORMAL_95: Final = 1.959964
Outcome = Literal["better", "not_better", "too_few"]


@dataclass(frozen=True, slots=True)
class Tested:
    """`saved` log loss for each answer, with its interval; all None where there were too few."""

    outcome: Outcome
    answers: int
    people: int
    saved: float | None = None
    low: float | None = None
    high: float | None = None


def begins_at(answers: int) -> int:
    """The place in time's order at which the answers begin that the model is tested with."""
    return answers - int(answers * TESTED_SHARE)


def compare(people: Sequence[str], is_yes: Sequence[bool], ours: Sequence[float], theirs: Sequence[float]) -> Tested:
    """Whether `ours` is better than `theirs`, both the log-odds of a yes for each answer that neither has seen. Raises InvalidInput
    where the four do not belong together or a figure is no number."""
    if not len(people) == len(is_yes) == len(ours) == len(theirs):
        raise InvalidInput("Every answer needs its person and what both models expected.", param="answers")
    if not all(map(math.isfinite, (*ours, *theirs))):
        raise InvalidInput("What a model expected is not a number.", param="log_odds")
    saved: defaultdict[str, list[float]] = defaultdict(list)
    for person, answer, our, their in zip(people, is_yes, ours, theirs, strict=True):
        saved[person].append(loss(their, answer) - loss(our, answer))
    count = len(people)
    if len(saved) < FEWEST:
        return Tested("too_few", count, len(saved))
    mean = math.fsum(map(math.fsum, saved.values())) / count
    spread = math.fsum((math.fsum(one) - mean * len(one)) ** 2 for one in saved.values())
    reach = _NORMAL_95 * math.sqrt(spread * len(saved) / (len(saved) - 1)) / count
    low, high = mean - reach, mean + reach
    return Tested("better" if low > 0 else "not_better", count, len(saved), mean, low, high)


def loss(log_odds: float, is_yes: bool) -> float:
    """Minus the log of the probability that was given to what happened, without overflow."""
    against = -log_odds if is_yes else log_odds
    return max(against, 0.0) + math.log1p(math.exp(-abs(against)))
