"""What is believed of D coefficients: a normal distribution, whole (D, D) while that is cheap, else a variance for each.

Method: Laplace's approximation of a logistic likelihood, updated event by event (Spiegelhalter and Lauritzen 1990, Sequential
updating of conditional probabilities; the diagonal form as in Chapelle and Li 2011, An empirical evaluation of Thompson sampling).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from service.decisions.learning.features import FIGURES, Layout
from service.decisions.preferences import PreferenceModel

Real = NDArray[np.float64]
WIDEST: Final = 256
"""Coefficients up to which the whole covariance is kept: 0.5 MB, and an update of 65,000 multiplications."""
_DEVIATION: Final = {"intercept": 0.5, "popularity": 0.3, "likeness": 1.0, "own": 0.5}
"""How far each figure may well lie from the formula written by hand, as a standard deviation."""
_TRAIT_DEVIATION: Final = 0.5
"""A trait is worth nothing until somebody says otherwise: log-odds of half to double are expected for most."""


@dataclass(slots=True)
class Posterior:
    """`mean` (D,); `covariance` (D, D), or (D,) where only variances are kept."""

    mean: Real
    covariance: Real

    @property
    def is_full(self) -> bool:
        """Whether what is learned of one coefficient says something of the others."""
        return self.covariance.ndim == 2

    @property
    def variances(self) -> Real:
        """(D,)"""
        return np.diagonal(self.covariance).copy() if self.is_full else self.covariance


def prior_of(layout: Layout, hand: PreferenceModel, *, widest: int = WIDEST) -> Posterior:
    """Before any event: the formula written by hand, which sees in the catalog's texts what a product is about. What it says is
    where every workspace begins."""
    mean = np.zeros(layout.size)
    mean[: len(FIGURES)] = hand.intercept, hand.popularity_weight, hand.taste_weight, hand.own_weight
    variance = np.full(layout.size, _TRAIT_DEVIATION**2)
    variance[: len(FIGURES)] = [_DEVIATION[name] ** 2 for name in FIGURES]
    return Posterior(mean, np.diag(variance) if layout.size <= widest else variance)


def sigmoid(log_odds: Real) -> Real:
    """(N,) the logistic function of log-odds (N,), without overflow."""
    share: Real = 0.5 * (1.0 + np.tanh(0.5 * log_odds))
    return share
