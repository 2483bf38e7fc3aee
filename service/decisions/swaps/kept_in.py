"""Pairs of people of whom some are not to be left out: whatever they may have is worth more by the same."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from service.decisions.matching.pairs import Pairs
from service.decisions.matching.prices import Whole
from service.decisions.preferences import Real


@dataclass(frozen=True, slots=True)
class KeptInPairs:
    """Pairs in which everything that suits a person better than nothing is worth `more` (R,) to them, 0 for no more.

    Nothing changes between plans that leave out none of those people: each is worth the sum of `more` more.
    """

    pairs: Pairs
    more: NDArray[np.float64]

    @property
    def shape(self) -> tuple[int, int]:
        return self.pairs.shape

    def worth(self, first: int, last: int) -> Real:
        block = self.pairs.worth(first, last)
        more = self.more[first:last, None].astype(block.dtype)
        block += np.where(block > 0, more, 0)
        return block  # type: ignore[no-any-return]

    def worth_of(self, product: Whole) -> NDArray[np.float64]:
        worth: NDArray[np.float64] = self.pairs.worth_of(product)
        return np.where(worth > 0, worth + self.more, worth)

    def take(self, people: Whole) -> KeptInPairs:
        return KeptInPairs(self.pairs.take(people), self.more[people])
