"""Spends what the price of money could not, or saves the little that was too much, by small exchanges of gifts.

One price of money leaves a little unspent, because the next person's step is larger than what is left. So exchange chains of little
reduced cost are collected, some dearer and some cheaper, and the one or the two that together win most within the money left are
made, again and again. Stock, slots and budgets are never broken.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

from service.decisions.matching.assignment_instance import AssignmentInstance
from service.decisions.matching.improve.budget_repair import save_money
from service.decisions.matching.improve.exchange_chains import (
    ExchangeChains,
    Neighbourhood,
    find_exchange_chains,
    fits,
    neighbourhood_of,
)
from service.decisions.matching.pairs import DensePairs
from service.decisions.matching.price_search import account_spend
from service.decisions.matching.prices import DualPrices, slot_prices
from service.decisions.matching.reduced_costs import reduced_costs

_MOST_CHAINS: Final = 3000
_FEW_CHAINS: Final = 500
_ROUNDS: Final = 30
_HAIR: Final = 1e-11
_PAIRS: Final = 600_000
"""How many pairs are looked at for exchanges at a time: in a large campaign the chains of some hundred people are enough."""
_MOST_PAIRS: Final = 20_000_000
"""An account with more is left alone: their table would not have room."""
_PORTIONS: Final = 4
"""How many such portions of a campaign are looked at."""
_EACH: Final = 0.05
_MOST: Final = 2e-4
"""Of a usual gift for each person of a portion, and of the budget: what single exchanges spend or save at little loss
(decision 9: the work grows with its square)."""
Real = NDArray[np.float64]
Whole = NDArray[np.int64]


def improve_locally(
    instance: AssignmentInstance, prices: DualPrices, product: Whole, bound: float, target: float = 0.0
) -> Whole:
    """A plan (R,) that keeps every rule: at least as good as `product`, where that kept them all.

    `product` may be a little over the campaign's budget (`reach_of_exchanges`); what is too much is saved first. `prices` order the
    moves; the `bound` they prove says what can still be won. Ends where the plan is within `target` of it, as a share of it.
    """
    loss = bound - float(instance.pairs.worth_of(product).sum())
    enough = max(target, _HAIR) * abs(bound)
    product = product.copy()
    for number, people in enumerate(_portions(instance)):
        is_over = instance.spend(product) > instance.budget
        if not is_over and (loss <= enough or number >= _PORTIONS or not _have_room(instance, people)):
            break
        part, part_prices = _part_of(instance, prices, product, people)
        loss, product[people] = _exchange(part, part_prices, product[people], loss, enough)
    return product


def reach_of_exchanges(instance: AssignmentInstance) -> float:
    """The share of the budget that `improve_locally` can still spend or save at little loss."""
    people = next(_portions(instance), np.zeros(0, dtype=np.int64))
    return min(_MOST, _EACH * len(people) / max(1, instance.people)) if _have_room(instance, people) else 0.0


def _have_room(instance: AssignmentInstance, people: Whole) -> bool:
    return len(people) * instance.products <= _MOST_PAIRS


def _portions(instance: AssignmentInstance) -> Iterator[Whole]:
    """One account after the other, as many people at a time as there is time to look at."""
    most, first = _PAIRS // max(1, instance.products), 0
    while first < instance.accounts:
        last = int(np.searchsorted(instance.colleagues, instance.colleagues[first] + most, side="right")) - 1
        last = max(last, first + 1)
        yield np.arange(instance.colleagues[first], instance.colleagues[last])
        first = last


def _part_of(
    instance: AssignmentInstance, prices: DualPrices, product: Whole, people: Whole
) -> tuple[AssignmentInstance, DualPrices]:
    """The instance of these people alone, when everybody else keeps what they have; and its prices."""
    others = np.delete(product, people)
    others = others[others >= 0]
    first, last = int(instance.account[people[0]]), int(instance.account[people[-1]]) + 1
    part = AssignmentInstance(
        pairs=DensePairs(instance.pairs.worth(int(people[0]), int(people[-1]) + 1).astype(np.float64)),
        account=instance.account[people] - first,
        stock=instance.stock - np.bincount(others, minlength=instance.products),
        cost=instance.cost,
        zone=instance.zone[people],
        budget=max(
            0, instance.budget - instance.spend(product) + int(instance.costs_of(people, product[people]).sum())
        ),
        account_budget=instance.account_budget[first:last],
        family=instance.family,
        lot=instance.lot,
    )
    starts = prices.slots.first[first : last + 1]
    rows = np.repeat(np.arange(last - first), np.diff(starts))
    listed = slice(starts[0], starts[-1])
    own = slot_prices(last - first, rows, prices.slots.family[listed], prices.slots.price[listed])
    return part, DualPrices(prices.product, prices.money, prices.account_money[first:last], own)


def _exchange(
    instance: AssignmentInstance, prices: DualPrices, product: Whole, loss: float, enough: float
) -> tuple[float, Whole]:
    """What is still lost against the bound after the exchanges, and the plan (R,) they make."""
    product = product.copy()
    worth = instance.pairs.worth(0, instance.people)
    money = _money_left(instance, product)
    limit = max(loss, enough) - prices.money * min(money, 0)
    options, reduced_cost = _options(instance, worth, prices, limit)
    for _ in range(_ROUNDS):
        if loss <= enough and money >= 0:
            break
        neighbourhood = neighbourhood_of(
            worth, instance.cost[instance.zone], instance.account, instance.stock, product, options, reduced_cost, prices.product,
            instance.family,
        )  # fmt: skip
        chains, limit = _cheapest_chains(neighbourhood, limit)
        account_money = instance.account_budget - account_spend(instance, product)
        least = _HAIR if money >= 0 else -np.inf
        first, second = _best_two(neighbourhood, chains, money, account_money, least)
        if first < 0 and money >= 0:
            break
        if first < 0:
            loss += save_money(instance, product, np.arange(instance.people), -money)
        for chain in {first, second} - {-1}:
            people = chains.movers[chain] >= 0
            product[chains.movers[chain][people]] = chains.targets[chain][people]
            loss -= float(chains.gain[chain])
        limit = min(limit * 2 if len(chains.gain) < _FEW_CHAINS else limit, loss)
        money = _money_left(instance, product)
    return loss, product


def _money_left(instance: AssignmentInstance, product: Whole) -> int:
    return instance.budget - instance.spend(product)


def _options(instance: AssignmentInstance, worth: Real, prices: DualPrices, limit: float) -> tuple[Whole, Real]:
    """(R, K) each person's options of a reduced cost below the `limit`, cheapest first, and that cost; -1 is going without."""
    reduced_cost = reduced_costs(instance, worth, prices)
    person, product = np.nonzero(reduced_cost < limit)
    reduced_cost = reduced_cost[person, product]
    order = np.lexsort((product, reduced_cost, person))
    starts = np.searchsorted(person, np.arange(instance.people + 1))
    place = np.arange(len(person)) - starts[person]
    options = np.full((instance.people, int(place.max(initial=0)) + 1), -1, dtype=np.int64)
    costs_in_turn = np.full(options.shape, np.inf)
    options[person, place] = np.where(product == instance.products, -1, product)[order]
    costs_in_turn[person, place] = reduced_cost[order]
    return options, costs_in_turn


