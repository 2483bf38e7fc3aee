"""Among plans that are worth nearly the same, one with more different products.

Where many products suit people equally well, whoever plans takes some of them eight times and others never. Here single people are
moved from a family that several have to one that nobody has, whoever loses least by it first, until as much is given up as may be.
What it costs is in the plan's worth, and so in its distance to the bound: nothing is hidden. Together the moves cost little more
money than the plan did (`_DEARER`). Stock, slots and budgets are never broken.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from service.decisions.matching.assignment_instance import AssignmentInstance
from service.decisions.matching.pairs import over_blocks
from service.decisions.matching.price_search import account_spend
from service.decisions.matching.prices import Whole

_DIGITS: Final = 9
"""What differs by less is a tie, decided by the order of people and products: the last digits of a sum are no reason."""
_DEARER: Final = 0.05
"""Of what the plan spends: so much variety may cost in money. On the sample 0.02 gives 270 products, 0.05 gives 320, and all there
is 375 (benchmarks.variety)."""
_MOST_MOVES: Final = 4_000_000
"""Moves looked at, the cheapest of each block of people: so many have room in any process that plans."""


def spread_over_families(instance: AssignmentInstance, product: Whole, taken: Whole, give_up: float) -> Whole:
    """The plan (R,) with gifts from more families, worth at most `give_up` less.

    `product` keeps every rule; `taken` (F,) counts the gifts of each family that are fixed and no part of the instance.
    """
    product, family = product.copy(), instance.family
    given = product[product >= 0]
    counts = taken + np.bincount(family[given], minlength=instance.families)
    left = instance.stock - np.bincount(given, minlength=instance.products)
    spend = instance.spend(product)
    money = min(int(_DEARER * spend), instance.budget - spend)
    purse = instance.account_budget - account_spend(instance, product)
    held = {(int(a), int(f)) for a, f in zip(instance.account[product >= 0], family[given], strict=True)}
    loss, people, targets = _moves(instance, product, (counts == 0)[family] & (left > 0), give_up)
    moved: set[int] = set()
    for lost, person, target in zip(loss.tolist(), people.tolist(), targets.tolist(), strict=True):
        old, account = int(product[person]), int(instance.account[person])
        dearer = int(instance.cost[instance.zone[person], target] - instance.cost[instance.zone[person], old])
        if lost > give_up or person in moved or counts[family[old]] < 2 or counts[family[target]] or left[target] < 1:
            continue
        if dearer > min(money, purse[account]) or (account, int(family[target])) in held:
            continue
        product[person] = target
        moved.add(person)
        give_up -= max(0.0, lost)
        money -= dearer
        purse[account] -= dearer
        left[old] += 1
        left[target] -= 1
        counts[family[old]] -= 1
        counts[family[target]] += 1
        held -= {(account, int(family[old]))}
        held.add((account, int(family[target])))
    return product


def _moves(instance: AssignmentInstance, product: Whole, free: Whole, most: float) -> tuple[Whole, Whole, Whole]:
    """(N,) losses, people and `free` (G,) products: every move that loses no more than `most`, the smallest loss first,
    and of equals what saves most money."""
    blocks = max(1, instance.people * instance.products // _MOST_MOVES)

    def look(first: int, last: int, worth: Whole) -> tuple[Whole, Whole, Whole]:
        own = product[first:last]
        rows = np.flatnonzero(own >= 0)
        loss = np.round(worth[rows, own[rows]][:, None] - worth[rows].astype(np.float64), _DIGITS)
        row, target = np.nonzero((loss <= most) & free)
        order = np.argsort(loss[row, target], kind="stable")[: _MOST_MOVES // blocks]
        row, target = row[order], target[order]
        return loss[row, target], rows[row] + first, target

    parts = over_blocks(instance.pairs, look)
    loss, people, targets = (np.concatenate(part) for part in zip(*parts, strict=True))
    dearer = instance.costs_of(people, targets) - instance.costs_of(people, product[people])
    order = np.lexsort((targets, people, dearer, loss))
    return loss[order], people[order], targets[order]
