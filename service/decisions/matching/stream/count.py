"""A plan counted again, shard by shard, from the shards' own figures and none of what the work has left."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from service.decisions.matching.assignment_instance import AssignmentInstance
from service.decisions.matching.prices import Whole
from service.decisions.matching.stream.lists import Short


@dataclass(frozen=True, slots=True)
class Count:
    """`taken` (G,) pieces, `spend` in minor units, `given` people who get something, and what it is `worth`."""

    taken: Whole
    spend: int
    given: int
    worth: float


def count_shard(shard: AssignmentInstance, product: Short) -> Count:
    """The gifts of one shard, `product` (R,), counted.

    Raises RuntimeError where somebody gets what they may not have, or two colleagues get the same.
    """
    given = product.astype(np.int64)
    people = np.flatnonzero(given >= 0)
    worth = shard.pairs.worth_of(given)
    if len(given) != shard.people or not np.isfinite(worth).all():
        raise RuntimeError("The plan gives somebody what they may not have.")
    slots = shard.account[people].astype(np.int64) * shard.products + given[people]
    if len(np.unique(slots)) < len(slots):
        raise RuntimeError("The plan gives two colleagues the same.")
    return Count(
        np.bincount(given[people], minlength=shard.products), shard.spend(given), len(people), float(worth.sum())
    )
