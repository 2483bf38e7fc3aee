"""How much each person would lose with each product, at prices that prove a plan, against what suits them best."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from service.decisions.matching.assignment_instance import AssignmentInstance
from service.decisions.matching.prices import DualPrices


def reduced_costs(instance: AssignmentInstance, worth: NDArray[np.float64], prices: DualPrices) -> NDArray[np.float64]:
    """(R, G + 1) not negative, the last column for going without, inf for what is not admitted; `worth` (R, G) of all pairs."""
    money = (prices.money + prices.account_money)[instance.account][:, None] * instance.cost[instance.zone]
    kept = worth - money - prices.product
    slots, colleagues = prices.slots, instance.colleagues
    for account in np.flatnonzero(np.diff(slots.first)):
        people = slice(colleagues[account], colleagues[account + 1])
        own = slice(slots.first[account], slots.first[account + 1])
        dearer = np.zeros(instance.families)
        dearer[slots.family[own]] = slots.price[own]
        kept[people] -= dearer[instance.family]
    kept = np.hstack([kept, np.zeros((instance.people, 1))])
    lost: NDArray[np.float64] = np.maximum(kept.max(axis=1, keepdims=True) - kept, 0.0)
    return lost
