"""The budget as one price on money: how dear money must be for everybody's free choice to cost no more than there is.

At a given price of money the joint choice is an auction (`auction`). What it spends falls as money gets dearer, so the price is
bracketed and searched: by straight lines through what was spent, then, where spending jumps, by where the two lines that support
the bound from both sides meet; that finds the last price exactly. Budgets of single accounts get a price each, found side by side
by halving.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from service.decisions.auction import falling, settle
from service.decisions.board import Board, prices_on, products_given, reopen
from service.decisions.market import Market
from service.decisions.prices import DualPrices

_TRIALS: Final = 40
_ACCOUNT_ROUNDS: Final = 24
_ROUGHLY: Final = 0.02
"""Of the budget: how near the first, coarse auctions must come."""
_STRIDE: Final = 0.1
"""How far the first step from a price of money goes, as a share of it or, from nothing, of what money usually buys."""
A_LITTLE_OVER: Final = 10.0
_FAR: Final = 3.0
"""In epsilons: when the price of money moves a usual product's by more, an auction is held anew rather than mended."""
_BELOW: Final = 5.0
"""How far below the last prices it begins, in epsilons of the last auction."""
_FIRST_STEP: Final = 0.01
"""What prices that come from elsewhere are taken to be good to."""
Whole = NDArray[np.int16]
Real = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Trial:
    """What everybody chooses, `product` (R,), when a minor unit of money costs `prices.money`; what that spends and is worth."""

    prices: DualPrices
    product: Whole
    spend: int
    worth: float


class House(Protocol):
    """Somebody who can say what everybody chooses at a price of money."""

    market: Market
    account_money: Real

    @property
    def best_worth(self) -> float:
        """What the best pair of all is worth."""
        ...

    def auction(self, money: float, step: float) -> Trial:
        """Everybody's choice at this price of money, nobody further than `step` from their best."""
        ...


def find_money_price(house: House, money: float, steps: tuple[float, ...], near: float) -> tuple[Trial, Trial]:
    """The trials on both sides of the best price of money: (within the budget, over it or the same one again).

    The search begins at `money`. `steps` are the epsilons of the auctions, falling; the last one is what the trials are good to.
    The first trial keeps the campaign's budget and leaves no more than the share `near` of it, where spending is no staircase; or
    the second is over it by no more than `A_LITTLE_OVER` times that, which `trim` can save. Single accounts' budgets are priced
    but may still be overspent a little.
    """
    _price_accounts(house, steps)
    trial = house.auction(money, steps[0])
    roughly, usual = _ROUGHLY, trial.worth / max(1, trial.spend)
    stride = _STRIDE * usual
    for step, finer in pairwise(steps):
        # Far from rest it is enough to know the price roughly; each finer auction starts where the coarser one stood.
        trial, _ = _search(house, trial, step, stride, roughly, both=True)
        stride = roughly * max(trial.prices.money, 0.01 * usual)
        roughly /= 8
        trial = house.auction(trial.prices.money, finer)
    return _search(house, trial, steps[-1], stride, near, both=False)


def find_rough_price(house: House, money: float, step: float, near: float) -> Trial:
    """A trial that spends the campaign's budget but for the share `near` of it, on either side, where that can be."""
    trial = house.auction(money, step)
    stride = _STRIDE * trial.worth / max(1, trial.spend) if money == 0 else 2 * near * money
    return _search(house, trial, step, stride, near, both=True)[0]


def account_spend(market: Market, product: NDArray[np.integer]) -> NDArray[np.int64]:
    """(A,) what each account costs under this assignment."""
    people = np.flatnonzero(product >= 0)
    spend = np.zeros(market.accounts, dtype=np.int64)
    np.add.at(spend, market.account[people], market.cost[product[people]])
    return spend


