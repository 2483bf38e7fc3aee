"""Which colleagues compete for one slot of a family, and which for slots of their own.

Colleagues to whom every version of a family is better than another by the same are one to the shortest paths, whatever the family
itself is worth to them: who gets it, and in which version it comes, are decided apart. Colleagues who live in different zones, or
of whom one may not have a version that the other may, are not.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from service.decisions.matching.assignment_instance import AssignmentInstance
from service.decisions.matching.exact.state import Slots, Whole


def slots_of(instance: AssignmentInstance, table: Whole, unit: int) -> Slots:
    """The slots of an instance; `table` (R, G) is what its pairs are worth, below nothing where not admitted.

    How much worse a version is than the best of its family is rounded, in the table, to whole `unit`s, so that what is the same but
    for the last digit is the same.
    """
    family = instance.family
    versions = np.argsort(family, kind="stable").astype(np.int64)
    first = np.searchsorted(family[versions], np.arange(instance.families + 1)).astype(np.int64)
    several = np.flatnonzero(np.diff(first) > 1)
    column = np.full(instance.families, -1, dtype=np.int32)
    column[several] = np.arange(len(several))
    own = np.zeros((instance.people, len(several)), dtype=np.int32)
    count = instance.accounts * instance.families
    if len(several):
        _round(table, several, first, versions, unit)
        count = _number(table, instance.cost, instance.zone, instance.colleagues, several, first, versions, count, own)
    return Slots(family, column, own, int(count), first, versions)


@njit(cache=True)
def _round(table: Any, several: Any, first: Any, versions: Any, unit: Any) -> None:
    for person in range(len(table)):
        for family in several:
            best = np.int64(0)
            for at in range(first[family], first[family + 1]):
                best = max(best, table[person, versions[at]])
            for at in range(first[family], first[family + 1]):
                worth = table[person, versions[at]]
                if worth > 0:
                    table[person, versions[at]] = best - (best - worth + unit // 2) // unit * unit


@njit(cache=True)
def _number(
    table: Any, cost: Any, zone: Any, colleagues: Any, several: Any, first: Any, versions: Any, count: Any, own: Any,
) -> Any:  # fmt: skip
    """Numbers in `own` (R, C), from `count` on, the slots of people in families with several versions; returns what comes next."""
    most = 0
    for account in range(len(colleagues) - 1):
        most = max(most, colleagues[account + 1] - colleagues[account])
    like = np.empty(most, dtype=np.int64)
    for account in range(len(colleagues) - 1):
        for c in range(len(several)):
            of = versions[first[several[c]] : first[several[c] + 1]]
            kinds = 0
            for person in range(colleagues[account], colleagues[account + 1]):
                if not _has_any(table[person], of):
                    own[person, c] = count  # whichever the slot is, they never ask for it
                    continue
                at = 0
                while at < kinds and not _are_alike(table, cost, zone, like[at], person, of):
                    at += 1
                if at == kinds:
                    like[kinds] = person
                    kinds += 1
                own[person, c] = count + at
            count += max(1, kinds)
    return count


@njit(cache=True)
def _has_any(worth: Any, of: Any) -> Any:
    for version in of:  # noqa: SIM110 (numba compiles the loop, not any())
        if worth[version] > 0:
            return True
    return False


@njit(cache=True)
def _are_alike(table: Any, cost: Any, zone: Any, one: Any, other: Any, of: Any) -> Any:
    """Whether to both every version is better than another, and dearer, by the same, and both may have the same of them."""
    better = dearer = np.int64(0)
    compared = False
    for version in of:
        if (table[one, version] > 0) != (table[other, version] > 0):
            return False
        if table[one, version] <= 0:
            continue
        more = table[one, version] - table[other, version]
        costs = cost[zone[one], version] - cost[zone[other], version]
        if compared and (more != better or costs != dearer):
            return False
        better, dearer, compared = more, costs, True
    return True
