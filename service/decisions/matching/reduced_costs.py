"""How much each person would lose with each product, at prices that prove a plan, against what suits them best."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from service.decisions.matching.assignment_instance import Market
from service.decisions.matching.prices import DualPrices


def regrets(market: Market, worth: NDArray[np.float64], prices: DualPrices) -> NDArray[np.float64]:
    """(R, G + 1) not negative, the last column for going without, inf for what is not admitted; `worth` (R, G) of all pairs."""
    money = (prices.money + prices.account_money)[market.account][:, None] * market.cost
    kept = worth - money - prices.product
    slots, colleagues = prices.slots, market.colleagues
    for account in np.flatnonzero(np.diff(slots.first)):
        people = slice(colleagues[account], colleagues[account + 1])
        own = slice(slots.first[account], slots.first[account + 1])
        kept[people, slots.product[own]] -= slots.price[own]
    kept = np.hstack([kept, np.zeros((market.people, 1))])
    lost: NDArray[np.float64] = np.maximum(kept.max(axis=1, keepdims=True) - kept, 0.0)
    return lost
