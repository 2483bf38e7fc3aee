"""The proof, kept apart from the solver: how much any plan could be worth at most.

Weak duality: whatever non-negative prices are asked for pieces, slots and money, no plan is worth more than what everybody would
keep when choosing freely at those prices, plus what all pieces, slots and budgets would fetch. So the solver may be as clever or
as wrong as it likes: only these few lines have to be right.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from service.decisions.matching.assignment_instance import AssignmentInstance
from service.decisions.matching.pairs import over_blocks
from service.decisions.matching.prices import DualPrices
from service.errors import InvalidInput


def certify(instance: AssignmentInstance, prices: DualPrices) -> float:
    """The upper bound that these prices prove for the total worth of any plan, over every admitted pair; sums in float64.

    Raises `InvalidInput` on a negative or NaN price.
    """
    money = np.array([prices.money])
    for part in (prices.product, prices.account_money, prices.slots.price, money):
        if not ((part >= 0) & np.isfinite(part)).all():
            raise InvalidInput("A price must be a number that is not negative.", param="prices")
    kept = np.zeros(instance.people)

    def look(first: int, last: int, worth: Any) -> None:
        kept[first:last] = kept_of_block(instance, prices, first, worth)

    over_blocks(instance.pairs, look)
    return (
        float(kept.sum())
        + float(prices.product @ instance.stock)
        + float(prices.slots.price.sum())
        + prices.money * instance.budget
        + float(prices.account_money @ instance.account_budget)
    )


def kept_of_block(instance: AssignmentInstance, prices: DualPrices, first: int, worth: Any) -> NDArray[np.float64]:
    """(N,) what each of N people from `first` on keeps who chooses freely at these prices; `worth` (N, G) of all their pairs."""
    people, kept = slice(first, first + len(worth)), np.zeros(len(worth))
    price = np.where(instance.stock > 0, prices.product, np.inf)
    _keep_best(
        worth, instance.account[people], prices.money + prices.account_money, instance.cost, instance.zone[people],
        price, instance.family, prices.slots, np.zeros(instance.families), kept,
    )  # fmt: skip
    return kept


@njit(cache=True, nogil=True)
def _keep_best(
    worth: Any, account: Any, money: Any, cost: Any, zone: Any, price: Any, family: Any, slots: Any, extra: Any, kept: Any,
) -> None:  # fmt: skip
    """What each person keeps who chooses freely at these prices; going without keeps 0."""
    for i in range(len(worth)):
        a = account[i]
        first, last = slots.first[a], slots.first[a + 1]
        for s in range(first, last):
            extra[slots.family[s]] = slots.price[s]
        best, costs = 0.0, cost[zone[i]]
        for g in range(len(costs)):
            best = max(best, worth[i, g] - price[g] - money[a] * costs[g] - extra[family[g]])
        for s in range(first, last):
            extra[slots.family[s]] = 0.0
        kept[i] = best
