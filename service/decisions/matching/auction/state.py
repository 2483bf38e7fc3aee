"""The state of an auction: who holds which piece at which price, and the moves that keep it consistent.

A product's sold pieces are a heap, the cheapest on top, each with its holder and what they pay; its free pieces all cost the same.
What a newcomer would have to pay is the product's price: a free piece's, else the cheapest holder's. Within an account a family of
products has one place: whoever wants what a colleague holds pays what the colleague pays, and takes their piece; whoever wants
another version of it pays as much more than a newcomer as the colleague does.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from service.decisions.matching.assignment_instance import AssignmentInstance
from service.decisions.matching.prices import DualPrices, slot_prices
from service.decisions.matching.shortlist import Shortlist

NOBODY: Final = -1
_LARGE: Final = 96
"""In a larger account a table says who holds what; in a smaller one the colleagues are asked one by one."""


class AuctionState(NamedTuple):
    """R people with K products each on their shortlist, G products, A accounts, P pieces, N listed pairs.

    `product`, `worth` (R, K): the shortlist. `entry` (N,): places r * K + k of a product's pairs, from `pairs_from` (G + 1,) on.
    `slot_price`, `slot_person` (P,): the heaps, product g's from `heap_from[g]`. `price` (G,): what a newcomer pays. `given` (R,):
    the column each person holds, `place` (R,) the piece. `large` (A,) numbers large accounts in `holder` (_, F).
    `family` (G,): products of which an account has one.
    `cost` (Z, G) by `zone` (R,) minor units. `money` (A,): what a minor unit costs each account.
    """

    product: Any
    worth: Any
    account: Any
    colleagues: Any
    pairs_from: Any
    entry: Any
    heap_from: Any
    stock: Any
    sold: Any
    price: Any
    slot_price: Any
    slot_person: Any
    place: Any
    given: Any
    large: Any
    holder: Any
    cost: Any
    zone: Any
    money: Any
    family: Any


def set_up(
    instance: AssignmentInstance, shortlist: Shortlist, prices: DualPrices, held: NDArray[np.int16]
) -> AuctionState:
    """The state at these prices in which people hold `held` (R,) products, -1 for none, as far as prices and pieces allow."""
    people = instance.people
    counts, entry = _by_product(shortlist.product, instance.products)
    heap_from = np.concatenate([[0], np.cumsum(np.minimum(instance.stock, np.diff(counts)))]).astype(np.int64)
    colleagues = instance.colleagues
    large = np.full(instance.accounts, NOBODY, dtype=np.int32)
    many = np.flatnonzero(np.diff(colleagues) > _LARGE)
    large[many] = np.arange(len(many))
    state = AuctionState(
        product=shortlist.product,
        worth=shortlist.worth,
        account=instance.account,
        colleagues=colleagues,
        pairs_from=counts,
        entry=entry,
        heap_from=heap_from,
        stock=instance.stock,
        sold=np.zeros(instance.products, dtype=np.int64),
        price=prices.product.copy(),
        slot_price=np.zeros(int(heap_from[-1])),
        slot_person=np.full(int(heap_from[-1]), NOBODY, dtype=np.int32),
        place=np.full(people, NOBODY, dtype=np.int32),
        given=np.full(people, NOBODY, dtype=np.int16),
        large=large,
        holder=np.full((len(many), instance.families), NOBODY, dtype=np.int32),
        cost=instance.cost,
        zone=instance.zone,
        money=prices.money + prices.account_money,
        family=instance.family,
    )
    _hand_out(state, held, prices.slots)
    return state


def reopen(state: AuctionState, down: NDArray[np.float64]) -> None:
    """Lowers every product's price by `down` (G,), and what its holders pay, though not below nothing. Nobody has to leave."""
    state.price[:] = np.maximum(0.0, state.price - down)
    rooms = np.diff(state.heap_from)
    # The same step for a whole heap, cut off at the same floor: it stays a heap.
    state.slot_price[:] = np.maximum(state.slot_price - np.repeat(down, rooms), np.repeat(state.price, rooms))


