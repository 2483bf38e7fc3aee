"""What the plan is measured against: two solvers that are well known, and the two ways in which gifts are usually handed out."""

from __future__ import annotations

from time import perf_counter

import numpy as np
from numpy.typing import NDArray
from ortools.graph.python import min_cost_flow
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array, csr_array, vstack

from service.decisions.market import Market
from service.decisions.pairs import over_blocks

_GRAIN = 10**6
Whole = NDArray[np.int64]


def highs_lp(market: Market) -> tuple[float, float]:
    """(seconds, optimum) of the linear program by HiGHS: the plan if gifts could be cut in parts. Building it is not counted."""
    person, product, worth = _admitted(market)
    slot = market.account[person].astype(np.int64) * market.products + product
    _, slot = np.unique(slot, return_inverse=True)
    rows = [
        _count(person, market.people),
        _count(product, market.products),
        _count(slot, int(slot.max(initial=-1)) + 1),
        csr_array(market.cost[product].astype(np.float64)[None, :]),
    ]
    limits = np.concatenate([np.ones(market.people), market.stock, np.ones(rows[2].shape[0]), [market.budget]])
    began = perf_counter()
    answer = milp(-worth, constraints=LinearConstraint(vstack(rows), ub=limits), bounds=Bounds(0, 1))
    return perf_counter() - began, -float(answer.fun or 0.0)


def ortools_flow(market: Market, money: float, *, pruned: bool) -> tuple[float, float]:
    """(seconds, bound) of one minimum-cost flow by OR-Tools at this price of money: one step of what a budget search would take.

    With `pruned`, without the pairs that nobody wants at this price, which only who has the price already can leave out.
    """
    person, product, worth = _admitted(market)
    gain = worth - money * market.cost[product]
    if pruned:
        kept = gain > 0
        person, product, gain = person[kept], product[kept], gain[kept]
    slot, place = np.unique(market.account[person].astype(np.int64) * market.products + product, return_inverse=True)
    first_slot, first_shelf = market.people, market.people + len(slot)
    source, sink = first_shelf + market.products, first_shelf + market.products + 1
    people, shelves = np.arange(market.people), np.arange(market.products)
    flow = min_cost_flow.SimpleMinCostFlow()
    add = flow.add_arcs_with_capacity_and_unit_cost
    one = np.ones_like
    add(person, first_slot + place, one(person), -np.rint(gain * _GRAIN).astype(np.int64))
    add(first_slot + np.arange(len(slot)), first_shelf + slot % market.products, one(slot), 0 * slot)
    add(first_shelf + shelves, np.full_like(shelves, sink), market.stock, 0 * shelves)
    add(np.full_like(people, source), people, one(people), 0 * people)
    flow.add_arc_with_capacity_and_unit_cost(source, sink, market.people, 0)
    flow.set_node_supply(source, market.people)
    flow.set_node_supply(sink, -market.people)
    began = perf_counter()
    status = flow.solve()
    seconds = perf_counter() - began
    if status != flow.OPTIMAL:
        raise RuntimeError(f"OR-Tools ended with {status}.")
    return seconds, -flow.optimal_cost() / _GRAIN + money * market.budget


def first_come(market: Market) -> Whole:
    """(R,) Everybody in turn gets the best gift that is left and that the budget still pays for."""
    return _hand_out(market, np.arange(market.people))


def global_greedy(market: Market) -> Whole:
    """(R,) The best pair of all first, then the next best that is still possible: the strongest simple way."""
    person, product, worth = _admitted(market)
    order = np.argsort(-worth, kind="stable")
    given = np.full(market.people, -1, dtype=np.int64)
    left, purse = market.stock.copy(), market.budget
    taken: set[tuple[int, int]] = set()
    for pair in order.tolist():
        one, gift = int(person[pair]), int(product[pair])
        slot = (int(market.account[one]), gift)
        if given[one] < 0 and left[gift] > 0 and market.cost[gift] <= purse and slot not in taken:
            given[one] = gift
            left[gift] -= 1
            purse -= int(market.cost[gift])
            taken.add(slot)
    return given


def _hand_out(market: Market, order: Whole) -> Whole:
    given = np.full(market.people, -1, dtype=np.int64)
    left, purse = market.stock.copy(), market.budget
    taken: dict[int, list[int]] = {}
    for person in order.tolist():
        worth = market.pairs.worth(person, person + 1)[0]
        mine = taken.setdefault(int(market.account[person]), [])
        worth[(left < 1) | (market.cost > purse)] = -np.inf
        worth[mine] = -np.inf
        gift = int(worth.argmax())
        if worth[gift] > 0:
            given[person] = gift
            left[gift] -= 1
            purse -= int(market.cost[gift])
            mine.append(gift)
    return given


def _admitted(market: Market) -> tuple[Whole, Whole, NDArray[np.float64]]:
    """(person, product, worth) of every pair that may be."""

    def look(first: int, _last: int, worth: NDArray[np.float32]) -> tuple[Whole, Whole, NDArray[np.float64]]:
        person, product = np.nonzero((worth > 0) & (market.stock > 0))
        return person + first, product, worth[person, product].astype(np.float64)

    person, product, worth = zip(*over_blocks(market.pairs, look), strict=True)
    return np.concatenate(person), np.concatenate(product), np.concatenate(worth)


def _count(rows: Whole, height: int) -> csr_array[np.float64, tuple[int, int]]:
    return coo_array((np.ones(len(rows)), (rows, np.arange(len(rows)))), shape=(height, len(rows))).tocsr()
