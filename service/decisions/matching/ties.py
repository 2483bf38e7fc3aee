"""Whether many people of a campaign tie: those of whom nothing is known score alike for everything they may have.

Their shortlists would all name the same products, and there are not pieces enough of those for everybody who is alike.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from service.decisions.matching.assignment_instance import AssignmentInstance

_PEOPLE: Final = 400
_PRODUCTS: Final = 32
_ALIKE: Final = 0.2
"""Of the people asked about a product: so many who score like somebody else are many."""
_DIGITS: Final = 5
"""In single precision the same figures may differ in the last digit, by where they stand in a block."""


def has_many_ties(instance: AssignmentInstance) -> bool:
    """Asks some hundred people, spread over all accounts, what some products are worth to them."""
    people, products = _spread(instance.people, _PEOPLE), _spread(instance.products, _PRODUCTS)
    worth = instance.pairs.take(people).worth(0, len(people))[:, products]
    admitted = [column[column > 0] for column in worth.T]
    kinds = sum(len(np.unique(np.round(column, _DIGITS))) for column in admitted)
    return kinds < (1 - _ALIKE) * sum(map(len, admitted))


def _spread(count: int, most: int) -> NDArray[np.int64]:
    """Up to `most` of so many, evenly spread."""
    return np.unique(np.linspace(0, count - 1, most).astype(np.int64)) if count else np.zeros(0, dtype=np.int64)
