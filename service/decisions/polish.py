"""Spends what the price of money could not: small exchanges that turn money left over into better gifts.

One price of money leaves a little unspent, because the next person's step is larger than what is left. A chain of moves (a person takes
another product, its holder moves on, ...) may fit. No chain can win more than what the plan loses against its bound, less what
its moves are worse than each mover's best, so the search looks at few of them. It never breaks stock, slots or budgets.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numba import njit

from service.decisions.assign import Whole
from service.decisions.budget import Real, account_spend
from service.decisions.certificate import DualPrices, certify
from service.decisions.market import Market

_LONGEST: Final = 4
_STEPS: Final = 40_000
_ROUNDS: Final = 60
_HAIR: Final = 1e-12


def polish(market: Market, prices: DualPrices, product: Whole) -> Whole:
    """A plan (R,) at least as good as `product`, which must keep every rule; found by chains of at most four moves.

    `prices` order the moves and say how much is still to be won.
    """
    product = product.copy()
    bound = certify(market, prices)
    options, regret = _options(market, prices)
    for _ in range(_ROUNDS):
        given = np.flatnonzero(product >= 0)
        loss = bound - float(market.worth[given, product[given]].sum())
        money = market.budget - int(market.cost[product[given]].sum())
        account_money = market.account_budget - account_spend(market, product)
        if loss <= _HAIR * max(1.0, abs(bound)):
            break
        movers, targets = _best_chain(
            market.worth,
            market.cost,
            market.account,
            market.stock,
            product,
            options,
            regret,
            loss,
            money,
            account_money,
        )
        if len(movers) == 0:
            break
        product[movers] = targets
    return product


def trim(market: Market, product: Whole) -> Whole:
    """Brings every account inside its own budget, each time by the step that gives up least per unit of money saved."""
    product = product.copy()
    over = np.flatnonzero(account_spend(market, product) > market.account_budget)
    for account in over:
        people = np.flatnonzero((market.account == account) & (product >= 0))
        while int(market.cost[product[people]].sum()) > market.account_budget[account]:
            person, target = _cheapest_step(market, product, people)
            product[person] = target
            people = people[product[people] >= 0]
    return product


def _cheapest_step(market: Market, product: Whole, people: Whole) -> tuple[int, int]:
    left = market.stock - np.bincount(product[product >= 0], minlength=market.products)
    free = left > 0
    free[product[people]] = False
    best = (np.inf, -1, -1)
    for person in people.tolist():
        now = product[person]
        worth = np.append(np.where(free, market.worth[person], -np.inf), 0.0)
        saved = market.cost[now] - np.append(market.cost, 0)
        lost = np.where(saved > 0, (market.worth[person, now] - worth) / np.maximum(saved, 1), np.inf)
        target = int(lost.argmin())
        best = min(best, (float(lost[target]), person, target if target < market.products else -1))
    return best[1], best[2]


def _options(market: Market, prices: DualPrices) -> tuple[Whole, Real]:
    """(R, G + 1) each person's products from least to most regretted at the prices; -1 is going without, inf the rest."""
    money = (prices.money + prices.account_money)[market.account][:, None] * market.cost
    kept = market.worth - money - prices.product
    for (account, product), price in prices.slot.items():
        kept[market.account == account, product] -= price
    kept = np.hstack([kept, np.zeros((market.people, 1))])
    regret = np.maximum(kept.max(axis=1, keepdims=True) - kept, 0.0)
    order = np.argsort(regret, axis=1, kind="stable")
    regret = np.take_along_axis(regret, order, axis=1)
    return np.where(order == market.products, -1, order).astype(np.int64), regret


