"""From shared prices to gifts: every shard hands out its quota by auction, and what shards leave over is offered to all in turn."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

from service.decisions.matching.assignment_instance import AssignmentInstance
from service.decisions.matching.auction.oracle import AuctionOracle
from service.decisions.matching.auction.state import set_up
from service.decisions.matching.improve.local_search import reach_of_exchanges
from service.decisions.matching.pairs import Pairs
from service.decisions.matching.price_search import PriceSearch, Trial
from service.decisions.matching.prices import Whole
from service.decisions.matching.shortlist import Shortlist
from service.decisions.matching.stream.lists import NOBODY, Lists, Short, path_of, read_whole
from service.decisions.matching.stream.source import SharedPrices

_EPSILONS: Final = (1e-3, 1e-5)


_LISTS_ALONE: Final = "Here the lists alone say what a pair is worth."


@dataclass(frozen=True, slots=True)
class _Unseen:
    """Pairs that nobody may ask for: in this part of the work the lists alone say what they are worth."""

    people: int
    products: int

    @property
    def shape(self) -> tuple[int, int]:
        return self.people, self.products

    def worth(self, first: int, last: int) -> Any:
        raise NotImplementedError(_LISTS_ALONE)

    def worth_of(self, product: Whole) -> NDArray[np.float64]:
        raise NotImplementedError(_LISTS_ALONE)

    def take(self, people: Whole) -> Pairs:
        raise NotImplementedError(_LISTS_ALONE)


def fill(lists: Lists, quota: Whole, budget: int, cost: Whole, prices: SharedPrices) -> Short:
    """(R,) int16 what each person of a shard gets out of its `quota` (G,) and `budget`, or -1; never more of either.

    The shard's own price of money begins at the shared one; its own prices prove nothing, the shared ones do.
    """
    accounts = int(lists.account.max(initial=-1)) + 1
    people = len(lists.product)
    instance = AssignmentInstance(
        pairs=_Unseen(people, len(quota)),
        account=lists.account,
        stock=quota,
        cost=cost,
        zone=lists.zone,
        budget=budget,
        account_budget=np.full(accounts, budget, dtype=np.int64),
    )
    listed = np.where(quota[np.maximum(lists.product, 0)] > 0, lists.product, NOBODY)
    shortlist = _packed(listed, lists.worth)
    nobody = np.full(people, NOBODY, dtype=np.int16)
    oracle = AuctionOracle(instance, set_up(instance, shortlist, prices.within(accounts), nobody))
    within, over = PriceSearch().find_price(oracle, prices.money, _EPSILONS, reach_of_exchanges(instance))
    return _affordable(instance, within if within.spend <= budget else over, lists)


def fill_shard(
    folder: Path, turn: int, number: int, quota: Whole, budget: int, cost: Whole, prices: SharedPrices
) -> Short:
    """(R,) the same from the shard's file; `quota` (G,), `cost` (Z, G)."""
    return fill(read_whole(path_of(folder, turn, number)), quota, budget, cost, prices)


def take_leftovers(
    lists: Lists, given: Short, left: Whole, money: int, cost: Whole, price_of_money: float
) -> tuple[Short, int]:
    """Gives people in turn the best of what is `left` (G,) of their lists, where it is worth its money; what they had goes back.

    Writes on `left`; the gifts, and what is left of the `money`. Nobody gets what a colleague has.
    """
    given = given.copy()
    accounts = int(lists.account.max(initial=-1)) + 1
    colleagues = np.searchsorted(lists.account, np.arange(accounts + 1)).astype(np.int64)
    for dear in (price_of_money, 0.0):
        money = int(
            _take(
                lists.product, lists.worth, lists.account, colleagues, lists.zone, cost, given, left, money, float(dear)
            )
        )
    return given, money


def _packed(product: Short, worth: Any) -> Shortlist:
    """The lists without what is out of the question, which leaves no hole in them."""
    order = np.argsort(product < 0, axis=1, kind="stable")
    return Shortlist(
        np.ascontiguousarray(np.take_along_axis(product, order, axis=1)),
        np.ascontiguousarray(np.take_along_axis(worth, order, axis=1)),
        complete=False,
    )


def _affordable(instance: AssignmentInstance, trial: Trial, lists: Lists) -> Short:
    """What was chosen; where it costs too much, less those whose gift is worth least for its money."""
    product = trial.product.astype(np.int16)
    short = instance.spend(product) - instance.budget
    if short <= 0:
        return product
    people = np.flatnonzero(product >= 0)
    costs = instance.costs_of(people, product[people])
    at = (lists.product[people] == product[people][:, None]).argmax(axis=1)
    order = np.argsort(lists.worth[people, at] / np.maximum(1, costs), kind="stable")
    gone = int(np.searchsorted(costs[order].cumsum(), short)) + 1
    product[people[order[:gone]]] = NOBODY
    return product


@njit(cache=True, nogil=True)
def _take(
    product: Any, worth: Any, account: Any, colleagues: Any, zone: Any, cost: Any, given: Any, left: Any, money: Any,
    dear: Any,
) -> Any:  # fmt: skip
    people, width = product.shape
    for i in range(people):
        own, had, paid = given[i], 0.0, 0
        if own >= 0:
            paid = cost[zone[i], own]
            for k in range(width):
                if product[i, k] == own:
                    had = worth[i, k]
        best, at = 1e-9, -1
        for k in range(width):
            g = product[i, k]
            if g < 0:
                break
            more = cost[zone[i], g] - paid
            gain = worth[i, k] - had - dear * more
            if left[g] > 0 and more <= money and gain > best:
                free = True
                for j in range(colleagues[account[i]], colleagues[account[i] + 1]):
                    free = free and given[j] != g
                if free:
                    best, at = gain, g
        if at >= 0:
            if own >= 0:
                left[own] += 1
            left[at] -= 1
            money -= cost[zone[i], at] - paid
            given[i] = at
    return money
