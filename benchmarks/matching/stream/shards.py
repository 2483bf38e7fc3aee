"""A synthetic campaign in shards, each made when it is asked for: ten million people are never held at once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

import numpy as np

from benchmarks.matching.generator import SyntheticCampaign, make, other_people
from benchmarks.matching.instances import instance_of
from service.decisions.matching.assign import assign
from service.decisions.matching.assignment_instance import AssignmentInstance

PEOPLE_AT_ONCE: Final = 50_000
_PRICED: Final = 20_000
"""People whose plan without a budget tells what a gift costs when money is no matter."""


@dataclass(frozen=True)
class SyntheticShards:
    """`people` in equal shards, `stock` pieces a person, and `share` of the money that a plan without a budget would spend."""

    people: int
    products: int
    seed: int = 1
    stock: float = 1.3
    share: float = 0.8
    at_once: int = PEOPLE_AT_ONCE

    @property
    def count(self) -> int:
        """Shards; the last may be smaller."""
        return -(-self.people // self.at_once)

    @property
    def key(self) -> str:
        """All that makes it this campaign."""
        return f"{self.people} {self.products} {self.seed} {self.stock} {self.share} {self.at_once}"

    def load(self, number: int) -> AssignmentInstance:
        """Shard `number`, made anew."""
        size = min(self.at_once, self.people - number * self.at_once)
        return instance_of(other_people(self._shelf, size, seed=self.seed, number=number))

    @cached_property
    def _shelf(self) -> SyntheticCampaign:
        """Products, stock and budget, with one person."""
        shelf = make(1, self.products, seed=self.seed, stock_factor=self.stock * self.people)
        few = min(_PRICED, self.people)
        some = other_people(shelf, few, seed=self.seed, number=0)
        rounding = np.random.default_rng(self.seed).random(self.products)
        pieces = np.floor(shelf.stock * (few / self.people) + rounding).astype(np.int32)
        free = some.with_budget(int(shelf.cost.max(initial=0)) * few)
        found = assign(instance_of(replace(free, stock=pieces)), 1e-3).product
        spent = int(shelf.cost[found[found >= 0]].sum())
        return shelf.with_budget(int(self.share * spent * self.people / few))
