"""From a synthetic campaign to the market that the solver takes."""

from __future__ import annotations

import numpy as np

from benchmarks.matching.generator import Instance
from service.decisions.market import Market
from service.decisions.pairs import Factored
from service.decisions.scoring import Factors


def market_of(instance: Instance, unmatched_cost: float = 0.0) -> Market:
    """The same people, products and figures; where leaving somebody out counts nothing, a plan is worth the sum of its scores."""
    factors = Factors(
        tastes=instance.tastes,
        traits=instance.traits,
        bias=instance.bias,
        context=instance.context,
        value=instance.value,
        segment=instance.segment,
        levers=instance.levers,
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