def products_given(state: AuctionState) -> NDArray[np.int16]:
    """(R,) the product each person holds, or -1."""
    columns = np.maximum(state.given, 0)[:, None].astype(np.int64)
    held: NDArray[np.int16] = np.take_along_axis(state.product, columns, axis=1)[:, 0]
    return np.where(state.given >= 0, held, np.int16(NOBODY))


def prices_in(state: AuctionState, money: float, account_money: NDArray[np.float64]) -> DualPrices:
    """The prices of this state, as the certificate takes them; `account_money` (A,): what a minor unit costs each account beyond
    `money`."""
    people = np.flatnonzero(state.given >= 0)
    products = products_given(state)[people]
    extra = state.slot_price[state.place[people]] - state.price[products]
    dearer = extra > 0
    slots = slot_prices(
        len(account_money), state.account[people[dearer]], state.family[products[dearer]], extra[dearer]
    )
    return DualPrices(state.price.copy(), money, account_money, slots)


@njit(cache=True, nogil=True)
def held_by(state: Any, account: Any, product: Any) -> Any:
    """Who of an account holds the product, or another version of it, or nobody."""
    family = state.family[product]
    if state.large[account] >= 0:
        return state.holder[state.large[account], family]
    for person in range(state.colleagues[account], state.colleagues[account + 1]):
        k = state.given[person]
        if k >= 0 and state.family[state.product[person, k]] == family:
            return np.int32(person)
    return np.int32(NOBODY)


@njit(cache=True, nogil=True)
def holds(state: Any, person: Any, product: Any) -> Any:
    """Whether somebody who has a gift has this one, and not another version of it."""
    return state.product[person, state.given[person]] == product


@njit(cache=True, nogil=True)
def surcharge(state: Any, holder: Any) -> Any:
    """What somebody pays for their gift beyond what a newcomer would, because colleagues want it too."""
    return state.slot_price[state.place[holder]] - state.price[state.product[holder, state.given[holder]]]


@njit(cache=True, nogil=True)
def net(state: Any, person: Any, k: Any) -> Any:
    """What a column is worth to a person after its money is paid for, in float64."""
    return (
        state.worth[person, k]
        - state.money[state.account[person]] * state.cost[state.zone[person], state.product[person, k]]
    )


@njit(cache=True, nogil=True)
def profit(state: Any, person: Any) -> Any:
    """What a person keeps of the gift they hold; nothing without one."""
    k = state.given[person]
    return net(state, person, k) - state.slot_price[state.place[person]] if k >= 0 else 0.0


@njit(cache=True, nogil=True)
def take_free(state: Any, person: Any, k: Any, pays: Any) -> None:
    """Gives a free piece to a person who has none; nobody pays less than what a free piece costs."""
    product = state.product[person, k]
    at = state.heap_from[product] + state.sold[product]
    state.sold[product] += 1
    _put(state, at, person, k, max(pays, state.price[product]))
    _rise(state, product, at)
    _reprice(state, product)


@njit(cache=True, nogil=True)
def push_out(state: Any, at: Any, person: Any, k: Any, pays: Any) -> Any:
    """Gives a sold piece to a person who pays more for it; returns who held it."""
    product = state.product[person, k]
    out = state.slot_person[at]
    _note(state, state.account[out], product, NOBODY)
    state.place[out] = NOBODY
    state.given[out] = NOBODY
    _put(state, at, person, k, pays)
    _sink(state, product, at)
    _reprice(state, product)
    return out


@njit(cache=True, nogil=True)
def leave(state: Any, person: Any) -> Any:
    """Puts a person's piece back at the product's price of this moment; returns the product."""
    product = state.product[person, state.given[person]]
    at = state.place[person]
    state.sold[product] -= 1
    last = state.heap_from[product] + state.sold[product]
    if at != last:
        _exchange(state, at, last)
        _sink(state, product, at)
        _rise(state, product, at)
    _note(state, state.account[person], product, NOBODY)
    state.place[person] = NOBODY
    state.given[person] = NOBODY
    return product


