"""The joint choice at a given price of money, exactly: for campaigns whose whole table is small, and full of ties.

Only where no two products are of one family: a slot is then a product's, and paths from slot to slot are all there is to exchange.

Where hundreds of people score alike, an auction brings prices down and up by epsilon at a time; shortest paths are not slowed down.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from service.decisions.matching.assignment_instance import AssignmentInstance
from service.decisions.matching.exact.shortest_paths import assign_by_shortest_paths
from service.decisions.matching.price_search import Trial
from service.decisions.matching.prices import DualPrices, slot_prices

GRAIN: Final = float(1 << 40)
"""Worth is counted in 2^-40: finer than float64 keeps over a sum of a million people, coarse enough for sums in int64."""


class ExactOracle:
    """Makes one exact choice after another; `account_money` (A,) is what money costs each account on top."""

    def __init__(self, instance: AssignmentInstance) -> None:
        self.instance = instance
        self.account_money = np.zeros(instance.accounts)
        self.usual_cost = float(instance.cost.mean()) if instance.products else 0.0
        table = instance.pairs.worth(0, instance.people).astype(np.float64)
        table[:, instance.stock < 1] = -np.inf
        self._table: NDArray[np.float64] = table

    @property
    def best_worth(self) -> float:
        """What the best pair of all is worth."""
        return float(self._table.max(initial=0.0))

    def choose_at(self, money: float, step: float) -> Trial:  # noqa: ARG002 (every oracle is asked the same way)
        """Everybody's best joint choice at this price of money; it is exact whatever the `step`."""
        instance = self.instance
        charge = (money + self.account_money)[instance.account][:, None] * instance.cost
        worth = np.rint(np.maximum(self._table - charge, 0.0) * GRAIN).astype(np.int64)
        found = assign_by_shortest_paths(worth, instance.account, instance.stock)
        people = np.flatnonzero(found.product >= 0)
        given = found.product[people]
        # A slot costs what its holder pays beyond the product's price.
        extra = worth[people, given] - found.utility[people] - found.price[given]
        dear = extra > 0
        families = instance.family[given[dear]]
        slots = slot_prices(instance.accounts, instance.account[people][dear], families, extra[dear] / GRAIN)
        return Trial(
            DualPrices(found.price / GRAIN, money, self.account_money, slots),
            found.product.astype(np.int16),
            int(instance.cost[given].sum()),
            float(self._table[people, given].sum()),
        )
