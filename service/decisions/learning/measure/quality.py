"""How good a model's expectations were, by answers that it had not seen: each figure with its 95 % interval, or none."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from service.decisions.learning.measure.recalibrate import slope_with_interval
from service.decisions.learning.measure.switch import loss
from service.decisions.learning.posterior import sigmoid
from service.errors import InvalidInput

FEWEST: Final = 20
"""Answers below which only their number is given."""
FEWEST_OF_A_SIDE: Final = 4
"""Answers of the rarer kind below which no figure is given: it would point at people."""
_BANDS: Final = 5
_NORMAL_95: Final = 1.959964
Real = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Band:
    """Answers of which much the same was expected: the mean probability, and the share that said yes."""

    expected: float
    share: Figure
    answers: int


@dataclass(frozen=True, slots=True)
class Quality:
    """`auc` is the probability that a yes was expected to be likelier than a no; `log_loss` beside that of who says the overall
    share to everything; `slope` 1 where probabilities mean what they say, with its interval; `drift` the share of yes less what was
    expected among the latest quarter of the answers. None where there were too few answers, or people who gave them."""

    answers: int
    auc: Figure | None = None
    log_loss: float | None = None
    base_rate_loss: float | None = None
    slope: float | None = None
    slope_low: float | None = None
    slope_high: float | None = None
    bands: tuple[Band, ...] = ()
    drift: Figure | None = None


def quality(log_odds: Sequence[float], is_yes: Sequence[bool], people: Sequence[str] | None = None) -> Quality:
    """Of expectations and what came, in time's order. `people`: whose each answer is; without it, each is somebody else's.

    Raises InvalidInput where they do not belong together or one is no number.
    """
    if len(log_odds) != len(is_yes) or (people is not None and len(people) != len(is_yes)):
        raise InvalidInput("Every answer needs what was expected of it.", param="log_odds")
    expected = np.array(log_odds, dtype=np.float64)
    if not np.isfinite(expected).all():
        raise InvalidInput("What was expected is not a number.", param="log_odds")
    answers = np.array(is_yes, dtype=np.float64)
    whose = np.arange(len(answers)) if people is None else np.unique(np.array(people), return_inverse=True)[1]
    count, yes = len(answers), int(answers.sum())
    if count < FEWEST or points_at_people(whose, answers):
        return Quality(count)
    base = math.log(yes / (count - yes))
    slope, low, high = slope_with_interval(log_odds, is_yes)
    return Quality(
        answers=count,
        auc=area(expected, answers),
        log_loss=math.fsum(loss(one, answer) for one, answer in zip(log_odds, is_yes, strict=True)) / count,
        base_rate_loss=math.fsum(loss(base, answer) for answer in is_yes) / count,
        slope=slope,
        slope_low=low,
        slope_high=high,
        bands=_bands(expected, answers, whose),
        drift=_drift(expected, answers, whose),
    )


def points_at_people(whose: NDArray[np.intp], answers: Real) -> bool:
    """Whether fewer than four different people gave one of the two answers. `whose` (N,) a number for each person, `answers` (N,)
    1 for a yes."""
    return min(len(np.unique(whose[answers == kind])) for kind in (0, 1)) < FEWEST_OF_A_SIDE


def area(expected: Real, answers: Real) -> Figure:
    """Under the ROC curve of `expected` (N,) and `answers` (N,), 1 for a yes; ties count half.
    Interval after Hanley and McNeil 1982, The meaning and use of the area under a receiver operating characteristic curve."""
    _, place, counts = np.unique(expected, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[place]
    yes = answers.sum()
    no = len(answers) - yes
    value = float((ranks[answers == 1].sum() - yes * (yes + 1) / 2) / (yes * no))
    one, two = value / (2 - value), 2 * value**2 / (1 + value)
    variance = value * (1 - value) + (yes - 1) * (one - value**2) + (no - 1) * (two - value**2)
    reach = _NORMAL_95 * math.sqrt(max(float(variance), 0.0) / float(yes * no))
    return Figure(value, max(0.0, value - reach), min(1.0, value + reach))


def share_of(yes: float, count: int) -> Figure:
    """A share with Wilson's interval (1927, Probable inference, the law of succession, and statistical inference)."""
    share, squared = yes / count, _NORMAL_95**2
    middle = (share + squared / (2 * count)) / (1 + squared / count)
    reach = _NORMAL_95 * math.sqrt(share * (1 - share) / count + squared / (4 * count**2)) / (1 + squared / count)
    return Figure(share, max(0.0, middle - reach), min(1.0, middle + reach))


def _bands(expected: Real, answers: Real, whose: NDArray[np.intp]) -> tuple[Band, ...]:
    """As many as five, alike in size; none so small, or so much of one kind, that it would point at people."""
    order = np.argsort(expected, kind="stable")
    for count in range(min(_BANDS, len(order) // FEWEST), 1, -1):
        found = np.array_split(order, count)
        if not any(points_at_people(whose[some], answers[some]) for some in found):
            return tuple(
                Band(float(sigmoid(expected[some]).mean()), share_of(float(answers[some].sum()), len(some)), len(some))
                for some in found
            )
    return ()


def _drift(expected: Real, answers: Real, whose: NDArray[np.intp]) -> Figure | None:
    """None too where the answers before the latest quarter are those of few: they could be told from the whole."""
    begin = len(answers) - len(answers) // 4
    share, came = sigmoid(expected[begin:]), answers[begin:]
    if len(came) < FEWEST or any(
        points_at_people(whose[some], answers[some]) for some in (slice(begin, None), slice(begin))
    ):
        return None
    value = float((came - share).mean())
    reach = _NORMAL_95 * math.sqrt(float((share * (1 - share)).sum())) / len(came)
    return Figure(value, value - reach, value + reach)
