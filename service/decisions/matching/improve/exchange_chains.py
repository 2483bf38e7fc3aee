"""Chains of moves from one plan to another: who could take what, if its holder took something else, and so on to a free piece.

A chain is at most three moves. Its reduced cost is what it gives up when money and pieces are valued at their prices; chains of
little reduced cost that spend a little more or less are what the local search spends a budget to the end with. Chains that move no
money are left out: circles, and one person without a gift in another's place.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from service.decisions.matching.prices import Whole

LONGEST = 3
STEPS_EACH = 2_000
_NOBODY = -1


class Neighbourhood(NamedTuple):
    """A plan and what is free around it. `options` and their `reduced_cost` (R, K) run from cheap to dear; -1 is going without.

    `price` (G,) is what a piece is worth that nobody takes; `left` (G,) pieces, `holder` (A, F) people or -1, `holders` people
    by product with `starts` (G + 1,) into it, `family` (G,) what colleagues may not share.
    """

    worth: NDArray[np.float64]
    cost: Whole
    account: NDArray[np.integer]
    product: Whole
    options: Whole
    reduced_cost: NDArray[np.float64]
    left: Whole
    holder: Whole
    holders: Whole
    starts: Whole
    price: NDArray[np.float64]
    family: NDArray[np.int32]


class ExchangeChains(NamedTuple):
    """N chains: `movers` and `targets` (N, 3) with -1 movers as padding, `gain` (N,) in worth, `spend` (N,) in money."""

    movers: Whole
    targets: Whole
    gain: NDArray[np.float64]
    spend: Whole


class _Path(NamedTuple):
    """The chain being tried. `option` and `asked` say which option and which of its holders each mover has come to."""

    mover: Whole
    target: Whole
    option: Whole
    asked: Whole
    reduced_cost: NDArray[np.float64]


def neighbourhood_of(
    worth: NDArray[np.float64], cost: Whole, account: NDArray[np.integer], stock: Whole, product: Whole, options: Whole,
    reduced_cost: NDArray[np.float64], price: NDArray[np.float64], family: NDArray[np.int32] | None = None,
) -> Neighbourhood:  # fmt: skip
    """Counts what is free around a plan: `worth` and `cost` (R, G), `account` and `product` (R,), `stock`, `price` and
    `family` (G,)."""
    people = np.flatnonzero(product >= 0)
    products = worth.shape[1]
    counts = np.bincount(product[people], minlength=products)
    family = np.arange(products, dtype=np.int32) if family is None else family
    holder = np.full((int(account.max(initial=-1)) + 1, int(family.max(initial=-1)) + 1), _NOBODY, dtype=np.int64)
    holder[account[people], family[product[people]]] = people
    holders = people[np.argsort(product[people], kind="stable")].astype(np.int64)
    starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    return Neighbourhood(
        worth, cost, account, product, options, reduced_cost, stock - counts, holder, holders, starts, price, family
    )


def find_exchange_chains(neighbourhood: Neighbourhood, reduced_cost: float, most: int) -> ExchangeChains | None:
    """Chains of less than this `reduced_cost`, as many as a bounded search from each person finds; None when more than `most`."""
    movers = np.full((most, LONGEST), _NOBODY, dtype=np.int64)
    targets = np.full((most, LONGEST), _NOBODY, dtype=np.int64)
    found = int(_search_chains(neighbourhood, reduced_cost, movers, targets))
    if found < 0:
        return None
    movers, targets = movers[:found], targets[:found]
    return ExchangeChains(
        movers, targets, _worth(neighbourhood, movers, targets), _spend(neighbourhood, movers, targets)
    )


def _worth(neighbourhood: Neighbourhood, movers: Whole, targets: Whole) -> NDArray[np.float64]:
    """What each chain adds to the plan's worth."""
    now = neighbourhood.product[movers]
    after = np.where(targets >= 0, neighbourhood.worth[movers, targets], 0.0)
    before = np.where(now >= 0, neighbourhood.worth[movers, now], 0.0)
    gain: NDArray[np.float64] = np.where(movers >= 0, after - before, 0.0).sum(axis=1)
    return gain


def _spend(neighbourhood: Neighbourhood, movers: Whole, targets: Whole) -> Whole:
    now = neighbourhood.product[movers]
    after = np.where(targets >= 0, neighbourhood.cost[movers, targets], 0)
    before = np.where(now >= 0, neighbourhood.cost[movers, now], 0)
    spend: Whole = np.where(movers >= 0, after - before, 0).sum(axis=1)
    return spend


@njit(cache=True)
def fits(neighbourhood: Any, movers: Any, targets: Any, account_money: Any) -> Any:
    """Whether these moves go together: one move a person, one holder a slot, enough pieces, inside every account's money."""
    count = len(movers)
    for i in range(count):
        person, target = movers[i], targets[i]
        change, pieces = np.int64(0), np.int64(0)
        for j in range(count):
            if j != i and movers[j] == person:
                return False
            is_colleague = neighbourhood.account[movers[j]] == neighbourhood.account[person]
            if j != i and is_colleague and _are_one_product(neighbourhood, targets[j], target):
                return False
            if is_colleague:
                now = neighbourhood.product[movers[j]]
                change += _cost(neighbourhood, movers[j], targets[j]) - _cost(neighbourhood, movers[j], now)
            if targets[j] == target:
                pieces += 1
            if neighbourhood.product[movers[j]] == target:
                pieces -= 1
        if change > max(account_money[neighbourhood.account[person]], 0):
            return False
        if target >= 0:
            if pieces > neighbourhood.left[target]:
                return False
            held_by = neighbourhood.holder[neighbourhood.account[person], neighbourhood.family[target]]
            if held_by >= 0 and not _contains(movers, held_by):
                return False
    return True


