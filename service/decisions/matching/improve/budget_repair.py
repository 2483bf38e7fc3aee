"""Repairs an overspent budget by one step after the other, each to a cheaper gift or none."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from service.decisions.matching.assignment_instance import AssignmentInstance
from service.decisions.matching.price_search import account_spend

Real = NDArray[np.float32] | NDArray[np.float64]
Whole = NDArray[np.int64]


def repair_budgets(instance: AssignmentInstance, product: Whole) -> Whole:
    """The plan (R,) with every account inside its own budget, each step giving up least per minor unit saved."""
    product = product.copy()
    for account in np.flatnonzero(account_spend(instance, product) > instance.account_budget):
        people = np.arange(instance.colleagues[account], instance.colleagues[account + 1])
        spend = int(instance.costs_of(people, product[people]).sum())
        save_money(instance, product, people, spend - int(instance.account_budget[account]))
    return product


def save_money(instance: AssignmentInstance, product: Whole, people: Whole, money: int) -> float:
    """Gives `people` (N,) cheaper gifts or none until `money`, or all there is, is saved, in place; returns the worth given up."""
    people, lost = people[product[people] >= 0], 0.0
    # Going without is one more product, in the last column.
    table = instance.pairs.take(people).worth(0, len(people))
    table = np.hstack([table, np.zeros((len(people), 1), dtype=table.dtype)])
    cost = np.hstack([instance.cost[instance.zone[people]], np.zeros((len(people), 1), dtype=np.int64)])
    left = instance.stock - np.bincount(product[product >= 0], minlength=instance.products)
    while money > 0 and (product[people] >= 0).any():
        # Some colleague's for certain, in some version, and with many accounts many others' too: there are enough left.
        held = np.isin(instance.family, instance.family[product[people[product[people] >= 0]]])
        row, target = _cheapest_step(table, cost, product[people], np.append((left > 0) & ~held, True))
        now = product[people[row]]
        money -= int(cost[row, now] - cost[row, target])
        lost += float(table[row, now] - table[row, target])
        left[now] += 1
        if target < instance.products:
            left[target] -= 1
        product[people[row]] = target if target < instance.products else -1
    return lost


def _cheapest_step(table: Real, cost: Whole, product: Whole, free: NDArray[np.bool_]) -> tuple[int, int]:
    """(row, target) of the step to a free product, or to none, that gives up least for the money it saves."""
    best = (np.inf, -1, -1)
    for row in np.flatnonzero(product >= 0).tolist():
        saved = cost[row, product[row]] - cost[row]
        given_up = table[row, product[row]] - np.where(free, table[row], -np.inf)
        lost = np.where(saved > 0, given_up / np.maximum(saved, 1), np.inf)
        target = int(lost.argmin())
        best = min(best, (float(lost[target]), row, target))
    return best[1], best[2]
