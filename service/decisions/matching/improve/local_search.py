"""Spends what the price of money could not, or saves the little that was too much, by small exchanges of gifts.

One price of money leaves a little unspent, because the next person's step is larger than what is left. So chains of moves that
are hardly regretted are collected, some dearer and some cheaper, and the one or the two that together win most within
the money left are made, again and again. Stock, slots and budgets are never broken.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

from service.decisions.matching.assignment_instance import Market
from service.decisions.matching.improve.budget_repair import save
from service.decisions.matching.improve.exchange_chains import Chains, Ground, find_chains, fits, ground_of
from service.decisions.matching.pairs import Spelled
from service.decisions.matching.price_search import account_spend
from service.decisions.matching.prices import DualPrices, slot_prices
from service.decisions.matching.reduced_costs import regrets

_MOST_CHAINS: Final = 3000
_FEW_CHAINS: Final = 500
_ROUNDS: Final = 30
_HAIR: Final = 1e-11
_PAIRS: Final = 600_000
"""How many pairs are looked at for exchanges at a time: in a large campaign some hundred people have change for everybody."""
_MOST_PAIRS: Final = 20_000_000
"""An account with more is left alone: their table would not have room."""
_PORTIONS: Final = 4
"""How many such portions of a campaign are looked at."""
_EACH: Final = 0.05
_MOST: Final = 2e-4
"""Of a usual gift for each person of a portion, and of the budget: what single exchanges spend or save at little loss."""
Real = NDArray[np.float64]
Whole = NDArray[np.int64]


def polish(market: Market, prices: DualPrices, product: Whole, bound: float, target: float = 0.0) -> Whole:
    """A plan (R,) that keeps every rule: at least as good as `product`, where that kept them all.

    `product` may be a little over the campaign's budget (`small_change`); what is too much is saved first. `prices` order the
    moves; the `bound` they prove says what can still be won. Ends where the plan is within `target` of it, as a share of it.
    """
    loss = bound - float(market.pairs.worth_of(product).sum())
    enough = max(target, _HAIR) * abs(bound)
    product = product.copy()
    for number, people in enumerate(_portions(market)):
        is_over = int(market.cost[product[product >= 0]].sum()) > market.budget
        if not is_over and (loss <= enough or number >= _PORTIONS or not _have_room(market, people)):
            break
        part, part_prices = _part_of(market, prices, product, people)
        loss, product[people] = _exchange(part, part_prices, product[people], loss, enough)
    return product


def small_change(market: Market) -> float:
    """The share of the budget that `polish` can still spend or save at little loss."""
    people = next(_portions(market), np.zeros(0, dtype=np.int64))
    return min(_MOST, _EACH * len(people) / max(1, market.people)) if _have_room(market, people) else 0.0


def _have_room(market: Market, people: Whole) -> bool:
    return len(people) * market.products <= _MOST_PAIRS


def _portions(market: Market) -> Iterator[Whole]:
    """One account after the other, as many people at a time as there is time to look at."""
    most, first = _PAIRS // max(1, market.products), 0
    while first < market.accounts:
        last = int(np.searchsorted(market.colleagues, market.colleagues[first] + most, side="right")) - 1
        last = max(last, first + 1)
        yield np.arange(market.colleagues[first], market.colleagues[last])
        first = last


def _part_of(market: Market, prices: DualPrices, product: Whole, people: Whole) -> tuple[Market, DualPrices]:
    """These people's market, when everybody else keeps what they have; and its prices."""
    others = np.delete(product, people)
    others = others[others >= 0]
    first, last = int(market.account[people[0]]), int(market.account[people[-1]]) + 1
    part = Market(
        pairs=Spelled(market.pairs.worth(int(people[0]), int(people[-1]) + 1).astype(np.float64)),
        account=market.account[people] - first,
        stock=market.stock - np.bincount(others, minlength=market.products),
        cost=market.cost,
        budget=max(0, market.budget - int(market.cost[others].sum())),
        account_budget=market.account_budget[first:last],
    )
    starts = prices.slots.first[first : last + 1]
    rows = np.repeat(np.arange(last - first), np.diff(starts))
    listed = slice(starts[0], starts[-1])
    own = slot_prices(last - first, rows, prices.slots.product[listed], prices.slots.price[listed])
    return part, DualPrices(prices.product, prices.money, prices.account_money[first:last], own)


def _exchange(market: Market, prices: DualPrices, product: Whole, loss: float, enough: float) -> tuple[float, Whole]:
    """What is still lost against the bound after the exchanges, and the plan (R,) they make."""
    product = product.copy()
    worth = market.pairs.worth(0, market.people)
    money = _money_left(market, product)
    limit = max(loss, enough) - prices.money * min(money, 0)
    options, regret = _options(market, worth, prices, limit)
    for _ in range(_ROUNDS):
        if loss <= enough and money >= 0:
            break
        ground = ground_of(worth, market.cost, market.account, market.stock, product, options, regret, prices.product)
        chains, limit = _small_change(ground, limit)
        account_money = market.account_budget - account_spend(market, product)
        least = _HAIR if money >= 0 else -np.inf
        first, second = _best_two(ground, chains, money, account_money, least)
        if first < 0 and money >= 0:
            break
        if first < 0:
            loss += save(market, product, np.arange(market.people), -money)
        for chain in {first, second} - {-1}:
            people = chains.movers[chain] >= 0
            product[chains.movers[chain][people]] = chains.targets[chain][people]
            loss -= float(chains.gain[chain])
        limit = min(limit * 2 if len(chains.gain) < _FEW_CHAINS else limit, loss)
        money = _money_left(market, product)
    return loss, product


def _money_left(market: Market, product: Whole) -> int:
    return market.budget - int(market.cost[product[product >= 0]].sum())


def _options(market: Market, worth: Real, prices: DualPrices, limit: float) -> tuple[Whole, Real]:
    """(R, K) what each person regrets less than the `limit`, least first, and how much; -1 is going without, inf nothing more."""
    regret = regrets(market, worth, prices)
    person, product = np.nonzero(regret < limit)
    regret = regret[person, product]
    order = np.lexsort((product, regret, person))
    starts = np.searchsorted(person, np.arange(market.people + 1))
    place = np.arange(len(person)) - starts[person]
    options = np.full((market.people, int(place.max(initial=0)) + 1), -1, dtype=np.int64)
    regrets_in_turn = np.full(options.shape, np.inf)
    options[person, place] = np.where(product == market.products, -1, product)[order]
    regrets_in_turn[person, place] = regret[order]
    return options, regrets_in_turn


def _small_change(ground: Ground, limit: float) -> tuple[Chains, float]:
    """As many of the least regretted chains as can be looked at in pairs, and the regret they stay under."""
    chains = find_chains(ground, limit, _MOST_CHAINS)
    while chains is None:
        limit /= 2
        chains = find_chains(ground, limit, _MOST_CHAINS)
    return chains, limit


@njit(cache=True)
def _best_two(ground: Any, chains: Any, money: int, account_money: Any, least: float) -> Any:
    """The chain, or the two chains, that win most, and more than `least`, within the money left; -1 for none."""
    best, first, second = least, -1, -1
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
