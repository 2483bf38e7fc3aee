"""The joint choice at a given price of money, exactly: for campaigns whose whole table is small, and full of equals.

Where hundreds of people score alike, an auction brings prices down and up by epsilon at a time. Shortest paths do not care.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from service.decisions.matching.assignment_instance import Market
from service.decisions.matching.exact.shortest_paths import walk
from service.decisions.matching.price_search import Trial
from service.decisions.matching.prices import DualPrices, slot_prices

GRAIN: Final = float(1 << 40)
"""Worth is counted in 2^-40: finer than float64 keeps over a sum of a million people, coarse enough for sums in int64."""


class PathHouse:
    """Holds one exact choice after another; `account_money` (A,) is what money costs each account on top."""

    def __init__(self, market: Market) -> None:
        self.market = market
        self.account_money = np.zeros(market.accounts)
        self.usual_cost = float(market.cost.mean()) if market.products else 0.0
        table = market.pairs.worth(0, market.people).astype(np.float64)
        table[:, market.stock < 1] = -np.inf
        self._table: NDArray[np.float64] = table

    @property
    def best_worth(self) -> float:
        """What the best pair of all is worth."""
        return float(self._table.max(initial=0.0))

    def auction(self, money: float, step: float) -> Trial:  # noqa: ARG002 (every house is asked the same way)
        """Everybody's best joint choice at this price of money; it is exact whatever the `step`."""
        market = self.market
        charge = (money + self.account_money)[market.account][:, None] * market.cost
        worth = np.rint(np.maximum(self._table - charge, 0.0) * GRAIN).astype(np.int64)
        walked = walk(worth, market.account, market.stock)
        people = np.flatnonzero(walked.product >= 0)
        given = walked.product[people]
        # A slot costs what its holder pays beyond the product's price.
        extra = worth[people, given] - walked.utility[people] - walked.price[given]
        dear = extra > 0
        slots = slot_prices(market.accounts, market.account[people][dear], given[dear], extra[dear] / GRAIN)
        return Trial(
            DualPrices(walked.price / GRAIN, money, self.account_money, slots),
            walked.product.astype(np.int16),
            int(market.cost[given].sum()),
            float(self._table[people, given].sum()),
        )
