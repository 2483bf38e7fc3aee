"""The budget as one price on money: how dear money must be for everybody's free choice to cost no more than there is.

The price of money is the budget's Lagrange multiplier; an oracle answers with the joint choice at a given price. What
that spends falls as money gets dearer, so the price is bracketed and searched: by straight lines through what was spent, then,
where spending jumps, by where the two lines that support the bound from both sides meet; that finds the last price exactly. Budgets
of single accounts get a price each, found side by side by halving.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from service.decisions.matching.assignment_instance import AssignmentInstance
from service.decisions.matching.prices import DualPrices

_TRIALS: Final = 40
_ACCOUNT_ROUNDS: Final = 24
_ROUGHLY: Final = 0.02
"""Of the budget: how near the first, coarse auctions must come."""
_FINER: Final = 8.0
"""How much nearer the next ones."""
_STRIDE: Final = 0.3
"""How far the first step from a price of money goes, as a share of what money usually buys."""
_BEYOND: Final = 1.2
"""How far a step goes that is to end on the other side of the budget, in steps that would just reach it."""
Whole = NDArray[np.int16]
Real = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Trial:
    """What everybody chooses, `product` (R,), when a minor unit of money costs `prices.money`; what that spends and is worth."""

    prices: DualPrices
    product: Whole
    spend: int
    worth: float


class Oracle(Protocol):
    """Answers what everybody chooses at a price of money. `account_money` (A,) is what money costs each account on top."""

    instance: AssignmentInstance
    account_money: Real
    usual_cost: float

    @property
    def best_worth(self) -> float:
        """What the best pair of all is worth."""
        ...

    def choose_at(self, money: float, step: float) -> Trial:
        """Everybody's choice at this price of money, nobody further than `step` from their best."""
        ...


def account_spend(instance: AssignmentInstance, product: NDArray[np.integer]) -> NDArray[np.int64]:
    """(A,) what each account costs under this assignment."""
    people = np.flatnonzero(product >= 0)
    spend = np.zeros(instance.accounts, dtype=np.int64)
    np.add.at(spend, instance.account[people], instance.costs_of(people, product[people]))
    return spend


@dataclass(slots=True)
class _Bracket:
    """The last trials on each side of the budget, so far as there are any, and how often the other side has moved since."""

    within: Trial | None = None
    over: Trial | None = None
    within_stood: int = 0
    over_stood: int = 0

    def put(self, trial: Trial, budget: int) -> None:
        if trial.spend <= budget:
            self.within, self.within_stood, self.over_stood = trial, 0, self.over_stood + 1
        else:
            self.over, self.over_stood, self.within_stood = trial, 0, self.within_stood + 1

    def straight(self, over: Trial, within: Trial, budget: int) -> float:
        """A price inside the bracket, where a straight line of spending would meet the budget.

        A side that has stood counts half as much each time (the Illinois form of regula falsi), or a curve would bring the other
        to the budget by small steps only.
        """
        low, high = over.prices.money, within.prices.money
        above = (over.spend - budget) * 0.5 ** max(0, self.over_stood - 1)
        below = (budget - within.spend) * 0.5 ** max(0, self.within_stood - 1)
        return low + (high - low) * min(0.95, max(0.05, above / (above + below)))


