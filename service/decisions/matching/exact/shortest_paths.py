"""The exact joint choice without a budget: successive shortest augmenting paths over two levels of prices.

People come one after another. A person pays the product's price, or, where a colleague holds the product, the price of that
colleague's slot: the slot (account, product) has room for one, the product for its stock. Each newcomer finds the cheapest
path of moves (I take yours, you take the next ...) that ends at a free piece or at somebody going without. Prices rise just
enough to keep every person content, so the assignment is optimal after each step and the prices prove it.

What is optimal stays so, but for few people, when products get dearer or pieces are taken away: a search goes on from there.

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
    nobody = np.full(len(account), _NOBODY, dtype=np.int64)
    state = _state_of(worth, account, stock, nobody, np.zeros(len(account), dtype=np.int64), np.zeros_like(stock))
    _augment_for_each(state, np.arange(len(account)))
    return ShortestPaths(state.product, state.utility, state.price)


def go_on_from(
    earlier: ShortestPaths, worth: Whole, account: NDArray[np.integer], stock: Whole, fallen: Whole, taken: Whole
) -> ShortestPaths:
    """As `assign_by_shortest_paths`, from an `earlier` answer to the same question with every product worth `fallen` (G,) more to
    everybody, down to nothing, and with `taken` (G,) more pieces. Neither is negative."""
    state = _state_of(
        worth, account, stock + taken, earlier.product.copy(), earlier.utility.copy(), earlier.price.copy()
    )
    waiting = np.empty(len(account), dtype=np.int64)
    count = _take_pieces(state, taken, waiting, _make_dearer(state, fallen, waiting))
    _augment_for_each(state, np.sort(waiting[:count]))
    return ShortestPaths(state.product, state.utility, state.price)


class _State(NamedTuple):
    """The arrays of one run. `distance` and the two ways back hold nodes: people 0..R-1, products R..R+G-1."""

    worth: Whole
    account: NDArray[np.integer]
    product: Whole
    utility: Whole
    price: Whole
    left: Whole
    own: Whole  # (R,) what each person's own product is worth to them: looked up far more often than the table can be
    holder: Whole  # (A, G) who holds the slot
    first: Whole  # (G,) the first holder of a product; the rest as a linked list: it may be everybody
    after: Whole
    before: Whole
    distance: Whole
    person_from: Whole  # the person who pushes this one out, or _FROM_PRODUCT
    taker: Whole  # (G,) the person who comes to this product
    touched: Whole


def _state_of(
    worth: Whole, account: NDArray[np.integer], stock: Whole, product: Whole, utility: Whole, price: Whole
) -> _State:
    """The arrays of a run in which people (R,) have `product` already, -1 for none, keep `utility` and products cost `price`."""
    people, products = worth.shape
    nodes = people + products
    state = _State(
        worth=worth,
        account=account,
        product=np.full(people, _NOBODY, dtype=np.int64),
        utility=utility,
        price=price,
        left=stock.astype(np.int64),
        own=np.zeros(people, dtype=np.int64),
        holder=np.full((int(account.max(initial=-1)) + 1, products), _NOBODY, dtype=np.int64),
        first=np.full(products, _NOBODY, dtype=np.int64),
        after=np.full(people, _NOBODY, dtype=np.int64),
        before=np.full(people, _NOBODY, dtype=np.int64),
        distance=np.full(nodes, _FAR, dtype=np.int64),
        person_from=np.full(people, _NOBODY, dtype=np.int64),
        taker=np.full(products, _NOBODY, dtype=np.int64),
        touched=np.empty(nodes, dtype=np.int64),
    )
    _hand_out(state, product)
    return state


@njit(cache=True)
def _hand_out(state: Any, product: Any) -> None:
    for person in range(len(product)):
        if product[person] >= 0:
            state.product[person] = product[person]
            state.left[product[person]] -= 1
            _take(state, person, product[person])


@njit(cache=True)
def _augment_for_each(state: Any, newcomers: Any) -> None:
    for newcomer in newcomers:
        state.utility[newcomer] = _best_offer(state, newcomer)
        if state.utility[newcomer] > 0:
            cost, end, touched = _shortest_path(state, newcomer)
            _raise_prices(state, cost, touched)
            _augment_along(state, newcomer, end)


@njit(cache=True)
def _make_dearer(state: Any, fallen: Any, waiting: Any) -> Any:
    """Lets prices fall with what products are worth, as far as they can; whoever then does better elsewhere leaves, and waits.

    Where a price falls as far as the worth, nothing changes for anybody. Only what cost less than that has become dearer, and is
    free now: so whoever leaves it leaves nothing that costs anything. Returns how many wait.
    """
    for g in range(len(fallen)):
        state.price[g] = max(0, state.price[g] - fallen[g])
    touched = 0
    for person in range(len(state.product)):
        g = state.product[person]
        if g >= 0 and (state.own[person] <= 0 or state.own[person] - state.utility[person] < state.price[g]):
            state.utility[person] = state.own[person] - state.price[g]
            waiting[touched] = person
            touched += 1
    count = 0
    for k in range(touched):
        person = waiting[k]
        if state.utility[person] <= 0 or _best_offer(state, person) > state.utility[person]:
            state.left[state.product[person]] += 1
            _send_away(state, person)
            waiting[count] = person
            count += 1
    return count


@njit(cache=True)
def _take_pieces(state: Any, taken: Any, waiting: Any, count: Any) -> Any:
    """Takes pieces away: free ones first, then those of whoever pays least, who wait. Returns how many wait in all.

    A product without a free piece may cost as much as its cheapest holder pays, so nobody is tempted by what that one leaves.
    """
    for g in range(len(taken)):
        free = min(taken[g], state.left[g])
        state.left[g] -= free
        for _ in range(taken[g] - free):
            cheapest, least, person = state.first[g], _FAR, state.first[g]
            while person >= 0:
                pays = state.own[person] - state.utility[person]
                if pays < least or (pays == least and person > cheapest):
                    cheapest, least = person, pays
                person = state.after[person]
            state.price[g] = max(state.price[g], least)
            _send_away(state, cheapest)
            waiting[count] = cheapest
            count += 1
    return count


@njit(cache=True)
def _send_away(state: Any, person: Any) -> None:
    _leave(state, person, state.product[person])
    state.product[person] = _NOBODY
    state.utility[person] = 0


@njit(cache=True)
def _best_offer(state: Any, person: Any) -> Any:
    """What a person would keep at today's prices, 0 when everything is too dear."""
    best = np.int64(0)
    for g in range(state.worth.shape[1]):
        # A slot never costs less than the product: most are too dear before anybody looks who holds it.
        if state.worth[person, g] - state.price[g] > best:
            best = max(best, state.worth[person, g] - _slot_price(state, person, g))
    return best


@njit(cache=True)
def _slot_price(state: Any, person: Any, g: Any) -> Any:
    held_by = state.holder[state.account[person], g]
    return state.price[g] if held_by < 0 else state.own[held_by] - state.utility[held_by]


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
        new = keeps - worth + _slot_price(state, person, g)
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
        new = distance + state.own[other] - state.utility[other] - state.price[g]
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
    state.own[person] = state.worth[person, g]
    state.before[person] = _NOBODY
    state.after[person] = state.first[g]
    if state.first[g] >= 0:
        state.before[state.first[g]] = person
    state.first[g] = person
