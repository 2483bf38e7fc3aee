"""The exact joint choice without a budget: successive shortest augmenting paths over two levels of prices.

People come one after another. A person pays the product's price, or, where a colleague holds the product, the price of that
colleague's slot: the slot (account, product) has room for one, the product for its stock. Each newcomer finds the cheapest
path of moves (I take yours, you take the next ...) that ends at a free piece or at somebody going without. Prices rise just
enough to keep every person content, so the assignment is optimal after each step and the prices prove it.

Worth is in whole numbers, so nothing is ever lost to rounding and the search always ends.
"""

from __future__ import annotations

from dataclasses import dataclass
from heapq import heappop, heappush
from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

Whole = NDArray[np.int64]
_FAR = np.int64(1) << 62
_FROM_PRODUCT = -2
_NOBODY = -1


@dataclass(frozen=True, slots=True)
class ShortestPaths:
    """`product` (R,) is the product of each person or -1; `utility` (R,) what they keep after paying; `price` (G,) of products.

    The slot price of a product somebody holds is their worth of it less their utility; it is never below the product's price.
    """

    product: Whole
    utility: Whole
    price: Whole


def assign_by_shortest_paths(worth: Whole, account: NDArray[np.integer], stock: Whole) -> ShortestPaths:
    """The assignment of greatest total worth, at most one product a person, one holder a slot, `stock` holders a product.

    `worth` (R, G) is above zero where a pair may be used and better than nothing, and anything else where not; `account` (R,)
    counts from 0. Who comes first has the choice between plans of equal worth.
    """
    accounts = int(account.max()) + 1 if len(account) else 0
    return ShortestPaths(*_augment_for_each(worth, account, stock, accounts))


class _State(NamedTuple):
    """The arrays of one run. `distance` and the two ways back hold nodes: people 0..R-1, products R..R+G-1."""

    worth: Whole
    account: NDArray[np.integer]
    product: Whole
    utility: Whole
    price: Whole
    left: Whole
    holder: Whole  # (A, G) who holds the slot
    first: Whole  # (G,) the first holder of a product; the rest as a linked list: it may be everybody
    after: Whole
    before: Whole
    distance: Whole
    person_from: Whole  # the person who pushes this one out, or _FROM_PRODUCT
    taker: Whole  # (G,) the person who comes to this product
    touched: Whole


@njit(cache=True)
def _augment_for_each(worth: Any, account: Any, stock: Any, accounts: int) -> Any:
    people, products = worth.shape
    nodes = people + products
    state = _State(
        worth,
        account,
        np.full(people, _NOBODY, np.int64),
        np.zeros(people, np.int64),
        np.zeros(products, np.int64),
        stock.copy(),
        np.full((accounts, products), _NOBODY, np.int64),
        np.full(products, _NOBODY, np.int64),
        np.full(people, _NOBODY, np.int64),
        np.full(people, _NOBODY, np.int64),
        np.full(nodes, _FAR, np.int64),
        np.full(people, _NOBODY, np.int64),
        np.full(products, _NOBODY, np.int64),
        np.empty(nodes, np.int64),
    )
    for newcomer in range(people):
        state.utility[newcomer] = _best_offer(state, newcomer)
        if state.utility[newcomer] > 0:
            cost, end, touched = _shortest_path(state, newcomer)
            _raise_prices(state, cost, touched)
            _augment_along(state, newcomer, end)
    return state.product, state.utility, state.price


@njit(cache=True)
def _best_offer(state: Any, person: Any) -> Any:
    """What a person would keep at today's prices, 0 when everything is too dear."""
    best = np.int64(0)
    for g in range(state.worth.shape[1]):
        if state.worth[person, g] > 0:
            best = max(best, state.worth[person, g] - _slot_price(state, person, g))
    return best


@njit(cache=True)
def _slot_price(state: Any, person: Any, g: Any) -> Any:
    held_by = state.holder[state.account[person], g]
    return state.price[g] if held_by < 0 else state.worth[held_by, g] - state.utility[held_by]


