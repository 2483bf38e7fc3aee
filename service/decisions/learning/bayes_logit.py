"""One yes or no to one product, learned at once."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from service.decisions.learning.posterior import Posterior


def chance(posterior: Posterior, places: Sequence[int], figures: Sequence[float]) -> float:
    """The probability of a yes by the mean coefficients."""
    mean = posterior.mean
    return 1.0 / (1.0 + math.exp(-sum(mean[at] * figure for at, figure in zip(places, figures, strict=True))))


def learn_answer(
    posterior: Posterior, places: Sequence[int], figures: Sequence[float], is_yes: bool, weight: float = 1.0
) -> None:
    """Changes the posterior by one answer to the product whose vector holds `figures` at `places`, and 0 elsewhere."""
    at, values = np.array(places), np.array(figures)
    share = 1.0 / (1.0 + math.exp(-float(posterior.mean[at] @ values)))
    information = weight * share * (1.0 - share)
    surprise = weight * (is_yes - share)
    if posterior.is_full:
        spread = values @ posterior.covariance[at]
        shrink = information / (1.0 + information * float(spread[at] @ values))
        # The step is taken with the covariance after the update: (S - shrink s s') x = s (1 - shrink s'x).
        step = 1.0 - shrink * float(spread[at] @ values)
        posterior.covariance -= np.multiply.outer(shrink * spread, spread)
        posterior.mean += (surprise * step) * spread
    else:
        variance = posterior.covariance[at]
        variance /= 1.0 + variance * values * values * information
        posterior.covariance[at] = variance
        posterior.mean[at] += variance * values * surprise
