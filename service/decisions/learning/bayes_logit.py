"""One yes or no to one product, learned at once."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from service.decisions.learning.posterior import Posterior

Real = NDArray[np.float64]


def chance(posterior: Posterior, places: Sequence[int], figures: Sequence[float]) -> float:
    """The probability of a yes by the mean coefficients."""
    mean = posterior.mean
    return 1.0 / (1.0 + math.exp(-sum(mean[at] * figure for at, figure in zip(places, figures, strict=True))))


def learn_answer(
    posterior: Posterior, places: Sequence[int], figures: Sequence[float], is_yes: bool, weight: float = 1.0
) -> None:
    """Changes the posterior by one answer to the product whose vector holds `figures` at `places`, and 0 elsewhere."""
    vector = np.zeros(len(posterior.mean))
    vector[places] = figures
    learn_vector(posterior, vector, is_yes, weight)


def learn_vector(posterior: Posterior, vector: Real, is_yes: bool, weight: float = 1.0) -> None:
    """The same from the whole vector (D,)."""
    share = 1.0 / (1.0 + math.exp(-float(posterior.mean @ vector)))
    information = weight * share * (1.0 - share)
    surprise = weight * (is_yes - share)
    if posterior.is_full:
        spread = posterior.covariance @ vector
        reach = float(spread @ vector)
        shrink = information / (1.0 + information * reach)
        # The step is taken with the covariance after the update: (S - shrink s s') x = s (1 - shrink s'x).
        posterior.covariance -= np.multiply.outer(shrink * spread, spread)
        posterior.mean += (surprise * (1.0 - shrink * reach)) * spread
    else:
        posterior.covariance /= 1.0 + posterior.covariance * vector * vector * information
        posterior.mean += posterior.covariance * vector * surprise
