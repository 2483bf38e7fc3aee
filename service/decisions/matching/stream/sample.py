"""The first prices: those of a sample of the accounts of every shard, with as large a share of the pieces and the money."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from service.decisions.matching.assign import assign
from service.decisions.matching.assignment_instance import AssignmentInstance
from service.decisions.matching.pairs import Pairs, Whole
from service.decisions.matching.stream.source import Shards, SharedPrices, load

_TARGET: Final = 1e-3
"""How near to its best the sample is planned: its prices are wrong by more than that, because it is a sample."""


class Joined:
    """Pairs of several groups of people one after the other, as one."""

    def __init__(self, parts: list[Pairs]) -> None:
        self._parts = parts
        self._from = np.cumsum([0, *(part.shape[0] for part in parts)])

    @property
    def shape(self) -> tuple[int, int]:
        return int(self._from[-1]), self._parts[0].shape[1]

    def worth(self, first: int, last: int) -> Any:
        found = [
            part.worth(max(first, begin) - begin, min(last, begin + part.shape[0]) - begin)
            for part, begin in zip(self._parts, self._from[:-1].tolist(), strict=True)
            if first < begin + part.shape[0] and begin < last
        ]
        return np.concatenate(found) if found else self._parts[0].worth(0, 0)

    def worth_of(self, product: Whole) -> NDArray[np.float64]:
        edges = zip(self._parts, self._from[:-1], self._from[1:], strict=True)
        return np.concatenate([part.worth_of(product[begin:end]) for part, begin, end in edges])

    def take(self, people: Whole) -> Joined:
        part = np.searchsorted(self._from, people, side="right") - 1
        starts = [0, *(np.flatnonzero(np.diff(part)) + 1).tolist(), len(people)]
        if len(people) == 0:
            return Joined([self._parts[0].take(people)])
        return Joined(
            [
                self._parts[part[begin]].take(people[begin:end] - self._from[part[begin]])
                for begin, end in pairwise(starts)
            ]
        )


def sample_of(shards: Shards, one_in: int) -> tuple[AssignmentInstance, int]:
    """One account in so many of each shard as one instance with its share of stock and money; and how many people there are."""
    parts, accounts, zones, people, first = list[Pairs](), list[NDArray[np.int32]](), list[NDArray[np.int32]](), 0, 0
    for number in range(shards.count):
        shard = load(shards, number)
        chosen = np.flatnonzero(shard.account % one_in == 0)
        parts.append(shard.pairs.take(chosen))
        accounts.append((shard.account[chosen] // one_in + first).astype(np.int32))
        zones.append(shard.zone[chosen])
        people, first = people + shard.people, first + shard.accounts // one_in + 1
    account = np.concatenate(accounts)
    share = len(account) / max(1, people)
    # Some stocks are rounded up and some down, so that on the whole the sample has neither too little nor too much.
    rounding = np.random.default_rng(len(account)).random(shard.products)
    budget = int(shard.budget * share)
    sample = replace(
        shard,
        pairs=Joined(parts),
        account=account,
        zone=np.concatenate(zones),
        stock=np.floor(shard.stock * share + rounding).astype(np.int64),
        budget=budget,
        account_budget=np.full(first, budget, dtype=np.int64),
    )
    return sample, people


def prices_of_sample(shards: Shards, one_in: int) -> SharedPrices:
    """Prices of products and money that are about right."""
    found = assign(sample_of(shards, one_in)[0], _TARGET)
    return SharedPrices(found.prices.product, found.prices.money)
