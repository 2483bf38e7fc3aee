"""The last hundred-thousandth: branch and bound among the few pairs that a better plan could still use.

Prices prove a bound, and any plan that uses a pair loses the pair's reduced cost against it. So a plan better than the one at hand
uses no pair whose reduced cost exceeds the gap (reduced-cost fixing), and most people have one such pair only: theirs. Some hundred
pairs are left, among which HiGHS finds the best plan and proves that there is none better.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from highspy import Highs, HighsLp, HighsModelStatus, HighsVarType, MatrixFormat
from numpy.typing import NDArray

from service.decisions.matching.assignment_instance import AssignmentInstance
from service.decisions.matching.prices import DualPrices, Real, Whole
from service.decisions.matching.reduced_costs import reduced_costs

_MOST_PAIRS: Final = 8_000
"""With more pairs left the search would not end in seconds."""
_MOST_WORK: Final = 1_000_000
"""Pairs times nodes of the search: a limit on the work, not on the clock, so that the same instance has the same plan."""
_GRAIN: Final = 1e-6
"""Worth in single precision: pairs so much beyond the limit are looked at as well."""
_SCALE: Final = 1e4
"""What is left to be won is thousandths; the library takes differences under a millionth for none."""
Rows = tuple[Whole, Real, Real]
"""For each of N pairs the row it counts in and its weight there; how much each row holds."""


@dataclass(frozen=True, slots=True)
class _Left:
    """N pairs that a better plan could use, `person`, `product` and `worth` (N,); `fixed` (R,) what people with one pair have."""

    person: Whole
    product: Whole
    worth: Real
    fixed: Whole


def find_best(instance: AssignmentInstance, prices: DualPrices, product: Whole, bound: float) -> tuple[Whole, float]:
    """The best plan (R,) and what any could be worth at most; those given (R,) where nothing better was found in the time.

    `product` must keep every rule, and `prices` prove the `bound`.
    """
    worth = float(instance.pairs.worth_of(product).sum())
    left = _what_is_left(instance, prices, bound - worth)
    if len(left.person) == 0 or _is_impossible(instance, left.fixed):
        return product, worth
    if len(left.person) > _MOST_PAIRS:
        return product, bound
    taken, still_won = _choose(instance, left)
    found = left.fixed.copy()
    found[left.person[taken]] = left.product[taken]
    reached = float(instance.pairs.worth_of(found).sum())
    best, most = (found, reached) if reached > worth else (product, worth)
    return best, min(bound, max(most, reached + still_won))


def _what_is_left(instance: AssignmentInstance, prices: DualPrices, gap: float) -> _Left:
    table = instance.pairs.worth(0, instance.people).astype(np.float64)
    table[:, instance.stock < 1] = -np.inf
    near = reduced_costs(instance, table, prices) <= gap + _GRAIN
    single = near.sum(axis=1) == 1
    fixed = np.where(single & ~near[:, -1], near.argmax(axis=1), -1)
    near[single] = False
    person, product = np.nonzero(near[:, :-1])
    holders = np.flatnonzero(fixed >= 0)
    free = ~np.isin(_slots(instance, person, product), _slots(instance, holders, fixed[holders]))
    person, product = person[free], product[free]
    return _Left(person, product, _worth_of(instance, person, product), fixed)


def _slots(instance: AssignmentInstance, person: Whole, product: Whole) -> Whole:
    """(N,) the place of each pair's family in the person's account."""
    slots: Whole = instance.account[person].astype(np.int64) * instance.families + instance.family[product]
    return slots


def _is_impossible(instance: AssignmentInstance, fixed: Whole) -> bool:
    """Whether what people with one pair have breaks a rule already: then there is no better plan."""
    holders = np.flatnonzero(fixed >= 0)
    slots = _slots(instance, holders, fixed[holders])
    pieces = np.bincount(fixed[holders], minlength=instance.products)
    return len(np.unique(slots)) < len(slots) or bool((pieces > instance.stock).any())


def _worth_of(instance: AssignmentInstance, person: Whole, product: Whole) -> Real:
    """(N,) as a plan counts it: the table of all pairs may differ from it in the seventh digit."""
    worth = np.zeros(len(person))
    turn = np.arange(len(person)) - np.searchsorted(person, person)
    for k in range(int(turn.max(initial=-1)) + 1):
        asked = np.full(instance.people, -1, dtype=np.int64)
        asked[person[turn == k]] = product[turn == k]
        worth[turn == k] = instance.pairs.worth_of(asked)[person[turn == k]]
    return worth


def _choose(instance: AssignmentInstance, left: _Left) -> tuple[NDArray[np.bool_], float]:
    """(which of the pairs are in the best plan, how much better a plan could still be)."""
    given = left.fixed[left.fixed >= 0]
    spent = np.zeros(instance.accounts, dtype=np.int64)
    np.add.at(spent, instance.account[left.fixed >= 0], instance.costs_of(np.flatnonzero(left.fixed >= 0), given))
    account = instance.account[left.person].astype(np.int64)
    dearest = max(1, int(instance.cost.max(initial=0)))
    cost, one = instance.costs_of(left.person, left.product) / dearest, np.ones(len(left.product))
    solver = Highs()  # type: ignore[no-untyped-call]
    for option, value in (
        ("output_flag", False), ("threads", 1), ("mip_rel_gap", 0.0), ("mip_max_nodes", _MOST_WORK // len(left.person)),
    ):  # fmt: skip
        solver.setOptionValue(option, value)
    solver.passModel(
        _program(
            left.worth * _SCALE,
            (
                _rows(left.person, one, np.ones(instance.people)),
                _rows(left.product, one, instance.stock - np.bincount(given, minlength=instance.products)),
                _rows(_slots(instance, left.person, left.product), one, np.ones(instance.accounts * instance.families)),
                _rows(np.zeros_like(account), cost, np.array([instance.budget - spent.sum()]) / dearest),
                _rows(account, cost, (instance.account_budget - spent) / dearest),
            ),
        )
    )
    solver.run()
    info, taken = solver.getInfo(), np.array(solver.getSolution().col_value) > 0.5
    if not np.isfinite(info.objective_function_value):
        return np.zeros(len(one), dtype=np.bool_), np.inf
    if solver.getModelStatus() == HighsModelStatus.kOptimal:
        return taken, 0.0
    return taken, (info.objective_function_value - info.mip_dual_bound) / _SCALE


def _rows(row: Whole, weight: Real, limit: NDArray[np.floating] | NDArray[np.integer]) -> Rows:
    """For each pair the row it counts in and with what weight, and (rows,) how much a row holds; empty rows are left out."""
    used, place = np.unique(row, return_inverse=True)
    return place, weight, np.asarray(limit, dtype=np.float64)[used]


def _program(worth: Real, parts: tuple[Rows, ...]) -> HighsLp:
    """Yes or no for each pair, so that `worth` is most and no row holds more than it can."""
    pairs = len(worth)
    limits = np.concatenate([limit for _, _, limit in parts])
    first = np.cumsum([0, *(len(limit) for _, _, limit in parts)])
    program = HighsLp()
    program.num_col_, program.num_row_ = pairs, len(limits)
    program.col_cost_ = -worth
    program.col_lower_, program.col_upper_ = np.zeros(pairs), np.ones(pairs)
    program.row_lower_, program.row_upper_ = np.full(len(limits), -np.inf), limits
    program.integrality_ = [HighsVarType.kInteger] * pairs
    # A column of the matrix is one pair: one row of each part.
    program.a_matrix_.format_ = MatrixFormat.kColwise
    program.a_matrix_.start_ = np.arange(pairs + 1) * len(parts)
    program.a_matrix_.index_ = np.stack(
        [row + at for (row, _, _), at in zip(parts, first, strict=False)], axis=1
    ).ravel()
    program.a_matrix_.value_ = np.stack([weight for _, weight, _ in parts], axis=1).ravel()
    return program
