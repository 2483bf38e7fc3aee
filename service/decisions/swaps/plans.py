"""The plans of one campaign with this or that kept back for swaps, each going on from those before it.

The first, with nothing kept back, says who has a gift. In all others those people are not to be left out: what is kept back
raises the price of money and of pieces, and it is not for swaps of others that somebody goes without.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np

from service.decisions.matching.assign import Assignment, assign, is_by_paths
from service.decisions.matching.assignment_instance import AssignmentInstance, without
from service.decisions.matching.certificate import certify
from service.decisions.matching.exact.oracle import Earlier
from service.decisions.matching.lots import in_lots
from service.decisions.matching.prices import DualPrices, Whole
from service.decisions.swaps.kept_in import KeptInPairs
from service.decisions.swaps.priced import Priced, choose_as_priced
from service.decisions.swaps.swap_buffer import Solved

TARGET: Final = 1e-6
"""How near to the best a plan is sought, as a share of its worth; in the end a small one is sought as near as can be proven."""
KEPT_IN: Final = 2.0
"""What leaving out somebody who has a gift counts more, in units of a score: more than two perfect gifts lost."""
_ABOUT: Final = 0.5
"""By what share more or less money may be kept back than was asked for, where that saves a search to the last coin."""
_SPENT: Final = 2e-3
"""How near to the budget a plan spends that is to leave nothing, as a share of it."""


@dataclass(slots=True)
class Plans:
    """Plans of an `instance` in which leaving somebody out counts `unmatched_cost`; nobody is kept in where that is 0."""

    instance: AssignmentInstance
    unmatched_cost: float
    _free: Solved | None = field(init=False, default=None)
    _kept_in: AssignmentInstance = field(init=False)
    _more: float = field(init=False, default=0.0)
    _earlier: Earlier = field(init=False, default_factory=Earlier)
    _is_by_paths: bool = field(init=False)
    _made: dict[tuple[bytes, int], Priced | Assignment] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        lots = in_lots(self.instance)
        self._is_by_paths = is_by_paths(self.instance if lots is None else lots.pooled)
        self._kept_in = self.instance

    @property
    def free(self) -> Solved:
        """The plan with nothing kept back: its worth is the most that any plan could be worth, near enough, and who has a gift in
        it is kept in from then on. Made by shortest paths it may spend a little more than there is."""
        if self._free is None:
            self._free = self._solve_free()
            is_kept_in = (self._free.product >= 0) & (self.unmatched_cost > 0)
            more = np.where(is_kept_in, KEPT_IN, 0.0)
            self._more = float(more.sum())
            self._kept_in = replace(self.instance, pairs=KeptInPairs(self.instance.pairs, more))
            self._earlier = self._earlier.with_more(more)
        return self._free

    def solve(self, reserved: Whole, money: int) -> Solved:
        """The best plan with these pieces (G,) kept back, and about so many minor units."""
        if not reserved.any() and not money:
            return self.free
        least, most = int((1 - _ABOUT) * money), int((1 + _ABOUT) * money) or int(_SPENT * self.instance.budget)
        priced = self._priced(without(self._kept_in, reserved, 0), least, most)
        made = priced or self._assign(reserved, money, TARGET)
        left = money if priced is None else priced.left
        self._made[reserved.tobytes(), left] = made
        return self._solved(made.product, made.prices, left)

    def found(self, reserved: Whole, left: int, money: int) -> tuple[Assignment, bool]:
        """A plan made with exactly these pieces (G,) and `left` minor units kept back, proven among plans that keep back `money` of
        them, and whether it is the best there is."""
        if not reserved.any() and not left:
            return assign(self.instance, TARGET), False
        made = self._made[reserved.tobytes(), left]
        if isinstance(made, Assignment):
            return made, False
        bound = certify(without(self._kept_in, reserved, money), made.prices)
        return self._plain(Assignment(made.product, made.worth, bound, made.prices)), True

    def solve_exactly(self, reserved: Whole, money: int) -> tuple[Assignment, Solved]:
        """The best plan with exactly these pieces (G,) and minor units kept back, as near as can be proven, of few people."""
        is_free = not reserved.any() and not money
        found = assign(self.instance) if is_free else self._assign(reserved, money, 0.0)
        return found, self._solved(found.product, found.prices, money)

    def _solve_free(self) -> Solved:
        near = int(_SPENT * self.instance.budget)
        priced = self._priced(self.instance, -near, near)
        if priced is None:
            found = assign(self.instance, TARGET, self._earlier)
            return self._solved(found.product, found.prices, 0)
        solved = self._solved(priced.product, priced.prices, 0)
        unspent = self.instance.budget - self.instance.spend(priced.product)
        return replace(solved, worth=solved.worth + priced.prices.money * unspent)

    def _priced(self, instance: AssignmentInstance, least: int, most: int) -> Priced | None:
        return choose_as_priced(instance, least, most, self._earlier) if self._is_by_paths else None

    def _assign(self, reserved: Whole, money: int, target: float) -> Assignment:
        return self._plain(assign(without(self._kept_in, reserved, money), target, self._earlier))

    def _plain(self, found: Assignment) -> Assignment:
        """The same, worth what it is worth; the bound is that of plans in which nobody of those to be kept in is left out."""
        worth = float(self.instance.pairs.worth_of(found.product).sum())
        return Assignment(found.product, worth, max(worth, found.bound - self._more), found.prices)

    def _solved(self, product: Whole, prices: DualPrices, left: int) -> Solved:
        worth = float(self.instance.pairs.worth_of(product).sum())
        return Solved(
            product=product.astype(np.int32),
            price=prices.product.astype(np.float32),
            money=prices.money,
            worth=worth,
            scored=worth - self.unmatched_cost * int((product >= 0).sum()),
            left=left,
        )
