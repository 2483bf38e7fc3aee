"""The joint choice: one gift for every person of a campaign at once, with the proof of how good it is.

The only entrance to the solver. It imports numba, so only the process that plans imports it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from time import perf_counter
from typing import Any, Final

import numpy as np

from service.decisions.check_plan import check_plan
from service.decisions.matching.assign import Assignment
from service.decisions.matching.assignment_instance import AssignmentInstance, instance_of, without
from service.decisions.matching.fixed_gifts import settle_fixed
from service.decisions.matching.improve.spread import spread_over_families
from service.decisions.matching.pairs import over_blocks
from service.decisions.matching.prices import DualPrices, Whole
from service.decisions.matching.stability import BonusPairs
from service.decisions.rules.all_pairs import RuleBits, rule_bits
from service.decisions.rules.exclusions import count_reasons, without_gift
from service.decisions.scoring.score import score
from service.decisions.swaps.alternatives import plan_alternatives, short_of_choice
from service.decisions.swaps.plan_with_buffer import BufferedAssignment, assign_with_buffer
from service.decisions.values import Chosen, Held, Plan, Prices, Problem, Reason, Unmatched

_RULES: Final = "rules-1"
_SOLVER: Final = "auction-1"


STEPS: Final = 4
"""So many times `choose_gifts` calls `begin`."""


def choose_gifts(problem: Problem, begin: Callable[[str], None] = lambda _step: None) -> Plan:
    """One gift for every person who can have one, jointly best within stock, uniqueness and budgets, and why the rest have none.

    `begin` is called with the name of each step. Deterministic for equal problems (the seed decides between equals), apart from
    `seconds`. Raises `InvalidInput` for figures that are no figures, and `PlanBroken` rather than return a plan that
    breaks a rule.
    """
    began = perf_counter()
    begin("who can have what")
    names = [candidate.id for candidate in problem.candidates]
    problem = _side_by_side(problem)
    instance = instance_of(problem)
    kept, rest = settle_fixed(problem, instance)
    instance, rest = _with_bonus_for_earlier(problem, instance), _with_bonus_for_earlier(problem, rest)
    begin("the best joint choice, with stock kept for swaps")
    planned = assign_with_buffer(problem, rest)
    found = planned.assignment
    given = _spread(problem, rest, planned, kept)
    product = np.where(kept >= 0, kept, given)
    begin("why some get nothing, and what each can swap for")
    held, unmatched = _file_the_rest(problem, instance, product)
    alternatives = plan_alternatives(problem, instance, found.prices, product)
    chosen = _chosen(problem, instance, alternatives, product)
    chosen = {name: chosen[name] for name in names if name in chosen}
    begin("checking the plan against every rule")
    check_plan(problem, chosen, (*(one.candidate_id for one in held), *(one.candidate_id for one in unmatched)))
    total, most = _worth_and_bound(instance, kept, found, product)
    left_out = problem.unmatched_cost * _running(instance)
    scored = total - problem.unmatched_cost * len(chosen)
    return Plan(
        chosen=chosen,
        held=tuple(held),
        unmatched=tuple(unmatched),
        value=total - left_out,
        upper_bound=most - left_out,
        gap=(most - total) / scored if scored > 0 else most - total,
        spend_minor=sum(pick.landed_minor for pick in chosen.values()),
        reserved_pieces=int(planned.reserved.sum()),
        prices=Prices(_named_prices(problem, found.prices), found.prices.money),
        seconds=perf_counter() - began,
        seed=problem.seed,
        short_of_swaps=short_of_choice(problem, instance, found.prices, product, alternatives),
        versions={"rules": _RULES, "scoring": problem.terms.preferences.version, "solver": _SOLVER},
    )


def _with_bonus_for_earlier(problem: Problem, instance: AssignmentInstance) -> AssignmentInstance:
    """The same instance, everybody's earlier gift counting a little more."""
    places = {choice.id: place for place, choice in enumerate(problem.choices)}
    earlier = [places.get(candidate.planned_product or "", -1) for candidate in problem.candidates]
    if problem.keep_bonus == 0 or not any(place >= 0 for place in earlier):
        return instance
    return replace(instance, pairs=BonusPairs(instance.pairs, np.array(earlier, dtype=np.int64), problem.keep_bonus))


def _side_by_side(problem: Problem) -> Problem:
    """The same problem, colleagues one after the other; the seed decides who comes first, and so between equals."""
    order = np.random.default_rng(problem.seed).permutation(len(problem.candidates)).tolist()
    turn: dict[str, int] = {}
    for place in order:
        turn.setdefault(problem.candidates[place].account_id, len(turn))
    order.sort(key=lambda place: turn[problem.candidates[place].account_id])
    return replace(problem, candidates=tuple(problem.candidates[place] for place in order))


def _spread(problem: Problem, rest: AssignmentInstance, planned: BufferedAssignment, kept: Whole) -> Whole:
    """What everybody without a fixed gift is given, from as many different products as the price for it buys."""
    given = planned.assignment.product
    if problem.spread == 0 or not (given >= 0).any():
        return given
    scored = planned.assignment.worth - problem.unmatched_cost * int((given >= 0).sum())
    on_shelf = without(rest, planned.reserved, planned.money)
    taken = np.bincount(rest.family[kept[kept >= 0]], minlength=rest.families)
    return spread_over_families(on_shelf, given, taken, problem.spread * max(0.0, scored))


