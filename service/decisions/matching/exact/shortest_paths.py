"""The exact joint choice without a budget: successive shortest augmenting paths over two levels of prices.

People come one after another. A person pays the product's price, or, where a colleague holds the product, the price of that
colleague's slot: the slot (family, account) has room for one, the product for its stock. Each newcomer finds the cheapest
path of moves (I take yours, you take the next ...) that ends at a free piece or at somebody going without. Prices rise just
enough to keep every person content, so the assignment is optimal after each step and the prices prove it.

Where a family has several versions, whoever wants a colleague's slot takes the version that is in it; whoever has the slot may
change the version. So all is a network still, as long as to both colleagues one version is better than another by the same; others
have slots of their own, and `one_of_a_family` keeps those apart.

What is optimal stays so, but for few people, when products get dearer or cheaper, when pieces are taken away or come back: a search
goes on from there.

Worth is in whole numbers, so nothing is ever lost to rounding and the search always ends.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from service.decisions.matching.exact.augment import augment_for_each
from service.decisions.matching.exact.fill import ways_of
from service.decisions.matching.exact.one_of_a_family import keep_apart, settle, unsettle
from service.decisions.matching.exact.state import (
    FAR,
    NOBODY,
    ShortestPaths,
    Slots,
    State,
    Whole,
    best_offer,
    send_away,
    state_of,
    without_versions,
)


def assign_by_shortest_paths(
    worth: Whole, account: NDArray[np.integer], stock: Whole, slots: Slots | None = None
) -> ShortestPaths:
    """The assignment of greatest total worth, at most one product a person, one holder a slot, `stock` holders a product.

    `worth` (R, G) is above zero where a pair may be used and better than nothing, and anything else where not; `account` (R,)
    counts from 0 and never falls. Without `slots` every product is a family of its own. Who comes first has the choice between
    plans of equal worth.
    """
    slots = slots or without_versions(account, worth.shape[1])
    nobody = np.full(len(account), NOBODY, dtype=np.int64)
    nothing = np.zeros(len(account), dtype=np.int64)
    if not slots.has_versions:
        state = state_of(worth, account, slots, stock, nobody, nothing, np.zeros_like(stock))
        augment_for_each(state, np.arange(len(account)))
        return _found(state, _no_dues())
    base, worth = worth, worth.copy()
    state = state_of(worth, account, slots, stock, nobody, nothing, np.zeros_like(stock))
    dues = np.zeros((len(state.colleagues) - 1, len(slots.column)), dtype=np.int64)
    return _settled(state, np.ones(len(account), dtype=np.bool_), base, dues)


def go_on_from(
    earlier: ShortestPaths,
    worth: Whole,
    account: NDArray[np.integer],
    stock: Whole,
    fallen: Whole,
    taken: Whole,
    slots: Slots | None = None,
) -> ShortestPaths:
    """As `assign_by_shortest_paths`, from an `earlier` answer to the same question with every product worth `fallen` (G,) more to
    everybody, down to nothing, and with `taken` (G,) more pieces; less and fewer where they are negative."""
    slots = slots or without_versions(account, worth.shape[1])
    held, utility, price = earlier.product.copy(), earlier.utility.copy(), earlier.price.copy()
    waiting = np.empty(len(account), dtype=np.int64)
    if not slots.has_versions:
        state = state_of(worth, account, slots, stock + taken, held, utility, price)
        if (fallen >= 0).all() and (taken >= 0).all():
            count = _take_pieces(state, taken, waiting, _make_dearer(state, fallen, waiting))
            augment_for_each(state, np.sort(waiting[:count]))
            return _found(state, _no_dues())
        _let_move(state, fallen, earlier.own)
        is_waiting = _wait(waiting, _take_pieces(state, taken, waiting, 0))
        unsettle(state, is_waiting)
        settle(state, ways_of(*worth.shape), is_waiting)
        return _found(state, _no_dues())
    dues = earlier.dues.copy()
    base, worth = worth, np.maximum(worth - dues[account][:, slots.family], 0)
    state = state_of(worth, account, slots, stock + taken, held, utility, price)
    _let_fall(state, fallen)
    is_waiting = _wait(waiting, _take_pieces(state, taken, waiting, 0))
    unsettle(state, is_waiting)
    return _settled(state, is_waiting, base, dues)


def _settled(state: State, waiting: NDArray[np.bool_], base: Whole, dues: Whole) -> ShortestPaths:
    ways = ways_of(*state.worth.shape)
    settle(state, ways, waiting)
    keep_apart(state, ways, waiting, base, dues)
    return _found(state, dues)


def _found(state: State, dues: Whole) -> ShortestPaths:
    return ShortestPaths(state.product, state.utility, state.price, state.own, dues)


def _no_dues() -> Whole:
    return np.zeros((0, 0), dtype=np.int64)


def _wait(waiting: Whole, count: int) -> NDArray[np.bool_]:
    """(R,) who is among the first so many of `waiting` (R,)."""
    is_waiting = np.zeros(len(waiting), dtype=np.bool_)
    is_waiting[waiting[:count]] = True
    return is_waiting


@njit(cache=True)
def _let_fall(state: Any, fallen: Any) -> None:
    """Lets prices fall with what products are worth, as far as they can, and what people keep where they have no more to pay."""
    for g in range(len(fallen)):
        state.price[g] = max(0, state.price[g] - fallen[g])
    for person in range(len(state.product)):
        g = state.product[person]
        if g >= 0:
            state.utility[person] = min(state.utility[person], state.own[person] - state.price[g])


@njit(cache=True)
def _let_move(state: Any, fallen: Any, own: Any) -> None:
    """Lets prices follow what products are worth, up only where they cost anything; whoever pays more than the price goes on paying
    so much more. `own` (R,) is what their products were worth to people before."""
    for person in range(len(state.product)):
        g = state.product[person]
        if g < 0:
            continue
        price = state.price[g]
        if fallen[g] >= 0:
            price = max(0, price - fallen[g])
            state.utility[person] = min(state.utility[person], state.own[person] - price)
        else:
            beyond = own[person] - state.utility[person] - price
            price = price - fallen[g] if price > 0 else price
            state.utility[person] = state.own[person] - price - beyond
        state.utility[person] = max(state.utility[person], 0)
    for g in range(len(fallen)):
        if fallen[g] >= 0 or state.price[g] > 0:
            state.price[g] = max(0, state.price[g] - fallen[g])


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
        if state.utility[person] <= 0 or best_offer(state, person, NOBODY) > state.utility[person]:
            state.left[state.product[person]] += 1
            send_away(state, person)
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
            cheapest, least, person = state.first[g], FAR, state.first[g]
            while person >= 0:
                pays = state.own[person] - state.utility[person]
                if pays < least or (pays == least and person > cheapest):
                    cheapest, least = person, pays
                person = state.after[person]
            state.price[g] = max(state.price[g], least)
            send_away(state, cheapest)
            waiting[count] = cheapest
            count += 1
    return count