def _cheapest_chains(neighbourhood: Neighbourhood, limit: float) -> tuple[ExchangeChains, float]:
    """As many of the cheapest chains as can be looked at in pairs, and the reduced cost they stay under."""
    chains = find_exchange_chains(neighbourhood, limit, _MOST_CHAINS)
    while chains is None:
        limit /= 2
        chains = find_exchange_chains(neighbourhood, limit, _MOST_CHAINS)
    return chains, limit


@njit(cache=True)
def _best_two(neighbourhood: Any, chains: Any, money: int, account_money: Any, least: float) -> Any:
    """The chain, or the two chains, that win most, and more than `least`, within the money left; -1 for none."""
    best, first, second = least, -1, -1
    for i in range(len(chains.gain)):
        if chains.gain[i] > best and chains.spend[i] <= money and _fit(neighbourhood, chains, i, i, account_money):
            best, first, second = chains.gain[i], i, -1
        for j in range(i):
            if (
                chains.gain[i] + chains.gain[j] > best
                and chains.spend[i] + chains.spend[j] <= money
                and _fit(neighbourhood, chains, i, j, account_money)
            ):
                best, first, second = chains.gain[i] + chains.gain[j], i, j
    return first, second


@njit(cache=True)
def _fit(neighbourhood: Any, chains: Any, i: Any, j: Any, account_money: Any) -> Any:
    movers, targets = chains.movers[i], chains.targets[i]
    if i != j:
        movers = np.concatenate((movers, chains.movers[j]))
        targets = np.concatenate((targets, chains.targets[j]))
    real = movers >= 0
    return fits(neighbourhood, movers[real], targets[real], account_money)