def _worth_and_bound(
    instance: AssignmentInstance, kept: Whole, found: Assignment, product: Whole
) -> tuple[float, float]:
    """What the plan is worth and what any could be, the fixed gifts counted in both."""
    total = float(instance.pairs.worth_of(product).sum())
    return total, max(total, found.bound + float(instance.pairs.worth_of(kept).sum()))


def _running(instance: AssignmentInstance) -> int:
    """How many people have any product to hope for."""

    def look(_first: int, _last: int, worth: Any) -> int:
        return int((worth > -np.inf).any(axis=1).sum())

    return sum(over_blocks(instance.pairs, look))


def _chosen(
    problem: Problem, instance: AssignmentInstance, alternatives: Sequence[Sequence[int]], product: Whole
) -> dict[str, Chosen]:
    runner_up = _runners_up(instance, product)
    chosen = {}
    for person in np.flatnonzero(product >= 0).tolist():
        candidate, choice = problem.candidates[person], problem.choices[product[person]]
        other = int(runner_up[person])
        chosen[candidate.id] = Chosen(
            candidate_id=candidate.id,
            product_id=choice.id,
            price_minor=choice.price_minor,
            score=score(candidate, choice, problem.terms),
            alternatives=tuple(problem.choices[place].id for place in alternatives[person]),
            runner_up=problem.choices[other].id if other >= 0 else None,
            extra_minor=choice.landed_minor(candidate.country) - choice.price_minor,
        )
    return chosen


def _runners_up(instance: AssignmentInstance, product: Whole) -> Whole:
    """(R,) the best other product, not another version of theirs, that each person may have, were they alone in the world; -1 for
    none."""

    if not instance.products:
        return np.full(instance.people, -1)

    def look(first: int, last: int, worth: Any) -> Whole:
        worth[instance.family == instance.family[product[first:last]][:, None]] = -np.inf
        best: Whole = worth.argmax(axis=1)
        return np.where(np.isfinite(worth[np.arange(last - first), best]), best, -1)

    return np.concatenate([*over_blocks(instance.pairs, look), np.zeros(0, dtype=int)])


def _file_the_rest(
    problem: Problem, instance: AssignmentInstance, product: Whole
) -> tuple[list[Held], list[Unmatched]]:
    held: list[Held] = []
    unmatched: list[Unmatched] = []
    bits = rule_bits(problem.candidates, problem.choices, problem.terms)
    given = _given(instance, product)
    for person in np.flatnonzero(product < 0).tolist():
        candidate = problem.candidates[person]
        first = list(_first_reasons(problem, instance, bits, given, person))
        if _may_have_something(problem, instance, person):
            unmatched.append(Unmatched(candidate.id, count_reasons(first)))
            continue
        filed = without_gift(candidate, problem.choices, problem.terms, first)
        if isinstance(filed, Held):
            held.append(filed)
        else:
            unmatched.append(filed)
    return held, unmatched


def _may_have_something(problem: Problem, instance: AssignmentInstance, person: int) -> bool:
    """Whether some product is admitted; for a person with a fixed gift, that one."""
    admitted = np.isfinite(instance.pairs.worth(person, person + 1)[0])
    frozen = problem.candidates[person].frozen_product
    return (
        bool(admitted.any())
        if frozen is None
        else any(choice.id == frozen and may for choice, may in zip(problem.choices, admitted, strict=True))
    )


@dataclass(frozen=True, slots=True)
class _Given:
    """What the plan leaves to those without a gift: pieces left of each product, and by account the families its people have."""

    left: list[int]
    taken: Mapping[int, Collection[int]]


def _given(instance: AssignmentInstance, product: Whole) -> _Given:
    taken: dict[int, set[int]] = defaultdict(set)
    for person in np.flatnonzero(product >= 0).tolist():
        taken[int(instance.account[person])].add(int(instance.family[product[person]]))
    left = instance.stock - np.bincount(product[product >= 0], minlength=instance.products)
    return _Given(left.tolist(), taken)


def _first_reasons(
    problem: Problem, instance: AssignmentInstance, bits: RuleBits, given: _Given, person: int
) -> Iterator[Reason]:
    """The first reason against each product; where no rule excludes it, what the others left: no piece, no slot or no money."""
    frozen = problem.candidates[person].frozen_product
    colleagues = given.taken.get(int(instance.account[person]), ())
    for place, reason in enumerate(bits.first_reasons(person)):
        if frozen not in (None, problem.choices[place].id):
            yield Reason.FROZEN
        elif reason is not None:
            yield reason
        elif int(instance.family[place]) in colleagues:
            yield Reason.TAKEN_IN_ACCOUNT
        elif given.left[place] < 1:
            yield Reason.OUT_OF_STOCK
        else:
            yield Reason.INSUFFICIENT_FUNDS


def _named_prices(problem: Problem, prices: DualPrices) -> dict[str, float]:
    return {choice.id: float(price) for choice, price in zip(problem.choices, prices.product, strict=True) if price > 0}
