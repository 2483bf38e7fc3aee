"""Spends what the price of money could not: small exchanges that turn money left over into better gifts.

One price of money leaves a little unspent, because the next person's step is larger than what is left. So chains of moves that
are hardly regretted are collected, some dearer and some cheaper, and the one or the two that together win most within
the money left are made, again and again. Stock, slots and budgets are never broken.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

from service.decisions.budget import account_spend
from service.decisions.chains import Chains, Ground, find_chains, fits, lay_out
from service.decisions.market import Market
from service.decisions.pairs import Spelled
from service.decisions.prices import DualPrices, slot_prices
from service.decisions.regret import regrets

_MOST_CHAINS: Final = 3000
_FEW_CHAINS: Final = 500
_ROUNDS: Final = 30
_HAIR: Final = 1e-11
_PAIRS: Final = 600_000
"""How many pairs are looked at for exchanges: in a large campaign some hundred people have change enough for everybody."""
Real = NDArray[np.float64]
Whole = NDArray[np.int64]


def polish(market: Market, prices: DualPrices, product: Whole, bound: float, target: float = 0.0) -> Whole:
    """A plan (R,) at least as good as `product`, which must keep every rule.

    `prices` order the moves; the `bound` they prove says what can still be won. Ends where the plan is within `target` of the
    bound, as a share of it.
    """
    worth = float(market.pairs.worth_of(product).sum())
    enough = max(target, _HAIR) * abs(bound)
    if bound - worth <= enough:
        return product
    people = _some_accounts(market)
    part, part_prices = _part_of(market, prices, product, people)
    polished = product.copy()
    polished[people] = _exchange(part, part_prices, product[people], bound - worth, enough)
    return polished


def _some_accounts(market: Market) -> Whole:
    """The people of the first accounts, as many as there is time to look at."""
    most = _PAIRS // max(1, market.products)
    accounts = int(np.searchsorted(market.colleagues, most, side="right")) - 1
    return np.arange(market.colleagues[max(1, accounts)])


def _part_of(market: Market, prices: DualPrices, product: Whole, people: Whole) -> tuple[Market, DualPrices]:
    """These people's market, when everybody else keeps what they have; and its prices."""
    others = np.delete(product, people)
    others = others[others >= 0]
    accounts = int(market.account[people[-1]]) + 1
    account_budget = market.account_budget[:accounts]
    part = Market(
        pairs=Spelled(market.pairs.worth(0, len(people)).astype(np.float64)),
        account=market.account[people],
        stock=market.stock - np.bincount(others, minlength=market.products),
        cost=market.cost,
        budget=market.budget - int(market.cost[others].sum()),
        account_budget=account_budget,
    )
    slots = prices.slots
    last = slots.first[accounts]
    rows = np.repeat(np.arange(accounts), np.diff(slots.first[: accounts + 1]))
    own = slot_prices(accounts, rows, slots.product[:last], slots.price[:last])
    return part, DualPrices(prices.product, prices.money, prices.account_money[:accounts], own)


def _exchange(market: Market, prices: DualPrices, product: Whole, loss: float, enough: float) -> Whole:
    product = product.copy()
    worth = market.pairs.worth(0, market.people)
    options, regret = _options(market, worth, prices)
    limit = loss
    for _ in range(_ROUNDS):
        if loss <= enough:
            break
        ground = lay_out(worth, market.cost, market.account, market.stock, product, options, regret, prices.product)
        chains, limit = _small_change(ground, min(limit, loss))
        given = np.flatnonzero(product >= 0)
        money = market.budget - int(market.cost[product[given]].sum())
        account_money = market.account_budget - account_spend(market, product)
        first, second = _best_two(ground, chains, money, account_money)
        if first < 0:
            break
        limit = limit * 2 if len(chains.gain) < _FEW_CHAINS else limit
        for chain in {first, second} - {-1}:
            people = chains.movers[chain] >= 0
            product[chains.movers[chain][people]] = chains.targets[chain][people]
            loss -= float(chains.gain[chain])
    return product


