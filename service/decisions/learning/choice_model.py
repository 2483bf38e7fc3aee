"""One preferred to others, learned at once: the softmax choice model (McFadden 1974, Conditional logit analysis of qualitative
choice behavior). What was swapped to rises, what was swapped from and what lay beside it falls, each by how little that was
expected."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from service.decisions.learning.bayes_logit import learn_vector
from service.decisions.learning.posterior import Posterior

Real = NDArray[np.float64]


def chances(posterior: Posterior, shown: Real) -> Real:
    """(N,) the probability that each of the N products of `shown` (N, D) is the one that is chosen."""
    worth = shown @ posterior.mean
    odds = np.exp(worth - worth.max())
    share: Real = odds / odds.sum()
    return share


def learn_choice(posterior: Posterior, shown: Real, weight: float = 1.0) -> None:
    """Changes the posterior by one choice: of the N products of `shown` (N, D) the first was chosen."""
    if len(shown) == 2:
        # Of two the first is chosen as often as a product is kept that is as far above nothing as the first is above the second.
        learn_vector(posterior, shown[0] - shown[1], True, weight)
        return
    share = chances(posterior, shown)
    middle = share @ shown
    pull = weight * (shown[0] - middle)
    if posterior.is_full:
        # The information is X' (diag(p) - p p') X = C' C with the rows of C centred and weighted by the root of p: rank below N.
        centred = np.sqrt(weight * share)[:, None] * (shown - middle)
        spread = centred @ posterior.covariance
        inner = np.eye(len(shown)) + spread @ centred.T
        posterior.covariance -= spread.T @ np.linalg.solve(inner, spread)
        posterior.mean += posterior.covariance @ pull
    else:
        information = weight * (share @ (shown * shown) - middle * middle)
        posterior.covariance /= 1.0 + posterior.covariance * information
        posterior.mean += posterior.covariance * pull