class PriceSearch:
    """Searches for the price of money. What is learned of how spending falls is kept from one oracle to the next."""

    def __init__(self) -> None:
        self._falls = 0.0
        """By what share of the budget less is spent when a minor unit of money costs one more; 0 where not known."""

    def find_price(self, oracle: Oracle, money: float, steps: tuple[float, ...], near: float) -> tuple[Trial, Trial]:
        """The trials on both sides of the best price of money: (within the budget, over it or the same one again).

        The search begins at `money`. `steps` are the epsilons of the auctions, falling; the last is what the trials are good to.
        Where spending is no staircase one of them comes as near to the campaign's budget as the share `near` of it, and is both if
        it was found first. Single accounts' budgets are priced but may still be overspent a little.
        """
        _price_accounts(oracle, steps)
        trial, roughly = oracle.choose_at(money, steps[0]), _ROUGHLY
        for step, finer in pairwise(steps):
            # Far from rest it is enough to know the price roughly; each finer auction starts where the coarser one stood.
            trial = oracle.choose_at(self._approach(oracle, trial, step, roughly).prices.money, finer)
            roughly /= _FINER
        return self._bracket(oracle, trial, steps[-1], near)

    def find_rough_price(self, oracle: Oracle, money: float, step: float, near: float) -> Trial:
        """A trial that spends the campaign's budget but for the share `near` of it, on either side, where that can be."""
        return self._approach(oracle, oracle.choose_at(money, step), step, near)

    def _approach(self, oracle: Oracle, trial: Trial, step: float, near: float) -> Trial:
        """From `trial` on, one that is so near on either side; or money is free, or its price moves nobody by a whole `step`."""
        bracket, stride, budget = _Bracket(), 0.0, oracle.instance.budget
        for _ in range(_TRIALS):
            bracket.put(trial, budget)
            within, over = bracket.within, bracket.over
            if abs(trial.spend - budget) <= near * budget or (trial is within and trial.prices.money == 0):
                break
            if within is None or over is None:
                stride = self._stride(trial, budget, stride)
                money = _beyond(trial, stride, budget)
            elif (within.prices.money - over.prices.money) * oracle.usual_cost > step:
                money = bracket.straight(over, within, budget)
            else:
                break
            trial = self._try(oracle, trial, money, step)
        return trial

    def _bracket(self, oracle: Oracle, trial: Trial, step: float, near: float) -> tuple[Trial, Trial]:
        """From `trial` on, the trials on both sides of the best price of money, or the first that are near enough."""
        bracket, stride, budget = _Bracket(), 0.0, oracle.instance.budget
        for turn in range(_TRIALS):
            bracket.put(trial, budget)
            within, over = bracket.within, bracket.over
            if abs(trial.spend - budget) <= near * budget or (trial is within and trial.prices.money == 0):
                return within or trial, over or trial
            if within is None or over is None:
                stride = self._stride(trial, budget, stride)
                trial = self._try(oracle, trial, _beyond(trial, stride, budget), step)
                continue
            lines_meet = turn % 2 == 0
            money = _where_lines_meet(over, within) if lines_meet else bracket.straight(over, within, budget)
            if not over.prices.money < money < within.prices.money:
                return within, over
            trial = self._try(oracle, trial, money, step)
            if lines_meet and trial.spend in {within.spend, over.spend}:
                # Where the lines meet there is no third line: this is the lowest bound.
                return (trial, over) if trial.spend <= budget else (within, trial)
        within = bracket.within or oracle.choose_at(_price_of_nothing(oracle), step)
        return within, bracket.over or within

    def _try(self, oracle: Oracle, before: Trial, money: float, step: float) -> Trial:
        trial = oracle.choose_at(money, step)
        fallen, dearer = before.spend - trial.spend, trial.prices.money - before.prices.money
        if fallen * dearer > 0:
            self._falls = fallen / dearer / max(1, oracle.instance.budget)
        return trial

    def _stride(self, trial: Trial, budget: int, last: float) -> float:
        """How far the price must move to end beyond the budget, by all that is known; always much further than the `last` time."""
        usual = _STRIDE * (trial.worth / trial.spend if trial.spend > 0 else trial.prices.money)
        if self._falls == 0:
            return max(usual, 3 * last)
        stride = _BEYOND * abs(trial.spend / max(1, budget) - 1) / self._falls
        return max(min(stride, usual), 2 * last)


def _beyond(trial: Trial, stride: float, budget: int) -> float:
    """A price further on, where too much was spent, or back; never below nothing."""
    return max(0.0, trial.prices.money + (stride if trial.spend > budget else -stride))


def _where_lines_meet(over: Trial, within: Trial) -> float:
    """A price inside the bracket, where the two lines that support the bound from both sides meet."""
    return (over.worth - within.worth) / (over.spend - within.spend)


def _price_of_nothing(oracle: Oracle) -> float:
    """A price of money at which nobody takes anything that costs anything."""
    paid = oracle.instance.cost[oracle.instance.cost > 0]
    return 2 * oracle.best_worth / float(paid.min(initial=np.iinfo(np.int64).max)) + 1e-9


def _price_accounts(oracle: Oracle, steps: tuple[float, ...]) -> None:
    """Halves each tight account's price of money between too cheap and too dear, all accounts in the same auctions."""
    instance = oracle.instance
    if not (instance.account_budget < instance.budget).any():
        return
    low, prices, high = np.zeros(instance.accounts), np.zeros(instance.accounts), np.full(instance.accounts, np.inf)
    for turn in range(_ACCOUNT_ROUNDS):
        oracle.account_money = prices
        trial = oracle.choose_at(0.0, steps[min(turn, len(steps) - 1)])
        over = account_spend(instance, trial.product) > instance.account_budget
        low, high = np.where(over, prices, low), np.where(over, high, prices)
        dearer = np.maximum(4 * prices, 0.1 * trial.worth / max(1, trial.spend))
        prices = np.where(high == 0, 0.0, np.where(np.isinf(high), dearer, (low + np.minimum(high, dearer)) / 2))
    oracle.account_money = np.where(np.isinf(high), prices, high)