def trim(market: Market, product: Whole) -> Whole:
    """Brings every account inside its own budget, and all together inside the campaign's, each time by the step that gives up least
    per unit of money saved. What is over the campaign's budget is saved among the first accounts: it must be little.
    """
    product = product.copy()
    for account in np.flatnonzero(account_spend(market, product) > market.account_budget):
        people = np.arange(market.colleagues[account], market.colleagues[account + 1])
        spend = int(market.cost[product[people[product[people] >= 0]]].sum())
        _save(market, product, people, spend - int(market.account_budget[account]))
    spend = int(market.cost[product[product >= 0]].sum())
    if spend > market.budget:
        _save(market, product, _some_accounts(market), spend - market.budget)
    return product


def _save(market: Market, product: Whole, people: Whole, money: int) -> None:
    """Gives these people, who stand side by side, cheaper gifts or none until so much money is saved or nothing is left to save."""
    first = int(people[0])
    worth = market.pairs.worth(first, int(people[-1]) + 1)
    left = market.stock - np.bincount(product[product >= 0], minlength=market.products)
    people = people[product[people] >= 0]
    while money > 0 and len(people):
        person, target = _cheapest_step(market, worth, first, product, people, left > 0)
        money -= int(market.cost[product[person]] - (market.cost[target] if target >= 0 else 0))
        left[product[person]] += 1
        if target >= 0:
            left[target] -= 1
        product[person] = target
        people = people[product[people] >= 0]


def _cheapest_step(
    market: Market, table: Real, first: int, product: Whole, people: Whole, free: NDArray[np.bool_]
) -> tuple[int, int]:
    free[product[people]] = (
        False  # a colleague's for certain, and with many accounts many others' too: there are enough left
    )
    best = (np.inf, -1, -1)
    for person in people.tolist():
        now = product[person]
        worth = np.append(np.where(free, table[person - first], -np.inf), 0.0)
        saved = market.cost[now] - np.append(market.cost, 0)
        lost = np.where(saved > 0, (table[person - first, now] - worth) / np.maximum(saved, 1), np.inf)
        target = int(lost.argmin())
        best = min(best, (float(lost[target]), person, target if target < market.products else -1))
    return best[1], best[2]


def _options(market: Market, worth: Real, prices: DualPrices) -> tuple[Whole, Real]:
    """(R, G + 1) each person's products from least to most regretted at the prices; -1 is going without, inf the rest."""
    regret = regrets(market, worth, prices)
    order = np.argsort(regret, axis=1, kind="stable")
    regret = np.take_along_axis(regret, order, axis=1)
    return np.where(order == market.products, -1, order).astype(np.int64), regret


def _small_change(ground: Ground, limit: float) -> tuple[Chains, float]:
    """As many of the least regretted chains as can be looked at in pairs, and the regret they stay under."""
    chains = find_chains(ground, limit, _MOST_CHAINS)
    while chains is None:
        limit /= 2
        chains = find_chains(ground, limit, _MOST_CHAINS)
    return chains, limit


@njit(cache=True)
def _best_two(ground: Any, chains: Any, money: int, account_money: Any) -> Any:
    """The chain, or the two chains, that win most within the money left; -1 for none."""
    best, first, second = 1e-11, -1, -1
    for i in range(len(chains.gain)):
        if chains.gain[i] > best and chains.spend[i] <= money and _fit(ground, chains, i, i, account_money):
            best, first, second = chains.gain[i], i, -1
        for j in range(i):
            if (
                chains.gain[i] + chains.gain[j] > best
                and chains.spend[i] + chains.spend[j] <= money
                and _fit(ground, chains, i, j, account_money)
            ):
                best, first, second = chains.gain[i] + chains.gain[j], i, j
    return first, second


@njit(cache=True)
def _fit(ground: Any, chains: Any, i: Any, j: Any, account_money: Any) -> Any:
    movers, targets = chains.movers[i], chains.targets[i]
    if i != j:
        movers = np.concatenate((movers, chains.movers[j]))
        targets = np.concatenate((targets, chains.targets[j]))
    real = movers >= 0
    return fits(ground, movers[real], targets[real], account_money)
