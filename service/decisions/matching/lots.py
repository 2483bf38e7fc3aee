"""Versions that nothing tells apart, planned as one product that has all their pieces.

Eight colours of one bowl, each for one person of the campaign, are to everybody the same gift: the choice among them decides
nothing, and would only be ties. So they are one column while the plan is sought, and are handed out afterwards. Where every family
is one such lot, that an account has one product of a family is the same as that it has one piece of a lot, which the solver keeps
exactly.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from service.decisions.matching.assignment_instance import AssignmentInstance
from service.decisions.matching.pairs import Pairs
from service.decisions.matching.prices import Whole


@dataclass(frozen=True, slots=True)
class LotPairs:
    """Pairs of people and L lots: each is worth what the best of its products is. `order` (G,) products lot by lot, `starts`
    (L,)."""

    pairs: Pairs
    order: Whole
    starts: Whole

    @property
    def shape(self) -> tuple[int, int]:
        return self.pairs.shape[0], len(self.starts)

    def worth(self, first: int, last: int) -> Any:
        return np.maximum.reduceat(self.pairs.worth(first, last)[:, self.order], self.starts, axis=1)

    def worth_of(self, product: Whole) -> NDArray[np.float64]:
        sizes = np.diff([*self.starts, len(self.order)])
        best = np.where(product >= 0, -np.inf, 0.0)
        for turn in range(int(sizes.max(initial=0))):
            people = np.flatnonzero((product >= 0) & (sizes[product] > turn))
            asked = np.full(len(product), -1, dtype=np.int64)
            asked[people] = self.order[self.starts[product[people]] + turn]
            best[people] = np.maximum(best[people], self.pairs.worth_of(asked)[people])
        return best

    def take(self, people: Whole) -> LotPairs:
        return LotPairs(self.pairs.take(people), self.order, self.starts)


@dataclass(frozen=True, slots=True)
class Lots:
    """An `instance` and the same `pooled`, with a product for each lot; `lot` (G,) says which, products in the order of `order`."""

    instance: AssignmentInstance
    pooled: AssignmentInstance
    lot: Whole
    order: Whole
    starts: Whole

    def hand_out(self, product: Whole) -> Whole:
        """(R,) products from lots (R,): whoever has a wish within their lot comes first, then people and products in their
        order."""
        given = np.full(len(product), -1, dtype=np.int64)
        left = self.instance.stock.copy()
        for lot in np.unique(product[product >= 0]).tolist():
            end = self.starts[lot + 1] if lot + 1 < len(self.starts) else len(self.order)
            members, people = self.order[self.starts[lot] : end], np.flatnonzero(product == lot)
            members = members[left[members] > 0]
            worth = self.instance.pairs.take(people).worth(0, len(people))[:, members]
            wishes = np.ptp(worth, axis=1)
            for row in np.argsort(-wishes, kind="stable").tolist():
                best = members[np.where(left[members] > 0, worth[row], -np.inf).argmax()]
                given[people[row]] = best
                left[best] -= 1
        return given


def in_lots(instance: AssignmentInstance) -> Lots | None:
    """The instance with every lot as one product; None where no two products are alike."""
    _, first, lot = np.unique(instance.lot, return_index=True, return_inverse=True)
    if len(first) == instance.products:
        return None
    order = np.argsort(lot, kind="stable").astype(np.int64)
    starts = np.searchsorted(lot[order], np.arange(len(first))).astype(np.int64)
    pooled = replace(
        instance,
        pairs=LotPairs(instance.pairs, order, starts),
        stock=np.add.reduceat(instance.stock[order], starts),
        cost=np.ascontiguousarray(instance.cost[:, first]),
        family=instance.family[first],
        lot=np.arange(len(first), dtype=np.int32),
    )
    return Lots(instance, pooled, lot.astype(np.int64), order, starts)