@njit(cache=True)
def _are_one_product(neighbourhood: Any, one: Any, other: Any) -> Any:
    return one >= 0 and other >= 0 and neighbourhood.family[one] == neighbourhood.family[other]


@njit(cache=True)
def _cost(neighbourhood: Any, mover: Any, target: Any) -> Any:
    return neighbourhood.cost[mover, target] if target >= 0 else np.int64(0)


@njit(cache=True)
def _contains(row: Any, one: Any) -> Any:
    for value in row:  # noqa: SIM110 (numba compiles the loop, not any())
        if value == one:
            return True
    return False


@njit(cache=True)
def _search_chains(neighbourhood: Any, limit: float, movers: Any, targets: Any) -> Any:
    """Depth first from every person; returns how many chains were written, or -1 when they do not fit."""
    path = _Path(
        np.empty(LONGEST, np.int64),
        np.empty(LONGEST, np.int64),
        np.empty(LONGEST, np.int64),
        np.empty(LONGEST, np.int64),
        np.zeros(LONGEST + 1),
    )
    found = 0
    for start in range(len(neighbourhood.product)):
        steps = 0
        left = neighbourhood.product[start]
        path.reduced_cost[0] = 0.0 if left < 0 else neighbourhood.price[left]
        depth = _step_in(path, 0, start)
        # Among many equals there are more ways than anybody can look at; everybody gets their share of the search.
        while depth >= 0 and steps < STEPS_EACH:
            steps += 1
            if path.asked[depth] >= 0:
                depth = _ask_next_holder(neighbourhood, path, depth)
                continue
            if not _next_option(neighbourhood, path, depth, limit):
                depth -= 1
                continue
            outcome = _arrive(neighbourhood, path, depth)
            if outcome == _END:
                if path.target[depth] < 0 and neighbourhood.product[start] < 0:
                    continue
                if found == len(movers):
                    return -1
                movers[found, : depth + 1] = path.mover[: depth + 1]
                targets[found, : depth + 1] = path.target[: depth + 1]
                found += 1
            elif depth + 1 < LONGEST and outcome >= 0:
                depth = _step_in(path, depth + 1, outcome)
            elif depth + 1 < LONGEST and outcome == _FULL:
                path.asked[depth] = neighbourhood.starts[path.target[depth]]
    return found


_END, _FULL, _BLOCKED = -2, -3, -4


@njit(cache=True)
def _step_in(path: Any, depth: Any, person: Any) -> Any:
    path.mover[depth] = person
    path.option[depth] = -1
    path.asked[depth] = -1
    return depth


@njit(cache=True)
def _next_option(neighbourhood: Any, path: Any, depth: Any, limit: float) -> Any:
    """Turns the mover to the next option that does not cost too much and is on no other move; False when there is none."""
    person = path.mover[depth]
    now, left = neighbourhood.product[person], neighbourhood.product[path.mover[0]]
    while path.option[depth] + 1 < neighbourhood.options.shape[1]:
        path.option[depth] += 1
        option = path.option[depth]
        if path.reduced_cost[depth] + neighbourhood.reduced_cost[person, option] >= limit:
            return False
        target = neighbourhood.options[person, option]
        if target != now and (target < 0 or (target != left and not _contains(path.target[:depth], target))):
            path.target[depth] = target
            path.reduced_cost[depth + 1] = path.reduced_cost[depth] + neighbourhood.reduced_cost[person, option]
            return True
    return False


@njit(cache=True)
def _arrive(neighbourhood: Any, path: Any, depth: Any) -> Any:
    """What the move meets: the end of the chain, the colleague who holds the slot, or a product whose holders may be asked."""
    target = path.target[depth]
    if target < 0:
        return _END
    held_by = neighbourhood.holder[neighbourhood.account[path.mover[depth]], neighbourhood.family[target]]
    if held_by >= 0 and not _contains(path.mover[: depth + 1], held_by):
        # Who has another version goes as well, but leaves no piece of this one.
        return held_by if neighbourhood.product[held_by] == target or neighbourhood.left[target] > 0 else _BLOCKED
    return _END if neighbourhood.left[target] > 0 else _FULL


@njit(cache=True)
def _ask_next_holder(neighbourhood: Any, path: Any, depth: Any) -> Any:
    """Steps on to the next holder of the target who is not on the chain, or back to the mover's next option."""
    target = path.target[depth]
    place = path.asked[depth]
    if place >= neighbourhood.starts[target + 1]:
        path.asked[depth] = -1
        return depth
    path.asked[depth] = place + 1
    other = neighbourhood.holders[place]
    return depth if _contains(path.mover[: depth + 1], other) else _step_in(path, depth + 1, other)
