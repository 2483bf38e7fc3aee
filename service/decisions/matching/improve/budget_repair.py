"""Saves money by one step after the other, each to a cheaper gift or none, where a budget would be overspent."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from service.decisions.matching.assignment_instance import Market
from service.decisions.matching.price_search import account_spend

Real = NDArray[np.float32] | NDArray[np.float64]
Whole = NDArray[np.int64]


def trim(market: Market, product: Whole) -> Whole:
    """Brings every account inside its own budget, each time by the step that gives up least per unit of money saved."""
    product = product.copy()
    for account in np.flatnonzero(account_spend(market, product) > market.account_budget):
        people = np.arange(market.colleagues[account], market.colleagues[account + 1])
        spend = int(market.cost[product[people[product[people] >= 0]]].sum())
        save(market, product, people, spend - int(market.account_budget[account]))
    return product


def save(market: Market, product: Whole, people: Whole, money: int) -> float:
    """Gives these people cheaper gifts or none until so much money, or all there is, is saved; returns the worth given up."""
    people, lost = people[product[people] >= 0], 0.0
    # Going without is one more product, in the last column.
    table = market.pairs.take(people).worth(0, len(people))
    table = np.hstack([table, np.zeros((len(people), 1), dtype=table.dtype)])
    cost = np.append(market.cost, 0)
    left = market.stock - np.bincount(product[product >= 0], minlength=market.products)
    while money > 0 and (product[people] >= 0).any():
        row, target = _cheapest_step(table, cost, product[people], np.append(left > 0, True))
        now = product[people[row]]
        money -= int(cost[now] - cost[target])
        lost += float(table[row, now] - table[row, target])
        left[now] += 1
        if target < market.products:
            left[target] -= 1
        product[people[row]] = target if target < market.products else -1
    return lost


def _cheapest_step(table: Real, cost: Whole, product: Whole, free: NDArray[np.bool_]) -> tuple[int, int]:
    """(row, target) of the step to a free product, or to none, that gives up least for the money it saves."""
    # Some colleague's for certain, and with many accounts many others' too: there are enough left.
    free[product[product >= 0]] = False
    best = (np.inf, -1, -1)
    for row in np.flatnonzero(product >= 0).tolist():
        saved = cost[product[row]] - cost
        given_up = table[row, product[row]] - np.where(free, table[row], -np.inf)
        lost = np.where(saved > 0, given_up / np.maximum(saved, 1), np.inf)
        target = int(lost.argmin())
        best = min(best, (float(lost[target]), row, target))
    return best[1], best[2]