@njit(cache=True)
def _best_chain(
    worth: Any, cost: Any, account: Any, stock: Any, product: Any, options: Any, regret: Any, loss: float, money: int,
    account_money: Any,
) -> Any:  # fmt: skip
    people, products = worth.shape
    accounts = len(account_money)
    left = stock.copy()
    holder = np.full((accounts, products), -1, np.int64)
    starts = np.zeros(products + 1, np.int64)
    for person in range(people):
        if product[person] >= 0:
            left[product[person]] -= 1
            holder[account[person], product[person]] = person
            starts[product[person] + 1] += 1
    starts = np.cumsum(starts)
    fill = starts.copy()
    holders = np.empty(starts[-1], np.int64)
    for person in range(people):
        if product[person] >= 0:
            holders[fill[product[person]]] = person
            fill[product[person]] += 1

    best = _HAIR
    best_movers = np.empty(0, np.int64)
    best_targets = np.empty(0, np.int64)
    mover = np.empty(_LONGEST + 1, np.int64)
    target = np.empty(_LONGEST + 1, np.int64)
    option = np.empty(_LONGEST + 1, np.int64)  # which option of the mover is looked at
    next_holder = np.empty(_LONGEST + 1, np.int64)  # which of the target's holders is asked to move, -1 before any
    sorry = np.zeros(_LONGEST + 2)
    gain = np.zeros(_LONGEST + 2)
    spend = np.zeros(_LONGEST + 2, np.int64)
    for start in range(people):
        depth, steps = 0, 0
        mover[0], option[0], next_holder[0] = start, -1, -1
        while depth >= 0:
            person = mover[depth]
            if next_holder[depth] < 0:
                option[depth] += 1
                steps += 1
                k = option[depth]
                if k > products or steps > _STEPS or loss - sorry[depth] - regret[person, k] <= best:
                    depth -= 1
                    continue
                g, now = options[person, k], product[person]
                used = g == now
                for i in range(depth):
                    used = used or (g >= 0 and target[i] == g)
                if used:
                    continue
                target[depth] = g
                sorry[depth + 1] = sorry[depth] + regret[person, k]
                gain[depth + 1] = gain[depth]
                spend[depth + 1] = spend[depth]
                if g >= 0:
                    gain[depth + 1] += worth[person, g]
                    spend[depth + 1] += cost[g]
                if now >= 0:
                    gain[depth + 1] -= worth[person, now]
                    spend[depth + 1] -= cost[now]
                held_by = np.int64(-1) if g < 0 else holder[account[person], g]
                for i in range(depth + 1):
                    if mover[i] == held_by:
                        held_by = -2  # on the chain already: the slot is free by then
                free = g < 0 or (held_by < 0 and (left[g] > 0 or g == product[start]))
                if free:
                    fits = spend[depth + 1] <= money
                    for i in range(depth + 1):
                        change = np.int64(0)
                        for j in range(depth + 1):
                            if account[mover[j]] == account[mover[i]]:
                                change += cost[target[j]] if target[j] >= 0 else 0
                                change -= cost[product[mover[j]]] if product[mover[j]] >= 0 else 0
                        fits = fits and change <= max(account_money[account[mover[i]]], 0)
                    if fits and gain[depth + 1] > best:
                        best = gain[depth + 1]
                        best_movers = mover[: depth + 1].copy()
                        best_targets = target[: depth + 1].copy()
                    continue
                if depth + 1 >= _LONGEST:
                    continue
                if held_by >= 0:
                    depth += 1
                    mover[depth], option[depth], next_holder[depth] = held_by, -1, -1
                    continue
                next_holder[depth] = starts[g]
            # Somebody must leave the shelf: ask its holders one after another.
            g = target[depth]
            if next_holder[depth] >= starts[g + 1]:
                next_holder[depth] = -1
                continue
            other = holders[next_holder[depth]]
            next_holder[depth] += 1
            on_chain = False
            for i in range(depth + 1):
                on_chain = on_chain or mover[i] == other
            if on_chain:
                continue
            depth += 1
            mover[depth], option[depth], next_holder[depth] = other, -1, -1
    return best_movers, best_targets
