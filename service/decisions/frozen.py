"""Gifts already shown or fixed by hand: given first, as far as the rules still allow, and the rest is planned around them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from service.decisions.assign import Whole
from service.decisions.market import Market
from service.decisions.values import Problem


def settle_frozen(problem: Problem, market: Market) -> tuple[Whole, Market]:
    """The frozen gifts that can be kept, (R,) product or -1, and the market that is left for everybody else.

    Earlier candidates keep theirs first where stock, account or budget do not reach for all. People with a frozen gift that
    cannot be kept are given nothing else: what they were shown is changed by a person, never by a plan.
    """
    places = {choice.id: place for place, choice in enumerate(problem.choices)}
    product = np.full(market.people, -1, dtype=np.int64)
    worth, stock, purse = market.worth.copy(), market.stock.copy(), market.account_budget.copy()
    budget = market.budget
    for person, candidate in enumerate(problem.candidates):
        if candidate.frozen_product is None:
            continue
        kept, account = places[candidate.frozen_product], market.account[person]
        cost = int(market.cost[kept])
        if worth[person, kept] > 0 and stock[kept] > 0 and cost <= min(budget, purse[account]):
            product[person] = kept
            stock[kept] -= 1
            budget -= cost
            purse[account] -= cost
            worth[market.account == account, kept] = -np.inf
        worth[person] = -np.inf
    rest = replace(market, worth=worth, stock=stock, budget=budget, account_budget=np.minimum(purse, budget))
    return product, rest
