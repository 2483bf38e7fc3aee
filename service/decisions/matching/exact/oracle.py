"""The joint choice at a given price of money, exactly: for campaigns whose whole table is small, and full of ties.

Where hundreds of people score alike, an auction brings prices down and up by epsilon at a time; shortest paths are not slowed down.
Where a product costs more in one zone than in another, what it costs beyond the cheapest is taken at a price of money near by
(`centre`), so that a choice can still go on from an earlier one; plan and proof reckon with the price itself.

Each choice goes on from the nearest earlier one, for from there few people have to move; what an earlier plan of the same campaign
has found is at hand in `Earlier`, whatever pieces were kept back from it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from service.decisions.matching.assignment_instance import AssignmentInstance
from service.decisions.matching.exact.shortest_paths import assign_by_shortest_paths, go_on_from
from service.decisions.matching.exact.state import ShortestPaths, Slots
from service.decisions.matching.exact.versions import slots_of
from service.decisions.matching.price_search import PriceSearch, Trial
from service.decisions.matching.prices import DualPrices, SlotPrices, slot_prices

GRAIN: Final = float(1 << 40)
"""Worth is counted in 2^-40: finer than float64 keeps over a sum of a million people, coarse enough for sums in int64."""
_NEVER: Final = -(1 << 60)
"""What a pair counts that is not admitted: no price makes it better than nothing."""
_DEAREST: Final = float(1 << 59)
_UNIT_OF_SINGLE: Final = 1 << 20
_UNIT_OF_DOUBLE: Final = 1 << 10
"""Grains to which differences between versions of a family are rounded, by the digits that worth comes in."""
_MOST_KEPT: Final = 48
_MOVED: Final = 2.0
"""What share of the people move when money becomes dearer by its whole price, roughly: a tenth when by a twentieth."""
_NEAR: Final = 0.02
"""How far, as a share of it, the price of money may move before what zones cost beyond the cheapest is reckoned anew."""
Whole = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class _Choice:
    """What was chosen with so many pieces, `stock` (G,), when products cost `charge` (G,) grains of money; `account_money` (A,).
    `centre` is the price of money at which zones were reckoned."""

    stock: Whole
    charge: Whole
    centre: float
    account_money: NDArray[np.float64]
    found: ShortestPaths


@dataclass(slots=True)
class Earlier:
    """Exact choices of one campaign, whatever was kept back from it. Pairs, accounts and products must be the same throughout:
    `table` holds the pairs (R, G)."""

    choices: list[_Choice] = field(default_factory=list)
    money: float = 0.0
    """The price of money that the last plan ended at."""
    search: PriceSearch = field(default_factory=PriceSearch)
    table: tuple[Whole, Slots] | None = None
    """(R, G) what all pairs are worth, in grains, and the slots that follow from it."""

    def nearest(self, stock: Whole, charge: Whole, centre: float, account_money: NDArray[np.float64]) -> _Choice | None:
        """Of those with equal `centre` and `account_money` (A,), the one from which fewest people have to move to get along with
        `stock` (G,) and `charge` (G,); of equals the last."""
        people, best, least = len(self.choices[0].found.product) if self.choices else 0, None, np.inf
        for one in self.choices:
            if one.centre == centre and np.array_equal(one.account_money, account_money):
                dearest = max(float(charge.sum()), float(one.charge.sum()), 1.0)
                moved = float(np.abs(one.charge - charge).sum()) / dearest
                far = float(np.abs(one.stock - stock).sum()) + _MOVED * people * moved
                best, least = (one, far) if far <= least else (best, least)
        return best

    def with_more(self, more: NDArray[np.float64]) -> Earlier:
        """The same once whatever suits people is worth `more` (R,) to them, as `KeptInPairs` has it. What was last chosen is still
        the best where they all have a gift in it; else nothing but the price of money is known."""
        if self.table is None or not self.choices or (self.choices[-1].found.product[more > 0] < 0).any():
            return Earlier(money=self.money, search=self.search)
        (table, slots), last = self.table, self.choices[-1]
        grains = np.rint(more * GRAIN).astype(np.int64)
        found = replace(last.found, utility=last.found.utility + grains, own=last.found.own + grains)
        dearer = np.where(table > 0, table + grains[:, None], table)
        return Earlier([replace(last, found=found)], self.money, self.search, (dearer, slots))

    def keep(self, choice: _Choice) -> None:
        """Keeps it for later; of very many the oldest goes, but for the first, from which all others can be reached."""
        self.choices.append(choice)
        if len(self.choices) > _MOST_KEPT:
            del self.choices[1]


class ExactOracle:
    """Makes one exact choice after another; `account_money` (A,) is what money costs each account on top."""

    def __init__(self, instance: AssignmentInstance, earlier: Earlier | None = None) -> None:
        self.instance = instance
        self.account_money = np.zeros(instance.accounts)
        self.usual_cost = float(instance.cost.mean()) if instance.products else 0.0
        self._earlier = Earlier() if earlier is None else earlier
        self._cheapest = instance.cost.min(axis=0) if instance.products else instance.cost[0]
        self._beyond = None if len(instance.cost) < 2 else instance.cost - self._cheapest
        self._centre = 0.0
        self._dearer: Whole | None = None
        if self._earlier.table is None:
            self._earlier.table = _table_of(instance)
        self._table, self._slots = self._earlier.table

    @property
    def best_worth(self) -> float:
        """What the best pair of all is worth."""
        return float(self._table[:, self.instance.stock > 0].max(initial=0)) / GRAIN

    def centre(self, money: float) -> None:
        """Reckons what zones cost beyond the cheapest at this price of money from now on; nothing where all are one."""
        if self._beyond is not None:
            self._centre, self._dearer = money, _in_grains(money * self._beyond)

    def choose_at(self, money: float, step: float) -> Trial:  # noqa: ARG002 (every oracle is asked the same way)
        """Everybody's best joint choice at this price of money; it is exact whatever the `step`."""
        instance = self.instance
        charge = _in_grains(money * self._cheapest)
        worth = self._table - charge
        if self._beyond is not None:
            if abs(money - self._centre) > _NEAR * max(money, self._centre):
                self.centre(money)
            if self._dearer is not None:
                worth -= self._dearer[instance.zone]
        if self.account_money.any():
            worth -= _in_grains(self.account_money[instance.account][:, None] * instance.cost[instance.zone])
        np.maximum(worth, 0, out=worth)
        worth[:, instance.stock < 1] = 0
        found = self._choose(worth, charge)
        people = np.flatnonzero(found.product >= 0)
        given = found.product[people]
        return Trial(
            DualPrices(found.price / GRAIN, money, self.account_money, self._slot_prices(found, people, given)),
            found.product.astype(np.int16),
            int(instance.costs_of(people, given).sum()),
            float((self._table[people, given] / GRAIN).sum()),
        )

    def _slot_prices(self, found: ShortestPaths, people: Whole, given: Whole) -> SlotPrices:
        """A slot costs what its holder pays beyond the product's price, and its dues, whoever has it."""
        account, family = self.instance.account[people], self.instance.family[given]
        extra = found.own[people] - found.utility[people] - found.price[given]
        if found.dues.size:
            extra += found.dues[account, family]
            empty = found.dues > 0
            empty[account, family] = False
            others = np.nonzero(empty)
            account, family = np.append(account, others[0]), np.append(family, others[1])
            extra = np.append(extra, found.dues[others])
        dear = extra > 0
        return slot_prices(self.instance.accounts, account[dear], family[dear], extra[dear] / GRAIN)

    def _choose(self, worth: Whole, charge: Whole) -> ShortestPaths:
        account, stock, slots = self.instance.account, self.instance.stock, self._slots
        near = self._earlier.nearest(stock, charge, self._centre, self.account_money)
        if near is None:
            found = assign_by_shortest_paths(worth, account, stock, slots)
        else:
            found = go_on_from(near.found, worth, account, stock, charge - near.charge, near.stock - stock, slots)
        self._earlier.keep(_Choice(stock, charge, self._centre, self.account_money, found))
        return found


def _table_of(instance: AssignmentInstance) -> tuple[Whole, Slots]:
    worths = instance.pairs.worth(0, instance.people)
    unit = _UNIT_OF_SINGLE if worths.dtype == np.float32 else _UNIT_OF_DOUBLE
    table = worths.astype(np.float64)
    table *= GRAIN
    np.rint(table, out=table)
    np.maximum(table, _NEVER, out=table)
    grains: Whole = table.astype(np.int64)
    return grains, slots_of(instance, grains, unit)


def _in_grains(money: NDArray[np.floating]) -> Whole:
    """What money counts, in whole grains; a price of money may be beyond all bounds."""
    grains: Whole = np.rint(np.minimum(money * GRAIN, _DEAREST)).astype(np.int64)
    return grains
