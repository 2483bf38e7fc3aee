"""What no way of choosing alternatives can beat: an upper bound on the people shown three other gifts, by linear programming.

A plan and its shelf are given, and one run of the days after launch: who looks, when, and who wants to swap. All else is left to an
oracle that knows the run beforehand: it lets each person take whatever piece suits the others best, in fractions, needs no
money, sets nothing aside and minds no colleagues. What it cannot show, nobody can.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from service.decisions.matching.prices import Whole
from service.decisions.swaps.alternatives import ENOUGH, Small, SwapInstance
from service.decisions.swaps.simulation import Habits, who_looks

_SLACK: Final = 1e-7
"""Of what the solver may be off, so that the bound stays one."""


def most_shown(swap_instance: SwapInstance, product: Small, visitor: Whole, wants: NDArray[np.bool_]) -> float:
    """The share of `visitor` (N,), in the order in which they look, who can be shown three gifts at best.

    `product` (R,) is the plan; `wants` (N,) whether each of them swaps. Whoever is shown three and wants to swap takes one of what
    suits them; whoever takes one puts their own on the shelf for those who look later.
    """
    if not len(visitor):
        return 1.0
    own = product[visitor]
    suits = _suits(swap_instance, visitor, own)
    shelf = swap_instance.stock - np.bincount(product[product >= 0], minlength=len(swap_instance.cost))
    columns = _Columns(len(visitor), suits, wants, swap_instance.category)
    rows: list[int] = []
    places: list[int] = []
    weights: list[float] = []
    limits: list[float] = []

    def at_most(terms: list[tuple[int, float]], limit: float) -> None:
        for place, weight in terms:
            rows.append(len(limits))
            places.append(place)
            weights.append(weight)
        limits.append(limit)

    for look in range(len(visitor)):
        seen = columns.seen[look]
        at_most([(look, float(ENOUGH)), *((place, -1.0) for place in seen.values())], 0.0)
        for category, place in seen.items():
            terms, pieces = [(place, 1.0)], 0.0
            for g in np.flatnonzero(suits[look] & (swap_instance.category == category)).tolist():
                gone, brought, there = columns.moved(look, g, own, int(shelf[g]))
                terms += [*((taken, 1.0) for taken in gone), *((back, -1.0) for back in brought)]
                pieces += there
            at_most(terms, pieces)
        if wants[look]:
            at_most([(look, 1.0), *((place, -1.0) for place in columns.takes[look].values())], 0.0)
            at_most([(place, 1.0) for place in columns.takes[look].values()], 1.0)
            for g, place in columns.takes[look].items():
                gone, brought, there = columns.moved(look, g, own, int(shelf[g]))
                at_most([(place, 1.0), *((taken, 1.0) for taken in gone), *((back, -1.0) for back in brought)], there)
    matrix = csr_array((weights, (rows, places)), shape=(len(limits), columns.count))
    goal = np.zeros(columns.count)
    goal[: len(visitor)] = -1.0
    # Nothing is asked to be whole: this is the linear program.
    found = milp(goal, constraints=LinearConstraint(matrix, -np.inf, np.array(limits)), bounds=Bounds(0.0, 1.0))
    return min(1.0, -float(found.fun or 0.0) / len(visitor) + _SLACK)


def bound_of_run(swap_instance: SwapInstance, product: Small, habits: Habits, seed: int) -> float:
    """The bound for the run that `simulate_swaps` makes with the same habits and seed."""
    people = np.flatnonzero(product >= 0)
    visitor, wants, looks_at, _ = who_looks(np.random.default_rng(seed), people, habits)
    order = np.argsort(looks_at, kind="stable")
    return most_shown(swap_instance, product, visitor[order], wants[order])


def _suits(swap_instance: SwapInstance, visitor: Whole, own: Small) -> NDArray[np.bool_]:
    """(N, G) what each of them may be shown, were it there: admitted, within the rule, of another category."""
    suits: NDArray[np.bool_] = swap_instance.scores(visitor) > -np.inf
    suits &= swap_instance.category != swap_instance.category[own][:, None]
    suits &= (swap_instance.cost >= swap_instance.least[own][:, None]) & (
        swap_instance.cost <= swap_instance.most[own][:, None]
    )
    return suits


class _Columns:
    """Where each unknown stands: whether a look shows three, which categories it shows, what is taken after it."""

    def __init__(self, looks: int, suits: NDArray[np.bool_], wants: NDArray[np.bool_], category: Small) -> None:
        self.count = looks
        self.seen: list[dict[int, int]] = []
        self.takes: list[dict[int, int]] = []
        for look in range(looks):
            self.seen.append(self._named(np.unique(category[suits[look]])))
            self.takes.append(self._named(np.flatnonzero(suits[look])) if wants[look] else {})

    def _named(self, keys: NDArray[np.integer[Any]]) -> dict[int, int]:
        first, self.count = self.count, self.count + len(keys)
        return {int(key): first + at for at, key in enumerate(keys)}

    def moved(self, look: int, g: int, own: Small, there: int) -> tuple[list[int], list[int], float]:
        """What was taken of a product before a look, what was taken by those who had one of it, and what lay there at first."""
        gone = [takes[g] for takes in self.takes[:look] if g in takes]
        brought = [place for earlier in range(look) if own[earlier] == g for place in self.takes[earlier].values()]
        return gone, brought, float(there)
