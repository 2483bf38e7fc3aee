"""What a shard answers when prices go out: how many would take each product, and how many more or fewer at other prices.

For each product its demand is a curve: how far its price could rise before a taker leaves, or must fall before somebody else
comes, all other prices as they are. Curves of shards add up, in whole numbers, in any order. That is enough for all products to
step at once to where stock meets demand (coordinate steps on the dual, as auctions make them: Bertsekas, "Network
Optimization", 1998, chapter 7; here all products step at once, so the steps are held back).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

from service.decisions.matching.prices import Whole
from service.decisions.matching.stream.lists import path_of, read_whole
from service.decisions.matching.stream.source import SharedPrices

_LEVELS: Final = 28
"""On each side of the price."""
_FINEST, _FACTOR = 3e-6, 1.45
"""Units of worth: the first level, and how much further each next one is; the last is 0.07."""
STEPS: Final = np.concatenate(
    [-_FINEST * _FACTOR ** np.arange(_LEVELS)[::-1], [0.0], _FINEST * _FACTOR ** np.arange(_LEVELS)]
)
"""(L,) by how much a price moves, rising."""


@dataclass(frozen=True, slots=True)
class Demand:
    """`load` (G,) takers, `curve` (G, L + 1) how many leave or come between two levels, `spend` in minor units, `kept` worth on
    the lists."""

    load: Whole
    curve: NDArray[np.int32]
    spend: int
    kept: float


def ask(folder: Path, turn: int, number: int, prices: SharedPrices, cost: Whole) -> Demand:
    """A shard's answer from its lists; `cost` (Z, G)."""
    lists = read_whole(path_of(folder, turn, number))
    load = np.zeros(len(prices.product), dtype=np.int64)
    curve = np.zeros((len(load), len(STEPS) + 1), dtype=np.int32)
    kept, spend = _count(lists.product, lists.worth, lists.zone, prices.product, prices.money, cost, STEPS, load, curve)
    return Demand(load, curve, int(spend), float(kept))


def step_to_stock(
    prices: SharedPrices, load: Whole, curve: Whole, stock: Whole, held_back: float
) -> NDArray[np.float64]:
    """(G,) prices after one step of all products towards the price at which demand is the stock; the part `held_back` is not
    gone. A price never falls below nothing."""
    # Takers of a product when its price has moved by each step: whoever leaves below it has left, whoever comes above it is there.
    takers = curve[:, ::-1].cumsum(axis=1)[:, ::-1][:, 1:]
    enough = takers <= stock[:, None]
    first = np.where(enough.any(axis=1), enough.argmax(axis=1), len(STEPS) - 1)
    row = np.arange(len(stock))
    before = np.maximum(first - 1, 0)
    many, few = takers[row, before], takers[row, first]
    share = np.where(many > few, (many - stock) / np.maximum(1, many - few), 1.0).clip(0.0, 1.0)
    aim = STEPS[before] + share * (STEPS[first] - STEPS[before])
    rests = (load <= stock) & (prices.product == 0)
    moved: NDArray[np.float64] = np.maximum(0.0, prices.product + (1 - held_back) * np.where(rests, 0.0, aim))
    return moved


@njit(cache=True, nogil=True)
def _count(
    product: Any, worth: Any, zone: Any, price: Any, money: Any, cost: Any, steps: Any, load: Any, curve: Any
) -> Any:
    people, width = product.shape
    total, spend = 0.0, 0
    value = np.empty(width)
    for i in range(people):
        best, second, at = 0.0, 0.0, -1
        for k in range(width):
            g = product[i, k]
            if g < 0:
                break
            value[k] = worth[i, k] - price[g] - money * cost[zone[i], g]
            if value[k] > best:
                second, best, at = best, value[k], k
            elif value[k] > second:
                second = value[k]
        total += best
        if at >= 0:
            load[product[i, at]] += 1
            spend += cost[zone[i], product[i, at]]
        for k in range(width):
            g = product[i, k]
            if g < 0:
                break
            moves = value[k] - (second if k == at else best)
            curve[g, np.searchsorted(steps, moves)] += 1
    return total, spend
