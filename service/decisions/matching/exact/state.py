"""Who holds what while paths are sought, at which prices: the state of the exact joint choice, and the moves that keep it whole.

A person pays the product's price, or, where a colleague holds the product, the price of that colleague's slot. A slot is a family
in an account, for colleagues to whom its versions differ by the same; other colleagues have one of their own (`versions`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

Whole = NDArray[np.int64]
FAR: Final = np.int64(1) << 62
NOBODY: Final = -1


@dataclass(frozen=True, slots=True)
class Slots:
    """`family` (G,) of each product; `column` (F,) of a family in `own` (R, C), -1 where it has one version, whose slot is the
    account's. `own` numbers the slots of each person in the other families; there are `count` in all. Versions of family f are
    `versions` from `first[f]` to `first[f + 1]`."""

    family: NDArray[np.int32]
    column: NDArray[np.int32]
    own: NDArray[np.int32]
    count: int
    first: Whole
    versions: Whole

    @property
    def has_versions(self) -> bool:
        """Whether a family has several versions."""
        return bool(self.own.shape[1])


def without_versions(account: NDArray[np.integer], products: int) -> Slots:
    """The slots of people (R,) where every product is a family of its own."""
    each = np.arange(products, dtype=np.int32)
    own = np.zeros((len(account), 0), dtype=np.int32)
    count = (int(account.max(initial=-1)) + 1) * products
    return Slots(each, np.full(products, -1, np.int32), own, count, np.arange(products + 1), each.astype(np.int64))


@dataclass(frozen=True, slots=True)
class ShortestPaths:
    """`product` (R,) is the product of each person or -1, what it is worth to them, `own`, and what they keep after paying,
    `utility`; `price` (G,) of products; `dues` (A, F), what having a family costs in an account beyond all that, or empty.

    The slot price of a product somebody holds is their worth of it less their utility; it is never below the product's price.
    """

    product: Whole
    utility: Whole
    price: Whole
    own: Whole
    dues: Whole


class State(NamedTuple):
    """The arrays of one run: `worth` (R, G), one entry for each person (R,) or each product (G,) as named below. `distance`
    (R + G,) and the two ways back hold nodes: people 0..R-1, products R..R+G-1."""

    worth: Whole
    account: NDArray[np.integer]
    colleagues: Whole  # (A + 1,) where each account's people begin
    product: Whole
    utility: Whole
    price: Whole
    left: Whole
    own: Whole  # (R,) what each person's own product is worth to them: looked up far more often than the table can be
    family: NDArray[np.int32]
    column: NDArray[np.int32]
    own_slot: NDArray[np.int32]
    first_version: Whole
    versions: Whole
    holder: Whole  # (slots,) who holds the slot
    first: Whole  # (G,) the first holder of a product; the rest as a linked list: it may be everybody
    after: Whole
    before: Whole
    distance: Whole
    person_from: Whole  # the person who pushes this one out, or FROM_PRODUCT
    taker: Whole  # (G,) the person who comes to this product
    changes: NDArray[np.bool_]  # (G,) whether the taker comes from another version, and keeps their slot
    touched: Whole


def state_of(
    worth: Whole, account: NDArray[np.integer], slots: Slots, stock: Whole, product: Whole, utility: Whole, price: Whole
) -> State:
    """The arrays of a run in which people (R,) have `product` already, -1 for none, keep `utility` and products cost `price`."""
    people, products = worth.shape
    nodes, accounts = people + products, int(account.max(initial=-1)) + 1
    state = State(
        worth=worth,
        account=account,
        colleagues=np.searchsorted(account, np.arange(accounts + 1)).astype(np.int64),
        product=np.full(people, NOBODY, dtype=np.int64),
        utility=utility,
        price=price,
        left=stock.astype(np.int64),
        own=np.zeros(people, dtype=np.int64),
        family=slots.family,
        column=slots.column,
        own_slot=slots.own,
        first_version=slots.first,
        versions=slots.versions,
        holder=np.full(slots.count, NOBODY, dtype=np.int64),
        first=np.full(products, NOBODY, dtype=np.int64),
        after=np.full(people, NOBODY, dtype=np.int64),
        before=np.full(people, NOBODY, dtype=np.int64),
        distance=np.full(nodes, FAR, dtype=np.int64),
        person_from=np.full(people, NOBODY, dtype=np.int64),
        taker=np.full(products, NOBODY, dtype=np.int64),
        changes=np.zeros(products, dtype=np.bool_),
        touched=np.empty(nodes, dtype=np.int64),
    )
    _hand_out(state, product)
    return state


@njit(cache=True)
def _hand_out(state: Any, product: Any) -> None:
    for person in range(len(product)):
        if product[person] >= 0:
            state.left[product[person]] -= 1
            take(state, person, product[person])


@njit(cache=True)
def slot_of(state: Any, person: Any, g: Any) -> Any:
    """The number of the slot that a person needs for a product."""
    family = state.family[g]
    column = state.column[family]
    if column < 0:
        return np.int64(state.account[person]) * len(state.column) + family
    return np.int64(state.own_slot[person, column])


@njit(cache=True)
def slot_price(state: Any, person: Any, g: Any) -> Any:
    """What a person would pay for a product; `FAR` where the slot is held with another version: whoever wants the slot takes
    that."""
    held_by = state.holder[slot_of(state, person, g)]
    if held_by < 0:
        return state.price[g]
    return state.own[held_by] - state.utility[held_by] if state.product[held_by] == g else FAR


@njit(cache=True)
def best_offer(state: Any, person: Any, but: Any) -> Any:
    """What a person would keep at today's prices, 0 when everything is too dear; nothing of the family `but`, -1 for none."""
    best = np.int64(0)
    for g in range(state.worth.shape[1]):
        # A slot never costs less than the product: most are too dear before anybody looks who holds it.
        if state.worth[person, g] - state.price[g] > best and state.family[g] != but:
            best = max(best, state.worth[person, g] - slot_price(state, person, g))
    return best


@njit(cache=True)
def label(state: Any, node: Any, distance: Any, touched: Any) -> Any:
    """Notes that a search has come to a node this cheaply; returns how many nodes were touched."""
    if state.distance[node] == FAR:
        state.touched[touched] = node
        touched += 1
    state.distance[node] = distance
    return touched


@njit(cache=True)
def send_away(state: Any, person: Any) -> None:
    """Takes a person's product from them; the piece is the caller's."""
    leave(state, person)
    state.utility[person] = 0


@njit(cache=True)
def leave(state: Any, person: Any) -> None:
    """A person has nothing any more, and their slot is free."""
    g = state.product[person]
    state.holder[slot_of(state, person, g)] = NOBODY
    state.product[person] = NOBODY
    before, after = state.before[person], state.after[person]
    if before >= 0:
        state.after[before] = after
    else:
        state.first[g] = after
    if after >= 0:
        state.before[after] = before


@njit(cache=True)
def take(state: Any, person: Any, g: Any) -> None:
    """A person without a product has this one, and its slot."""
    state.holder[slot_of(state, person, g)] = person
    state.product[person] = g
    state.own[person] = state.worth[person, g]
    state.before[person] = NOBODY
    state.after[person] = state.first[g]
    if state.first[g] >= 0:
        state.before[state.first[g]] = person
    state.first[g] = person
