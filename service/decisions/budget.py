"""The budget as one price on money: how dear money must be for everybody's free choice to cost no more than there is.

For a given price of money the joint choice is exact (`assign`). Its value plus the budget's price is a bound that is convex in
the price of money, so two supporting lines meet below the best price, and each new trial tightens the bracket until they meet
on the curve. Budgets of single accounts get a price each, found side by side by halving.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from service.decisions.assign import Assignment, Whole, assign
from service.decisions.certificate import DualPrices
from service.decisions.market import Market

GRAIN = float(1 << 40)
"""Worth is counted in 2^-40: finer than float64 keeps over a sum of a million people, coarse enough for sums in int64."""
_TRIALS = 40
_ACCOUNT_ROUNDS = 24
Real = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Trial:
    """What everybody chooses when a minor unit of money costs `money` (and `account_money` (A,) more in each account)."""

    money: float
    account_money: Real
    assignment: Assignment
    spend: int
    bound: float


def find_money_price(market: Market, order: Whole) -> tuple[Trial, Trial]:
    """The trials on both sides of the best price of money: (within the budget, over it or the same one again).

    The first keeps the campaign's budget. Single accounts' budgets are priced but may still be overspent a little.
    """
    account_money = _account_prices(market, order)
    over = attempt(market, order, 0.0, account_money)
    if over.spend <= market.budget:
        return over, over
    within = attempt(market, order, _price_of_nothing(market), account_money)
    for _ in range(_TRIALS):
        money, meeting = _where_lines_meet(over, within, market.budget)
        trial = attempt(market, order, money, account_money)
        if not over.money < money < within.money or trial.bound <= meeting + 1e-12 * abs(meeting):
            return (trial, over) if trial.spend <= market.budget else (within, trial)
        if trial.spend <= market.budget:
            within = trial
        else:
            over = trial
    return within, over


def attempt(market: Market, order: Whole, money: float, account_money: Real) -> Trial:
    """Lets everybody choose at these prices of money; the bound holds for the market whatever they are."""
    charge = (money + account_money)[market.account][:, None] * market.cost
    worth = whole_worth(market.worth - charge)
    assignment = assign(worth, market.account, market.stock, order)
    given = np.flatnonzero(assignment.product >= 0)
    kept = float(worth[given, assignment.product[given]].sum()) / GRAIN
    return Trial(
        money,
        account_money,
        assignment,
        int(market.cost[assignment.product[given]].sum()),
        kept + money * market.budget + float(account_money @ market.account_budget),
    )


def whole_worth(worth: Real) -> Whole:
    """Worth in grains, 0 where a pair is not admitted or worse than nothing."""
    return np.rint(np.maximum(worth, 0.0) * GRAIN).astype(np.int64)


def dual_prices(market: Market, trial: Trial) -> DualPrices:
    """The trial's prices as the certificate takes them: slots cost what their holder pays beyond the product's price."""
    people = np.flatnonzero(trial.assignment.product >= 0)
    products = trial.assignment.product[people]
    accounts = market.account[people]
    worth = market.worth[people, products] - (trial.money + trial.account_money[accounts]) * market.cost[products]
    extra = whole_worth(worth) - trial.assignment.utility[people] - trial.assignment.price[products]
    slots = {
        (int(account), int(product)): grains / GRAIN
        for account, product, grains in zip(accounts, products, extra.tolist(), strict=True)
        if grains > 0
    }
    return DualPrices(trial.assignment.price / GRAIN, trial.money, trial.account_money, slots)


def account_spend(market: Market, product: Whole) -> NDArray[np.int64]:
    """(A,) what each account costs under this assignment."""
    people = np.flatnonzero(product >= 0)
    spend = np.zeros(len(market.account_budget), dtype=np.int64)
    np.add.at(spend, market.account[people], market.cost[product[people]])
    return spend


def _where_lines_meet(over: Trial, within: Trial, budget: int) -> tuple[float, float]:
    """The price at which the two supporting lines meet, and the bound there: no price can prove less."""
    down, up = budget - over.spend, budget - within.spend
    if up == 0:
        return within.money, within.bound
    money = (over.bound - within.bound + up * within.money - down * over.money) / (up - down)
    money = max(money, over.money)  # rounding must not carry it past the bracket
    return money, over.bound + down * (money - over.money)


def _price_of_nothing(market: Market) -> float:
    """A price of money so high that nothing that costs anything is worth it."""
    paid = market.cost > 0
    best = market.worth[:, paid].max(axis=0, initial=0.0) / market.cost[paid]
    return float(best.max(initial=0.0)) + 1e-9


def _account_prices(market: Market, order: Whole) -> Real:
    """Halves each tight account's price of money between too cheap and too dear, all accounts in the same trials."""
    low = np.zeros(len(market.account_budget))
    if not (market.account_budget < market.budget).any():
        return low
    high = low.copy()
    prices = low.copy()
    for trial in _rounds(market, order, prices):
        over = account_spend(market, trial.assignment.product) > market.account_budget
        low = np.where(over, prices, low)
        unpriced = over & (high <= prices)
        high = np.where(unpriced, np.maximum(4 * prices, _price_of_nothing(market) / 64), high)
        high = np.where(~over & (prices > 0), prices, high)
        prices[:] = np.where(high > 0, (low + high) / 2, 0.0)
    return np.where(high > 0, high, 0.0)


def _rounds(market: Market, order: Whole, prices: Real) -> Iterator[Trial]:
    for _ in range(_ACCOUNT_ROUNDS):
        yield attempt(market, order, 0.0, prices.copy())
