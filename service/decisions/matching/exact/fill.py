"""Pieces that were left and still cost something: each goes to whom it suits best, or its price falls to nothing.

The mirror of `augment`: from the piece a search goes back over who would come for it, who would come for what they leave, and so
on, to somebody who has nothing or to a piece that may as well stay. Prices fall just enough to make that chain worth everybody's
while.
"""

from __future__ import annotations

from heapq import heappop, heappush
from typing import Any, NamedTuple

import numpy as np
from numba import njit

from service.decisions.matching.exact.state import FAR, NOBODY, Whole, label, leave, slot_of, take


class Ways(NamedTuple):
    """Where each node of the chain goes. A person: `to` a product (R,), or in place of `instead` (R,), -1 for neither. A product
    that is given up (G,): `giver` goes on as a person, or, where there is a `version`, -1 for none, changes to that."""

    to: Whole
    instead: Whole
    giver: Whole
    version: Whole


def ways_of(people: int, products: int) -> Ways:
    """Room for one search after the other."""
    return Ways(*(np.full(count, NOBODY, dtype=np.int64) for count in (people, people, products, products)))


@njit(cache=True)
def fill_all(state: Any, ways: Any) -> None:
    """Until every piece that is left costs nothing. Everybody must be content at the prices, but for pieces that are too dear."""
    for g in range(len(state.price)):
        while state.left[g] > 0 and state.price[g] > 0:
            cost, end, touched = _shortest_chain(state, ways, g)
            _lower_prices(state, cost, touched)
            if end >= 0:
                _move_along(state, ways, end, g)


@njit(cache=True)
def _shortest_chain(state: Any, ways: Any, g: Any) -> Any:
    """(its cost, the node where it begins or -1 where nobody is to move, how many nodes were touched)."""
    people = len(state.product)
    heap = [(np.int64(0), np.int64(people + g))]
    state.distance[people + g] = 0
    state.touched[0] = people + g
    touched = 1
    cost, end = state.price[g], np.int64(NOBODY)
    while len(heap) > 0:
        distance, node = heappop(heap)
        if distance >= cost:
            break
        if distance > state.distance[node]:
            continue
        if node >= people:
            cost, end, touched = _who_would_come(state, ways, heap, node - people, cost, end, touched)
        elif state.product[node] >= 0:
            cost, end, touched = _who_would_follow(state, ways, heap, node, cost, end, touched)
    return cost, end, touched


@njit(cache=True)
def _who_would_come(state: Any, ways: Any, heap: Any, g: Any, cost: Any, end: Any, touched: Any) -> Any:
    """People whose slot for the product is free, and holders of other versions, who keep their slot."""
    people = len(state.product)
    distance = state.distance[people + g]
    for person in range(people):
        worth = state.worth[person, g]
        if worth <= 0 or state.product[person] == g:
            continue
        held_by = state.holder[slot_of(state, person, g)]
        if held_by < 0:
            new = distance + state.utility[person] - worth + state.price[g]
            if new < cost and new < state.distance[person]:
                ways.to[person], ways.instead[person] = g, NOBODY
                cost, end, touched = _reach(state, heap, person, new, cost, end, touched)
        elif held_by == person:
            other = state.product[person]
            new = distance + state.own[person] - state.price[other] - worth + state.price[g]
            if new < cost and new < state.distance[people + other]:
                ways.giver[other], ways.version[other] = person, g
                cost, end, touched = _reach(state, heap, people + other, new, cost, end, touched)
    return cost, end, touched


@njit(cache=True)
def _who_would_follow(state: Any, ways: Any, heap: Any, person: Any, cost: Any, end: Any, touched: Any) -> Any:
    """Whoever would come when this person goes: for the product, once the slot is empty; or a colleague, for both."""
    people, g = len(state.product), state.product[person]
    distance, pays = state.distance[person], state.own[person] - state.utility[person]
    new = distance + pays - state.price[g]
    if new < cost and new < state.distance[people + g]:
        ways.giver[g], ways.version[g] = person, NOBODY
        cost, end, touched = _reach(state, heap, people + g, new, cost, end, touched)
    account, slot = state.account[person], slot_of(state, person, g)
    for colleague in range(state.colleagues[account], state.colleagues[account + 1]):
        worth = state.worth[colleague, g]
        if colleague == person or worth <= 0 or slot_of(state, colleague, g) != slot:
            continue
        new = distance + state.utility[colleague] - worth + pays
        if new < cost and new < state.distance[colleague]:
            ways.to[colleague], ways.instead[colleague] = NOBODY, person
            cost, end, touched = _reach(state, heap, colleague, new, cost, end, touched)
    return cost, end, touched


@njit(cache=True)
def _reach(state: Any, heap: Any, node: Any, new: Any, cost: Any, end: Any, touched: Any) -> Any:
    """A chain may begin with somebody who has nothing, or at a product whose price may fall to nothing."""
    people = len(state.product)
    touched = label(state, node, new, touched)
    heappush(heap, (new, np.int64(node)))
    if node >= people:
        if new + state.price[node - people] < cost:
            return new + state.price[node - people], np.int64(node), touched
    elif state.product[node] < 0 and new < cost:
        return new, np.int64(node), touched
    return cost, end, touched


@njit(cache=True)
def _lower_prices(state: Any, cost: Any, touched: Any) -> None:
    people = len(state.product)
    for k in range(touched):
        node = state.touched[k]
        fall = cost - state.distance[node]
        if fall > 0 and node < people:
            state.utility[node] += fall
        elif fall > 0:
            state.price[node - people] -= fall
        state.distance[node] = FAR


@njit(cache=True)
def _move_along(state: Any, ways: Any, end: Any, goal: Any) -> None:
    """From where the chain begins to the piece: everybody on it moves one step."""
    people = len(state.product)
    person, freed = end, np.int64(NOBODY)
    if end >= people:
        person, freed = np.int64(NOBODY), end - people
        state.left[freed] += 1
    while freed != goal:
        if freed < 0:
            other = ways.instead[person]
            if other >= 0:
                target = state.product[other]
                leave(state, other)
                take(state, person, target)
                person = other
                continue
            freed = ways.to[person]
            take(state, person, freed)
        elif ways.version[freed] >= 0:
            # The slot may have changed hands earlier on the chain.
            holder, target = state.holder[slot_of(state, ways.giver[freed], freed)], ways.version[freed]
            leave(state, holder)
            take(state, holder, target)
            freed = target
        else:
            person, freed = ways.giver[freed], np.int64(NOBODY)
            leave(state, person)
    state.left[goal] -= 1
