"""Gifts already shown or fixed by hand: given first, as far as the rules still allow, and the rest is planned around them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from service.decisions.matching.assignment_instance import Market
from service.decisions.matching.pairs import Struck
from service.decisions.matching.prices import Whole
from service.decisions.values import Problem


def settle_frozen(problem: Problem, market: Market) -> tuple[Whole, Market]:
    """The frozen gifts that can be kept, (R,) product or -1, and the market that is left for everybody else.

    Earlier candidates keep theirs first where stock, account or budget are not enough for all. People with a frozen gift that
    cannot be kept are given nothing else: what they were shown is changed by a person, never by a plan.
    """
    places = {choice.id: place for place, choice in enumerate(problem.choices)}
    product = np.full(market.people, -1, dtype=np.int64)
    frozen = np.array([candidate.frozen_product is not None for candidate in problem.candidates], dtype=np.bool_)
    if not frozen.any():
        return product, market
    stock, purse, budget = market.stock.copy(), market.account_budget.copy(), market.budget
    taken: set[tuple[int, int]] = set()
    for person in np.flatnonzero(frozen).tolist():
        kept, account = places[str(problem.candidates[person].frozen_product)], int(market.account[person])
        cost = int(market.cost[kept])
        admitted = market.pairs.worth(person, person + 1)[0, kept] > 0 and (account, kept) not in taken
        if admitted and stock[kept] > 0 and cost <= min(budget, purse[account]):
            product[person] = kept
            stock[kept] -= 1
            budget -= cost
            purse[account] -= cost
            taken.add((account, kept))
    rest = replace(
        market,
        pairs=_without(market, frozen, taken),
        stock=stock,
        budget=budget,
        account_budget=np.minimum(purse, budget),
    )
    return product, rest


def _without(market: Market, frozen: np.ndarray[tuple[int], np.dtype[np.bool_]], taken: set[tuple[int, int]]) -> Struck:
    """The pairs still open: nobody with a frozen gift, and no colleague's gift."""
    first = market.colleagues
    struck = sorted((person, kept) for account, kept in taken for person in range(first[account], first[account + 1]))
    person, product = np.array(struck, dtype=np.int64).reshape(-1, 2).T
    return Struck(market.pairs, frozen, person, product)
