"""Log-odds turned so that of people who were given 70 %, 70 in a hundred say yes (Platt 1999, Probabilistic outputs for support
vector machines), with a prior that holds them as they are while few answered.

The prior is on how far their middle is moved and on how they are spread around it. On the intercept at 0 it would hold the spread
back wherever most people say the same: to spread what lies at 80 % takes an intercept far from 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from service.decisions.learning.posterior import sigmoid
from service.errors import InvalidInput

_SLOPE_DEVIATION: Final = 1.2
_SHIFT_DEVIATION: Final = 0.5
"""Of the middle, in log-odds."""
_STEPS: Final = 25
_FLATTEST: Final = 0.05
_NORMAL_95: Final = 1.959964


@dataclass(frozen=True, slots=True)
class Calibration:
    """log-odds -> intercept + slope * log-odds."""

    intercept: float
    slope: float


STRAIGHT: Final = Calibration(0.0, 1.0)


def recalibrate(log_odds: Sequence[float], is_yes: Sequence[bool]) -> Calibration:
    """From what was expected before the answer, and the answers. Raises InvalidInput where they do not belong together or one is
    no number. An order that is upside down is made flat, never turned round."""
    if len(log_odds) != len(is_yes):
        raise InvalidInput("Every answer needs what was expected of it.", param="log_odds")
    expected = np.array(log_odds, dtype=np.float64)
    if not np.isfinite(expected).all():
        raise InvalidInput("What was expected is not a number.", param="log_odds")
    answers = np.array(is_yes, dtype=np.float64)
    middle = float(expected.mean()) if len(expected) else 0.0
    design = np.column_stack((np.ones(len(expected)), expected - middle))
    start = np.array([middle, STRAIGHT.slope])
    precision = np.diag([_SHIFT_DEVIATION**-2, _SLOPE_DEVIATION**-2])
    turn = start.copy()
    for _ in range(_STEPS):
        share = sigmoid(design @ turn)
        slope = design.T @ (answers - share) - precision @ (turn - start)
        curve = (design * (share * (1.0 - share))[:, None]).T @ design + precision
        turn += np.clip(np.linalg.solve(curve, slope), -1.0, 1.0)
    turned = max(float(turn[1]), _FLATTEST)
    return Calibration(float(turn[0]) - turned * middle, turned)


def calibration_slope(log_odds: Sequence[float], is_yes: Sequence[bool]) -> float:
    """1 where probabilities mean what they say, below 1 where they are too sure. Without any prior. Raises InvalidInput as
    `recalibrate` does."""
    return slope_with_interval(log_odds, is_yes)[0]


def slope_with_interval(log_odds: Sequence[float], is_yes: Sequence[bool]) -> tuple[float, float, float]:
    """(slope, low, high): the same with its 95 % interval, from the curvature where it is most probable (Wald 1943). Raises
    InvalidInput as `recalibrate` does."""
    if len(log_odds) != len(is_yes):
        raise InvalidInput("Every answer needs what was expected of it.", param="log_odds")
    expected, answers = np.array(log_odds, dtype=np.float64), np.array(is_yes, dtype=np.float64)
    design = np.column_stack((np.ones(len(expected)), expected))
    turn, ridge = np.array([0.0, 1.0]), 1e-9 * np.eye(2)
    for _ in range(_STEPS):
        share = sigmoid(design @ turn)
        curve = (design * (share * (1.0 - share))[:, None]).T @ design + ridge
        turn += np.clip(np.linalg.solve(curve, design.T @ (answers - share)), -1.0, 1.0)
    share = sigmoid(design @ turn)
    curve = (design * (share * (1.0 - share))[:, None]).T @ design + ridge
    slope, reach = float(turn[1]), _NORMAL_95 * float(np.sqrt(np.linalg.inv(curve)[1, 1]))
    return slope, slope - reach, slope + reach
