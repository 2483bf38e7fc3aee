"""From a synthetic campaign to the instance that the solver takes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.matching.generator import SyntheticCampaign
from service.decisions.matching.assignment_instance import AssignmentInstance
from service.decisions.matching.pairs import FactoredPairs, over_blocks
from service.decisions.preferences import PRIOR
from service.decisions.scoring.factors import Factors

Whole = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Flow:
    """The joint choice at a given price of `money`, as a flow whose costs are whole: so many `grains` make a unit of worth.

    With `pruned`, without the pairs that nobody wants at this price, which only who has the price already can leave out.
    """

    instance: AssignmentInstance
    money: float = 0.0
    pruned: bool = False
    grains: int = 10**6


def instance_of(campaign: SyntheticCampaign, unmatched_cost: float = 0.0) -> AssignmentInstance:
    """The same people, products and figures; where leaving somebody out counts nothing, a plan is worth the sum of its scores."""
    factors = Factors(
        rows=campaign.tastes,
        columns=PRIOR.columns_of(campaign.traits, campaign.bias),
        scale=np.ascontiguousarray(campaign.context * campaign.levers),
        value=campaign.value,
        segment=campaign.segment,
        unknown_diet=np.zeros(len(campaign.tastes), dtype=np.bool_),
        consumable=np.zeros(len(campaign.traits), dtype=np.bool_),
    )
    accounts = int(campaign.account.max(initial=-1)) + 1
    return AssignmentInstance(
        pairs=FactoredPairs(factors, campaign.needs, campaign.lacks, unmatched_cost),
        account=campaign.account,
        stock=campaign.stock.astype(np.int64),
        cost=campaign.cost,
        budget=campaign.budget,
        account_budget=np.full(accounts, campaign.budget, dtype=np.int64),
    )


def admitted(instance: AssignmentInstance) -> tuple[Whole, Whole, NDArray[np.float64]]:
    """(person, product, worth) of every pair that may be."""

    def look(first: int, _last: int, worth: NDArray[np.float32]) -> tuple[Whole, Whole, NDArray[np.float64]]:
        person, product = np.nonzero((worth > 0) & (instance.stock > 0))
        return person + first, product, worth[person, product].astype(np.float64)

    person, product, worth = zip(*over_blocks(instance.pairs, look), strict=True)
    return np.concatenate(person), np.concatenate(product), np.concatenate(worth)
