"""One newcomer after another, each along the cheapest path: the step of the exact joint choice, and how prices rise with it."""

from __future__ import annotations

from heapq import heappop, heappush
from typing import Any, Final

import numpy as np
from numba import njit

from service.decisions.matching.exact.state import (
    FAR,
    NOBODY,
    best_offer,
    label,
    leave,
    slot_of,
    slot_price,
    take,
)

_FROM_PRODUCT: Final = -2


@njit(cache=True)
def augment_for_each(state: Any, newcomers: Any) -> None:
    """Brings in people (N,) who have nothing, as far as it is worth their while. Every other person must be content."""
    for newcomer in newcomers:
        state.utility[newcomer] = best_offer(state, newcomer, NOBODY)
        if state.utility[newcomer] > 0:
            cost, end, touched = _shortest_path(state, newcomer)
            _raise_prices(state, cost, touched)
            _augment_along(state, newcomer, end)


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
    keeps = state.distance[person] + state.utility[person]
    for g in range(products):
        worth = state.worth[person, g]
        if keeps - worth + state.price[g] >= cost or worth <= 0 or state.product[person] == g:
            continue
        held_by = state.holder[slot_of(state, person, g)]
        if held_by == person:
            continue  # somebody has just taken that slot
        price = slot_price(state, person, g)
        node = people + g if held_by < 0 else held_by
        if price == FAR or keeps - worth + price >= min(cost, state.distance[node]):
            continue
        new = keeps - worth + price
        touched = label(state, node, new, touched)
        if held_by >= 0:
            state.person_from[held_by] = person
            cost, end = _or_go_without(state, held_by, cost, end)
            heappush(heap, (new, np.int64(node)))
        else:
            state.taker[g], state.changes[g] = person, False
            cost, end = _or_find_a_piece(state, heap, g, new, cost, end)
    return cost, end, touched


@njit(cache=True)
def _relax_holders(state: Any, heap: Any, g: Any, cost: Any, end: Any, touched: Any) -> Any:
    """Whom a newcomer could push out where no piece is left; leaving a dear slot costs what it is dearer by."""
    other = state.first[g]
    distance = state.distance[len(state.product) + g]
    has_versions = state.column[state.family[g]] >= 0
    while other >= 0:
        new = distance + state.own[other] - state.utility[other] - state.price[g]
        if new < cost and new < state.distance[other]:
            touched = label(state, other, new, touched)
            state.person_from[other] = _FROM_PRODUCT
            cost, end = _or_go_without(state, other, cost, end)
            heappush(heap, (new, other))
        if has_versions:
            cost, end, touched = _relax_versions(state, heap, other, g, cost, end, touched)
        other = state.after[other]
    return cost, end, touched


@njit(cache=True)
def _relax_versions(state: Any, heap: Any, other: Any, g: Any, cost: Any, end: Any, touched: Any) -> Any:
    """To which other versions of `g` its holder could change, and keep their slot."""
    people, family = len(state.product), state.family[g]
    keeps = state.distance[people + g] + state.own[other] - state.price[g]
    for at in range(state.first_version[family], state.first_version[family + 1]):
        version = state.versions[at]
        worth = state.worth[other, version]
        if version == g or worth <= 0:
            continue
        new = keeps - worth + state.price[version]
        if new < cost and new < state.distance[people + version]:
            touched = label(state, people + version, new, touched)
            state.taker[version], state.changes[version] = other, True
            cost, end = _or_find_a_piece(state, heap, version, new, cost, end)
    return cost, end, touched


@njit(cache=True)
def _or_find_a_piece(state: Any, heap: Any, g: Any, new: Any, cost: Any, end: Any) -> Any:
    """The path ends where a piece is left; elsewhere it goes on by the product's holders."""
    node = np.int64(len(state.product) + g)
    if state.left[g] > 0:
        return new, node
    heappush(heap, (new, node))
    return cost, end


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
        state.distance[node] = FAR


@njit(cache=True)
def _augment_along(state: Any, newcomer: Any, end: Any) -> None:
    """Follows the path back from its end; everybody on it moves one step."""
    people = len(state.product)
    if end < people:
        mover, target, from_product = end, np.int64(NOBODY), False
    else:
        target = end - people
        state.left[target] -= 1
        mover, from_product = _who_comes_to(state, target)
    while True:
        leaves = state.product[mover]
        if leaves >= 0:
            leave(state, mover)
        if target >= 0:
            take(state, mover, target)
        if mover == newcomer:
            break
        target = leaves
        if from_product or state.person_from[mover] == _FROM_PRODUCT:
            mover, from_product = _who_comes_to(state, leaves)
        else:
            mover, from_product = state.person_from[mover], False


@njit(cache=True)
def _who_comes_to(state: Any, g: Any) -> Any:
    """(who takes a piece, whether from another version). The slot may have changed hands further along the path."""
    taker = state.taker[g]
    return (state.holder[slot_of(state, taker, g)], True) if state.changes[g] else (taker, False)