class AuctionHouse:
    """Holds one auction after another on the same board."""

    def __init__(self, market: Market, board: Board) -> None:
        self.market = market
        self.account_money = np.zeros(market.accounts)
        self._board = board
        self._step = _FIRST_STEP
        self._usual_cost = float(market.cost.mean()) if market.products else 0.0

    @property
    def best_worth(self) -> float:
        """What the best listed pair is worth."""
        return float(self._board.worth.max(initial=0.0))

    def auction(self, money: float, step: float) -> Trial:
        """Lets everybody choose at this price of money, until nobody is better off elsewhere by more than `step`."""
        market, board = self.market, self._board
        dearer = money + self.account_money - board.money
        rise = max(0.0, float(dearer.max(initial=0.0)))
        moved = float(np.abs(dearer).max(initial=0.0)) * self._usual_cost
        board.money[:] = money + self.account_money
        for epsilon in falling(step, max(moved, self._step if step < self._step else 0.0)):
            if epsilon < self._step or moved > _FAR * epsilon:
                # Bidding up from a little below is far quicker than bringing hundreds of prices down one by one.
                reopen(board, _BELOW * self._step + rise * market.cost.astype(np.float64))
            settle(board, epsilon)
            self._step, rise, moved = epsilon, 0.0, 0.0
        product = products_given(board)
        people = np.flatnonzero(board.given >= 0)
        return Trial(
            prices_on(board, money, self.account_money),
            product,
            int(market.cost[product[people]].sum()),
            float(board.worth[people, board.given[people]].sum(dtype=np.float64)),
        )


def _search(house: House, trial: Trial, step: float, stride: float, near: float, *, both: bool) -> tuple[Trial, Trial]:
    """Brackets the best price of money, from `trial` on, then narrows the bracket until spending comes so near or it is found.

    With `both`, near the budget is near enough on either side of it.
    """
    market = house.market
    within: Trial | None = None
    over: Trial | None = None
    for turn in range(_TRIALS):
        if trial.spend <= market.budget:
            within = trial
        else:
            over = trial
        if both and abs(trial.spend - market.budget) <= near * market.budget and trial.prices.money > 0:
            return trial, trial
        if within is not None and _is_spent(market, within, near):
            return within, over or within
        if over is not None and over.spend <= market.budget * (1 + A_LITTLE_OVER * near):
            return within or over, over
        if within is None or over is None:
            money = max(0.0, trial.prices.money + (stride if within is None else -stride))
            stride *= 3
        else:
            money = _between(over, within, market.budget, turn)
            if not over.prices.money < money < within.prices.money:
                return within, over
        trial = house.auction(money, step)
        if within is not None and over is not None and _lines_meet(turn) and trial.spend in {within.spend, over.spend}:
            # Where the lines meet there is no third line: this is the lowest bound.
            return (trial, over) if trial.spend <= market.budget else (within, trial)
    within = within or house.auction(_price_of_nothing(house), step)
    return within, over or within


def _price_of_nothing(house: House) -> float:
    """A price of money at which nobody takes anything that costs anything."""
    paid = house.market.cost[house.market.cost > 0]
    return 2 * house.best_worth / float(paid.min(initial=np.iinfo(np.int64).max)) + 1e-9


def _is_spent(market: Market, trial: Trial, near: float) -> bool:
    """Whether money is free, or no more of the budget is left than is near enough."""
    return trial.prices.money == 0.0 or market.budget - trial.spend <= near * market.budget


def _lines_meet(turn: int) -> bool:
    return turn % 2 == 0


def _between(over: Trial, within: Trial, budget: int, turn: int) -> float:
    """A price inside the bracket: in turn where a straight line of spending meets the budget, and where the bounds' lines meet."""
    low, high = over.prices.money, within.prices.money
    share = (over.spend - budget) / (over.spend - within.spend)
    if not _lines_meet(turn):
        return low + (high - low) * min(0.95, max(0.05, share))
    worth = over.worth - within.worth
    return worth / (over.spend - within.spend)


def _price_accounts(house: House, steps: tuple[float, ...]) -> None:
    """Halves each tight account's price of money between too cheap and too dear, all accounts in the same auctions."""
    market = house.market
    if not (market.account_budget < market.budget).any():
        return
    low, prices, high = np.zeros(market.accounts), np.zeros(market.accounts), np.full(market.accounts, np.inf)
    for turn in range(_ACCOUNT_ROUNDS):
        house.account_money = prices
        trial = house.auction(0.0, steps[min(turn, len(steps) - 1)])
        over = account_spend(market, trial.product) > market.account_budget
        low, high = np.where(over, prices, low), np.where(over, high, prices)
        dearer = np.maximum(4 * prices, 0.1 * trial.worth / max(1, trial.spend))
        prices = np.where(high == 0, 0.0, np.where(np.isinf(high), dearer, (low + np.minimum(high, dearer)) / 2))
    house.account_money = np.where(np.isinf(high), prices, high)
