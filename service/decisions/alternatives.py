"""What each person may swap to, chosen with the plan: other categories, safe for them, and pieces that will really be there."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from service.decisions.market import Market
from service.decisions.prices import DualPrices, Whole
from service.decisions.values import Problem

CROWDING: Final = 0.25
"""What a product loses in rank when it is already promised as often as there are pieces: it spreads people over the shelves."""


def plan_alternatives(problem: Problem, market: Market, prices: DualPrices, product: Whole) -> list[tuple[int, ...]]:
    """For each person the products they may swap to, best first; fewer than wanted where no more pieces are left.

    Each is admitted, of another category than the gift and the other alternatives, held by no colleague, in stock after the plan
    and its reserve, and no dearer than the gift plus the money the plan leaves over.
    """
    given = product[product >= 0]
    left = np.array([choice.stock for choice in problem.choices], dtype=np.int64)
    left -= np.bincount(given, minlength=market.products)
    if problem.uniqueness == "campaign":
        left[given] = 0
    spare = market.budget - int(market.cost[given].sum())
    _, category = np.unique([choice.category for choice in problem.choices], return_inverse=True)
    promised = np.zeros(market.products)
    found: list[tuple[int, ...]] = [()] * market.people
    taken = _taken(market, product)
    for person in np.flatnonzero(product >= 0).tolist():
        now, worth = product[person], market.pairs.worth(person, person + 1)[0]
        open_to = np.isfinite(worth) & (left > 0) & ~taken[market.account[person]]
        open_to &= (market.cost <= market.cost[now] + spare) & (category != category[now])
        rank = worth - prices.product - CROWDING * promised / np.maximum(left, 1)
        found[person] = _best_of_each(np.where(open_to, rank, -np.inf), category, problem.alternatives_wanted)
        promised[list(found[person])] += 1
    return found


def _best_of_each(rank: NDArray[np.float64], category: NDArray[np.intp], wanted: int) -> tuple[int, ...]:
    picks: list[int] = []
    for place in np.argsort(-rank, kind="stable").tolist():
        if len(picks) == wanted or not np.isfinite(rank[place]):
            break
        if all(category[place] != category[pick] for pick in picks):
            picks.append(place)
    return tuple(picks)


def _taken(market: Market, product: Whole) -> NDArray[np.bool_]:
    taken = np.zeros((market.accounts, market.products), dtype=np.bool_)
    people = np.flatnonzero(product >= 0)
    taken[market.account[people], product[people]] = True
    return taken
