"""Planning again without unsettling people: the earlier gift counts a little more, so that nobody is moved for next to nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from service.decisions.matching.pairs import Pairs, Whole
from service.decisions.preferences import Real
from service.errors import InvalidInput

Products = NDArray[np.integer[Any]]


@dataclass(frozen=True, slots=True)
class BonusPairs:
    """Pairs in which each person's `earlier` product (R,), -1 where there was none, is worth `bonus` more.

    What is no longer admitted stays so. A plan made from such pairs is worth at most `bonus` less for each person who keeps a gift
    that the best plan would have changed. Raises `InvalidInput` for a bonus below 0.
    """

    pairs: Pairs
    earlier: Products
    bonus: float

    def __post_init__(self) -> None:
        if not (np.isfinite(self.bonus) and self.bonus >= 0):
            raise InvalidInput("What keeping a gift counts must be a number that is not negative.", param="bonus")

    @property
    def shape(self) -> tuple[int, int]:
        return self.pairs.shape

    def worth(self, first: int, last: int) -> Real:
        block = self.pairs.worth(first, last)
        earlier = self.earlier[first:last]
        people = np.flatnonzero(earlier >= 0)
        block[people, earlier[people]] += self.bonus
        return block  # type: ignore[no-any-return]

    def worth_of(self, product: Whole) -> NDArray[np.float64]:
        worth: NDArray[np.float64] = self.pairs.worth_of(product) + self.bonus * (
            (product == self.earlier) & (product >= 0)
        )
        return worth

    def take(self, people: Whole) -> BonusPairs:
        return BonusPairs(self.pairs.take(people), self.earlier[people], self.bonus)


def changed_share(earlier: Products, product: Products) -> float:
    """The share of people who had a gift in the earlier plan and have another, or none, in the new one; 0 where nobody had one.

    Both plans (R,): each person's product, -1 for none.
    """
    had = earlier >= 0
    return float((earlier[had] != product[had]).mean()) if had.any() else 0.0
