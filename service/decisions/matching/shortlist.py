"""The shortlist: for each person the products that may still be theirs when all prices are said, out of all there are.

Prices tell which products a person will never have. What is worth least less its price is left out; the certificate later looks
at every pair again, and what was left out wrongly is found there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

from service.decisions.matching.assignment_instance import AssignmentInstance
from service.decisions.matching.pairs import over_blocks
from service.decisions.matching.prices import DualPrices

_ALL_PAIRS: Final = 3_000_000
WIDTH: Final = 24
"""Products on a person's shortlist, at prices that are about right."""
Short = NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class Shortlist:
    """`product` (R, K) int16, -1 from where a list ends, and what it is `worth` (R, K) to the person. K is at least 1."""

    product: Short
    worth: Any
    complete: bool


def is_listed_whole(instance: AssignmentInstance) -> bool:
    """Whether the campaign is so small that nothing is left out of the lists, and the plan exact to the last digit."""
    return instance.people * instance.products <= _ALL_PAIRS


def one_in_listed_whole(instance: AssignmentInstance) -> int:
    """One account in so many makes a campaign small enough for that, unless single accounts are very large."""
    return 1 + int(1.2 * instance.people * instance.products) // _ALL_PAIRS


def make_shortlist(
    instance: AssignmentInstance, prices: DualPrices, keep: Short, wide: int = WIDTH, *, spread: float = 0.0
) -> Shortlist:
    """Looks at every admitted pair and lists for each person the `wide` best at these prices; all of them in a small campaign.

    `keep` (R,) products are on the list in any case, where not -1. With a `spread`, in units of worth, lots decide between what
    lies no further apart: people who want the same then have different lists.
    """
    people, products = instance.pairs.shape
    complete = is_listed_whole(instance)
    width = max(1, products) if complete else min(products, wide)
    floats = instance.pairs.worth(0, 0).dtype
    product = np.full((people, width), -1, dtype=np.int16)
    worth = np.zeros((people, width), dtype=floats)
    money = (prices.money + prices.account_money).astype(floats)
    price, cost = prices.product.astype(floats), instance.cost.astype(floats)

    def look(first: int, last: int, block: Any) -> None:
        rows = slice(first, last)
        block[:, instance.stock < 1] = -np.inf
        if complete:
            _list_all(block, product[rows], worth[rows])
            return
        extra = np.zeros(instance.families, dtype=floats)
        _list_best(
            block, instance.account[rows], money, price, cost, instance.zone[rows], instance.family, prices.slots, extra,
            keep[rows], product[rows], worth[rows], floats.type(spread), first,
        )  # fmt: skip

    over_blocks(instance.pairs, look)
    longest = max(1, int((product >= 0).sum(axis=1).max(initial=1)))
    if longest < width:
        product, worth = np.ascontiguousarray(product[:, :longest]), np.ascontiguousarray(worth[:, :longest])
    return Shortlist(product, worth, complete)


def with_earlier(shortlist: Shortlist, earlier: Shortlist | None, products: int) -> Shortlist:
    """The same with what was on the `earlier` shortlist as well, each product once."""
    if earlier is None or shortlist.complete:
        return shortlist
    product, worth = _join(shortlist.product, shortlist.worth, earlier.product, earlier.worth, products)
    return Shortlist(product, worth, complete=False)


@njit(cache=True, nogil=True)
def _join(product: Any, worth: Any, other_product: Any, other_worth: Any, products: Any) -> Any:
    people, width = product.shape
    joined = np.full((people, width + other_product.shape[1]), -1, dtype=np.int16)
    joined_worth = np.zeros(joined.shape, dtype=worth.dtype)
    listed = np.zeros(products, dtype=np.bool_)
    for i in range(people):
        count = 0
        for k in range(width):
            g, value = product[i, k], worth[i, k]
            if g >= 0:
                joined[i, count], joined_worth[i, count], listed[g] = g, value, True
                count += 1
        for k in range(other_product.shape[1]):
            g, value = other_product[i, k], other_worth[i, k]
            if g >= 0 and not listed[g]:
                joined[i, count], joined_worth[i, count] = g, value
                count += 1
        for g in product[i]:
            listed[max(g, 0)] = False
    return joined, joined_worth


@njit(cache=True, nogil=True)
def _list_all(block: Any, product: Any, worth: Any) -> None:
    people, products = block.shape
    for i in range(people):
        count = 0
        for g in range(products):
            if block[i, g] > 0:
                product[i, count] = g
                worth[i, count] = block[i, g]
                count += 1


@njit(cache=True, nogil=True)
def _list_best(
    block: Any,
    account: Any,
    money: Any,
    price: Any,
    cost: Any,
    zone: Any,
    family: Any,
    slots: Any,
    extra: Any,
    keep: Any,
    product: Any,
    worth: Any,
    spread: Any,
    person: Any,
) -> None:
    """Keeps the best so far in falling order; most products do not even beat the last of them."""
    people, products = block.shape
    width = product.shape[1]
    value = np.empty(products, dtype=block.dtype)
    left = np.empty(width, dtype=block.dtype)
    for i in range(people):
        a = account[i]
        first, last = slots.first[a], slots.first[a + 1]
        for s in range(first, last):
            extra[slots.family[s]] = slots.price[s]
        costs = cost[zone[i]]
        for g in range(products):
            value[g] = block[i, g] - price[g] - money[a] * costs[g] - extra[family[g]]
        for s in range(first, last):
            extra[slots.family[s]] = 0
        if spread > 0:
            for g in range(products):
                value[g] += spread * _lot(person + i, g)
        count, least = 0, -np.inf
        for g in range(products):
            if value[g] > least and block[i, g] > 0:
                at = min(count, width - 1)
                while at > 0 and left[at - 1] < value[g]:
                    left[at], product[i, at] = left[at - 1], product[i, at - 1]
                    at -= 1
                left[at], product[i, at] = value[g], g
                count = min(width, count + 1)
                least = left[width - 1] if count == width else least
        _put_in(product[i, :count], keep[i])
        for k in range(count):
            worth[i, k] = block[i, product[i, k]]


@njit(cache=True, nogil=True)
def _lot(person: Any, product: Any) -> Any:
    """A number in [0, 1) for each pair, always the same."""
    mixed = (person * 2654435761 + product * 2246822519) & 0xFFFFFFFF
    mixed = ((mixed ^ (mixed >> 15)) * 739982445) & 0xFFFFFFFF
    mixed = ((mixed ^ (mixed >> 12)) * 695872825) & 0xFFFFFFFF
    return np.float32(mixed ^ (mixed >> 15)) * np.float32(2.0**-32)


@njit(cache=True, nogil=True)
def _put_in(listed: Any, kept: Any) -> None:
    if kept < 0 or len(listed) == 0:
        return
    for product in listed:
        if product == kept:
            return
    listed[-1] = kept
