"""From a synthetic campaign to the market that the solver takes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.matching.generator import Instance
from service.decisions.matching.assignment_instance import Market
from service.decisions.matching.pairs import Factored, over_blocks
from service.decisions.preferences import PRIOR
from service.decisions.scoring.factors import Factors

Whole = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Flow:
    """The joint choice at a given price of `money`, as a flow whose costs are whole: so many `grains` make a unit of worth.

    With `pruned`, without the pairs that nobody wants at this price, which only who has the price already can leave out.
    """

    market: Market
    money: float = 0.0
    pruned: bool = False
    grains: int = 10**6


def market_of(instance: Instance, unmatched_cost: float = 0.0) -> Market:
    """The same people, products and figures; where leaving somebody out counts nothing, a plan is worth the sum of its scores."""
    factors = Factors(
        rows=instance.tastes,
        columns=PRIOR.columns_of(instance.traits, instance.bias),
        scale=np.ascontiguousarray(instance.context * instance.levers),
        value=instance.value,
        segment=instance.segment,
        unknown_diet=np.zeros(len(instance.tastes), dtype=np.bool_),
        consumable=np.zeros(len(instance.traits), dtype=np.bool_),
    )
    accounts = int(instance.account.max(initial=-1)) + 1
    return Market(
        pairs=Factored(factors, instance.needs, instance.lacks, unmatched_cost),
        account=instance.account,
        stock=instance.stock.astype(np.int64),
        cost=instance.cost,
        budget=instance.budget,
        account_budget=np.full(accounts, instance.budget, dtype=np.int64),
    )


def admitted(market: Market) -> tuple[Whole, Whole, NDArray[np.float64]]:
    """(person, product, worth) of every pair that may be."""

    def look(first: int, _last: int, worth: NDArray[np.float32]) -> tuple[Whole, Whole, NDArray[np.float64]]:
        person, product = np.nonzero((worth > 0) & (market.stock > 0))
        return person + first, product, worth[person, product].astype(np.float64)

    person, product, worth = zip(*over_blocks(market.pairs, look), strict=True)
    return np.concatenate(person), np.concatenate(product), np.concatenate(worth)
