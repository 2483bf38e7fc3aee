"""The exact joint choice without a budget: shortest augmenting paths over two levels of prices.

People bid one after another. A person pays the product's price, or, where a colleague holds the product, the price of that
colleague's slot: the slot (account, product) has room for one, the product for its stock. Each newcomer finds the cheapest chain of
moves (I take yours, you take the next ...) that ends at a free piece or at somebody going without. Prices rise just enough to keep every
person content, so the assignment is optimal after each step and the prices prove it.

Worth is in whole numbers, so nothing is ever lost to rounding and the search always ends.
"""

from __future__ import annotations

from dataclasses import dataclass
from heapq import heappop, heappush
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

Whole = NDArray[np.int64]
_FAR = np.int64(1) << 62
_FROM_SHELF = -2
_NOBODY = -1


@dataclass(frozen=True, slots=True)
class Assignment:
    """`product` (R,) is the product of each person or -1; `utility` (R,) what they keep after paying; `price` (G,) of products.

    The slot price of a product somebody holds is their worth of it less their utility; it is never below the product's price.
    """

    product: Whole
    utility: Whole
    price: Whole


def assign(worth: Whole, account: Whole, stock: Whole, order: Whole) -> Assignment:
    """The assignment of greatest total worth, at most one product a person, one holder a slot, `stock` holders a product.

    `worth` (R, G) is above zero where a pair may be used and better than nothing, and anything else where not; `account` (R,) counts
    from 0; `order` (R,) is the order in which people come, which decides between plans of equal worth.
    """
    accounts = int(account.max()) + 1 if len(account) else 0
    return Assignment(*_assign(worth, account, stock, order, accounts))


@njit(cache=True)
def _assign(worth: Any, account: Any, stock: Any, order: Any, accounts: int) -> Any:
    people, products = worth.shape
    product = np.full(people, _NOBODY, np.int64)
    utility = np.zeros(people, np.int64)
    price = np.zeros(products, np.int64)
    left = stock.copy()
    holder = np.full((accounts, products), _NOBODY, np.int64)
    # The holders of a product as a linked list: a shelf can be as deep as the campaign is wide.
    first = np.full(products, _NOBODY, np.int64)
    after = np.full(people, _NOBODY, np.int64)
    before = np.full(people, _NOBODY, np.int64)

    distance = np.full(people + products, _FAR, np.int64)
    person_from = np.full(people, _NOBODY, np.int64)
    taker = np.full(products, _NOBODY, np.int64)
    touched = np.empty(people + products, np.int64)

    for newcomer in order:
        top = np.int64(0)
        for g in range(products):
            w = worth[newcomer, g]
            if w <= 0:
                continue
            held_by = holder[account[newcomer], g]
            paid = price[g] if held_by < 0 else worth[held_by, g] - utility[held_by]
            top = max(top, w - paid)
        utility[newcomer] = top
        if top == 0:
            continue

        # Dijkstra over people (0..R-1) and shelves (R..R+G-1); labels at or beyond the best ending found are never pushed.
        heap = [(np.int64(0), np.int64(newcomer))]
        distance[newcomer] = 0
        touched[0] = newcomer
        count = 1
        best, end = top, np.int64(newcomer)
        while len(heap) > 0:
            d, node = heappop(heap)
            if d >= best:
                break
            if d > distance[node]:
                continue
            if node < people:
                for g in range(products):
                    w = worth[node, g]
                    if w <= 0 or product[node] == g:
                        continue
                    held_by = holder[account[node], g]
                    if held_by >= 0:
                        new = d + utility[node] - w + worth[held_by, g] - utility[held_by]
                        if new < best and new < distance[held_by]:
                            if distance[held_by] == _FAR:
                                touched[count] = held_by
                                count += 1
                            distance[held_by] = new
                            person_from[held_by] = node
                            if new + utility[held_by] < best:
                                best, end = new + utility[held_by], held_by
                            heappush(heap, (new, held_by))
                    else:
                        new = d + utility[node] - w + price[g]
                        shelf = people + g
                        if new < best and new < distance[shelf]:
                            if distance[shelf] == _FAR:
                                touched[count] = shelf
                                count += 1
                            distance[shelf] = new
                            taker[g] = node
                            if left[g] > 0:
                                best, end = new, np.int64(shelf)
                            else:
                                heappush(heap, (new, np.int64(shelf)))
            else:
                g = node - people
                other = first[g]
                while other >= 0:
                    new = d + worth[other, g] - utility[other] - price[g]
                    if new < best and new < distance[other]:
                        if distance[other] == _FAR:
                            touched[count] = other
                            count += 1
                        distance[other] = new
                        person_from[other] = _FROM_SHELF
                        if new + utility[other] < best:
                            best, end = new + utility[other], other
                        heappush(heap, (new, other))
                    other = after[other]

        for k in range(count):
            node = touched[k]
            rise = best - distance[node]
            if rise > 0:
                if node < people:
                    utility[node] -= rise
                else:
                    price[node - people] += rise
            distance[node] = _FAR

        # Walk the chain back from its end; everybody on it moves one step.
        if end < people:
            mover, target = end, np.int64(_NOBODY)
        else:
            target = end - people
            left[target] -= 1
            mover = taker[target]
        while True:
            leaves = product[mover]
            if leaves >= 0:
                if holder[account[mover], leaves] == mover:
                    holder[account[mover], leaves] = _NOBODY
                if before[mover] >= 0:
                    after[before[mover]] = after[mover]
                else:
                    first[leaves] = after[mover]
                if after[mover] >= 0:
                    before[after[mover]] = before[mover]
            product[mover] = target
            if target >= 0:
                holder[account[mover], target] = mover
                before[mover] = _NOBODY
                after[mover] = first[target]
                if first[target] >= 0:
                    before[first[target]] = mover
                first[target] = mover
            if mover == newcomer:
                break
            target = leaves
            mover = taker[leaves] if person_from[mover] == _FROM_SHELF else person_from[mover]
    return product, utility, price