@njit(cache=True, nogil=True)
def lower(state: Any, at: Any, person: Any, pays: Any) -> None:
    """Lets a holder pay less for the same piece, though never less than a newcomer."""
    state.slot_price[at] = pays
    _rise(state, state.product[person, state.given[person]], at)


@njit(cache=True, nogil=True)
def _put(state: Any, at: Any, person: Any, k: Any, pays: Any) -> None:
    state.slot_price[at] = pays
    state.slot_person[at] = person
    state.place[person] = at
    state.given[person] = k
    _note(state, state.account[person], state.product[person, k], person)


@njit(cache=True, nogil=True)
def _note(state: Any, account: Any, product: Any, person: Any) -> None:
    if state.large[account] >= 0:
        state.holder[state.large[account], state.family[product]] = person


@njit(cache=True, nogil=True)
def _reprice(state: Any, product: Any) -> None:
    """With the last piece gone a newcomer pays what the cheapest holder pays."""
    if state.sold[product] == state.stock[product]:
        state.price[product] = state.slot_price[state.heap_from[product]]


@njit(cache=True, nogil=True)
def _exchange(state: Any, i: Any, j: Any) -> None:
    one, other = state.slot_person[i], state.slot_person[j]
    state.slot_person[i], state.slot_person[j] = other, one
    state.place[one], state.place[other] = j, i
    price = state.slot_price[i]
    state.slot_price[i] = state.slot_price[j]
    state.slot_price[j] = price


@njit(cache=True, nogil=True)
def _sink(state: Any, product: Any, at: Any) -> None:
    base, count = state.heap_from[product], state.sold[product]
    at -= base
    while 2 * at + 1 < count:
        child = 2 * at + 1
        if child + 1 < count and state.slot_price[base + child + 1] < state.slot_price[base + child]:
            child += 1
        if state.slot_price[base + child] >= state.slot_price[base + at]:
            return
        _exchange(state, base + at, base + child)
        at = child


@njit(cache=True, nogil=True)
def _rise(state: Any, product: Any, at: Any) -> None:
    base = state.heap_from[product]
    at -= base
    while at > 0:
        parent = (at - 1) // 2
        if state.slot_price[base + parent] <= state.slot_price[base + at]:
            return
        _exchange(state, base + at, base + parent)
        at = parent


@njit(cache=True)
def _by_product(product: Any, products: int) -> Any:
    """(pairs_from (G + 1,), entry (N,))."""
    people, width = product.shape
    starts = np.zeros(products + 1, dtype=np.int64)
    for person in range(people):
        for k in range(width):
            if product[person, k] < 0:
                break
            starts[product[person, k] + 1] += 1
    for g in range(products):
        starts[g + 1] += starts[g]
    at = starts[:-1].copy()
    entry = np.empty(starts[-1], dtype=np.int32)
    for person in range(people):
        for k in range(width):
            g = product[person, k]
            if g < 0:
                break
            entry[at[g]] = person * width + k
            at[g] += 1
    return starts, entry


@njit(cache=True)
def _hand_out(state: Any, held: Any, slots: Any) -> None:
    for person in range(len(held)):
        if held[person] < 0 or state.sold[held[person]] == state.stock[held[person]]:
            continue
        account = state.account[person]
        if held_by(state, account, held[person]) != NOBODY:
            continue
        pays = state.price[held[person]]
        for s in range(slots.first[account], slots.first[account + 1]):
            if slots.family[s] == state.family[held[person]]:
                pays += slots.price[s]
        for k in range(state.product.shape[1]):
            if state.product[person, k] == held[person]:
                take_free(state, person, k, pays)
                break