@njit(cache=True)
def _shortest_path(state: Any, newcomer: Any) -> Any:
    """Dijkstra from the newcomer to the cheapest ending: (its cost, its node, how many nodes were touched).

    A path may end at a person, who then goes without, or at a product with a piece left. Labels that cost as much as the best
    ending so far are never made, which keeps most searches tiny.
    """
    people = len(state.product)
    heap = [(np.int64(0), np.int64(newcomer))]
    state.distance[newcomer] = 0
    state.touched[0] = newcomer
    touched = 1
    cost, end = state.utility[newcomer], np.int64(newcomer)
    while len(heap) > 0:
        distance, node = heappop(heap)
        if distance >= cost:
            break
        if distance > state.distance[node]:
            continue
        if node < people:
            cost, end, touched = _relax_products(state, heap, node, cost, end, touched)
        else:
            cost, end, touched = _relax_holders(state, heap, node - people, cost, end, touched)
    return cost, end, touched


@njit(cache=True)
def _relax_products(state: Any, heap: Any, person: Any, cost: Any, end: Any, touched: Any) -> Any:
    """Where a person on the path could go: to a colleague's slot, or to the product itself."""
    people, products = state.worth.shape
    for g in range(products):
        worth = state.worth[person, g]
        if worth <= 0 or state.product[person] == g:
            continue
        new = state.distance[person] + state.utility[person] - worth + _slot_price(state, person, g)
        held_by = state.holder[state.account[person], g]
        node = people + g if held_by < 0 else held_by
        if new >= cost or new >= state.distance[node]:
            continue
        touched = _label(state, node, new, touched)
        if held_by >= 0:
            state.person_from[held_by] = person
            cost, end = _or_go_without(state, held_by, cost, end)
            heappush(heap, (new, np.int64(node)))
        else:
            state.taker[g] = person
            if state.left[g] > 0:
                cost, end = new, np.int64(node)
            else:
                heappush(heap, (new, np.int64(node)))
    return cost, end, touched


@njit(cache=True)
def _relax_holders(state: Any, heap: Any, g: Any, cost: Any, end: Any, touched: Any) -> Any:
    """Whom a newcomer could push out where no piece is left; leaving a dear slot costs what it is dearer by."""
    other = state.first[g]
    distance = state.distance[len(state.product) + g]
    while other >= 0:
        new = distance + state.worth[other, g] - state.utility[other] - state.price[g]
        if new < cost and new < state.distance[other]:
            touched = _label(state, other, new, touched)
            state.person_from[other] = _FROM_PRODUCT
            cost, end = _or_go_without(state, other, cost, end)
            heappush(heap, (new, other))
        other = state.after[other]
    return cost, end, touched


@njit(cache=True)
def _label(state: Any, node: Any, distance: Any, touched: Any) -> Any:
    if state.distance[node] == _FAR:
        state.touched[touched] = node
        touched += 1
    state.distance[node] = distance
    return touched


@njit(cache=True)
def _or_go_without(state: Any, person: Any, cost: Any, end: Any) -> Any:
    without = state.distance[person] + state.utility[person]
    if without < cost:
        return without, np.int64(person)
    return cost, end


@njit(cache=True)
def _raise_prices(state: Any, cost: Any, touched: Any) -> None:
    """Makes the path worth its while for everybody on it; what was nearer to the newcomer becomes dearer by more."""
    people = len(state.product)
    for k in range(touched):
        node = state.touched[k]
        rise = cost - state.distance[node]
        if rise > 0 and node < people:
            state.utility[node] -= rise
        elif rise > 0:
            state.price[node - people] += rise
        state.distance[node] = _FAR


@njit(cache=True)
def _augment_along(state: Any, newcomer: Any, end: Any) -> None:
    """Follows the path back from its end; everybody on it moves one step."""
    people = len(state.product)
    if end < people:
        mover, target = end, np.int64(_NOBODY)
    else:
        target = end - people
        state.left[target] -= 1
        mover = state.taker[target]
    while True:
        leaves = state.product[mover]
        if leaves >= 0:
            _leave(state, mover, leaves)
        state.product[mover] = target
        if target >= 0:
            _take(state, mover, target)
        if mover == newcomer:
            break
        target = leaves
        mover = state.taker[leaves] if state.person_from[mover] == _FROM_PRODUCT else state.person_from[mover]


@njit(cache=True)
def _leave(state: Any, person: Any, g: Any) -> None:
    state.holder[state.account[person], g] = _NOBODY
    before, after = state.before[person], state.after[person]
    if before >= 0:
        state.after[before] = after
    else:
        state.first[g] = after
    if after >= 0:
        state.before[after] = before


@njit(cache=True)
def _take(state: Any, person: Any, g: Any) -> None:
    state.holder[state.account[person], g] = person
    state.before[person] = _NOBODY
    state.after[person] = state.first[g]
    if state.first[g] >= 0:
        state.before[state.first[g]] = person
    state.first[g] = person
