"""Gifts already shown or fixed by hand: given first, as far as the rules still allow, and the rest is planned around them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from service.decisions.matching.assignment_instance import AssignmentInstance
from service.decisions.matching.pairs import MaskedPairs
from service.decisions.matching.prices import Whole
from service.decisions.values import Problem


def settle_fixed(problem: Problem, instance: AssignmentInstance) -> tuple[Whole, AssignmentInstance]:
    """The fixed gifts that can be kept, (R,) product or -1, and the instance that is left for everybody else.

    Earlier candidates keep theirs first where stock, account or budget are not enough for all. People with a fixed gift that
    cannot be kept are given nothing else: what they were shown is changed by a person, never by a plan.
    """
    places = {choice.id: place for place, choice in enumerate(problem.choices)}
    product = np.full(instance.people, -1, dtype=np.int64)
    fixed = np.array([candidate.frozen_product is not None for candidate in problem.candidates], dtype=np.bool_)
    if not fixed.any():
        return product, instance
    stock, purse, budget = instance.stock.copy(), instance.account_budget.copy(), instance.budget
    taken: set[tuple[int, int]] = set()
    for person in np.flatnonzero(fixed).tolist():
        kept, account = places[str(problem.candidates[person].frozen_product)], int(instance.account[person])
        family = int(instance.family[kept])
        cost = int(instance.cost[instance.zone[person], kept])
        admitted = instance.pairs.worth(person, person + 1)[0, kept] > 0 and (account, family) not in taken
        if admitted and stock[kept] > 0 and cost <= min(budget, purse[account]):
            product[person] = kept
            stock[kept] -= 1
            budget -= cost
            purse[account] -= cost
            taken.add((account, family))
    rest = replace(
        instance,
        pairs=_without(instance, fixed, taken),
        stock=stock,
        budget=budget,
        account_budget=np.minimum(purse, budget),
    )
    return product, rest


def _without(instance: AssignmentInstance, fixed: NDArray[np.bool_], taken: set[tuple[int, int]]) -> MaskedPairs:
    """The pairs still open: nobody with a fixed gift, and no version of a colleague's gift."""
    first = instance.colleagues
    masked = sorted(
        (person, version)
        for account, family in taken
        for person in range(first[account], first[account + 1])
        for version in np.flatnonzero(instance.family == family).tolist()
    )
    person, product = np.array(masked, dtype=np.int64).reshape(-1, 2).T
    return MaskedPairs(instance.pairs, fixed, person, product)
