"""Planning again without unsettling people: the earlier gift counts a little more, so that nobody is moved for next to nothing."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from service.errors import InvalidInput

Scores = NDArray[np.floating[Any]]
Products = NDArray[np.integer[Any]]


def favor_earlier(scores: Scores, earlier: Products, bonus: float) -> None:
    """Adds `bonus` to each person's earlier product, in place. What is no longer admitted (-inf) stays so.

    `scores` is (N, G), `earlier` (N,) a product or -1 where there was none. A plan made from such scores is worth at most `bonus`
    less for each person who keeps a gift that the best plan would have changed. Raises `InvalidInput` for a bonus below 0.
    """
    if not (np.isfinite(bonus) and bonus >= 0):
        raise InvalidInput("What keeping a gift counts must be a number that is not negative.", param="bonus")
    people = np.flatnonzero(earlier >= 0)
    scores[people, earlier[people]] += bonus


def changed_share(earlier: Products, product: Products) -> float:
    """The share of people who had a gift in the earlier plan and have another, or none, in the new one; 0 where nobody had one."""
    had = earlier >= 0
    return float((earlier[had] != product[had]).mean()) if had.any() else 0.0
