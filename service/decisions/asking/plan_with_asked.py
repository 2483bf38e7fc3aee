"""The joint choice with those who are asked in it: what is set aside for them comes from the same stock and the same budget.

First one matching over all who are asked: pieces and money for the likely answers of each, from their share of the budget, a person
as much as a person. Then everybody else is chosen for from the rest. What that leaves serves whoever of the asked still lacks
something. So whatever of the likely answers all of them give, all can be served at the same time, and nobody who is asked takes
more of the budget than somebody who is not, where it is too small for everybody. Decision 53 says what else was tried.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from service.decisions.asking.aside import Aside
from service.decisions.asking.pieces import keep_pieces
from service.decisions.asking.who import Asked, who_is_asked
from service.decisions.eligibility import exclusion
from service.decisions.rules.exclusions import most_frequent_first
from service.decisions.solve import choose_gifts
from service.decisions.values import Candidate, Plan, Problem, Reason, Unmatched


@dataclass(frozen=True, slots=True)
class PlanWithAside:
    """A plan, and by candidate what is set aside for everybody who is asked; of those who would go empty an empty one."""

    plan: Plan
    aside: Mapping[str, Aside]


def choose_with_asked(problem: Problem, begin: Callable[[str], None] = lambda _step: None) -> PlanWithAside:
    """As `choose_gifts`, with what is set aside for whoever is asked, who stay held: they cost the plan nothing, and what it spends
    and what is set aside stay within the budget together. Where nobody is asked it is `choose_gifts`. Raises as that does."""
    asked = who_is_asked(problem)
    if not asked:
        return PlanWithAside(choose_gifts(problem, begin), {})
    fixed = [(one.id, one.frozen_product) for one in problem.candidates if one.frozen_product is not None]
    first = keep_pieces(problem, asked, fixed, _bound(problem, fixed) + _share(problem, asked, fixed))
    plan = choose_gifts(_without(problem, first), begin)
    given = [(name, chosen.product_id) for name, chosen in plan.chosen.items()]
    aside = keep_pieces(problem, asked, given, problem.budget_minor, first)
    return PlanWithAside(_named(problem, plan, asked, first), {one.candidate_id: one for one in aside})


def _bound(problem: Problem, fixed: Sequence[tuple[str, str]]) -> int:
    """Minor units that gifts which stand already cost."""
    choices = {choice.id: choice for choice in problem.choices}
    people = {one.id: one for one in problem.candidates}
    return sum(choices[product_id].landed_minor(people[name].country) for name, product_id in fixed)


def _share(problem: Problem, asked: Sequence[Asked], fixed: Sequence[tuple[str, str]]) -> int:
    """Minor units that are those people's who are asked, of what is free, before it is known what the others need. Rounded up to a
    whole gift: a single person's share would buy none as soon as the budget is short of anything."""
    free = max(0, problem.budget_minor - _bound(problem, fixed))
    opened = np.logical_or.reduce([one.opened.any(axis=0) for one in asked])
    countries = {one.candidate.country for one in asked}
    least = min(
        (
            choice.landed_minor(country)
            for choice, is_open in zip(problem.choices, opened, strict=True)
            if is_open
            for country in countries
        ),
        default=0,
    )
    share = free * len(asked) // max(1, len(problem.candidates) - len(fixed))
    return min(free, share + max(0, least - 1))


def _without(problem: Problem, kept: Sequence[Aside]) -> Problem:
    """Everybody else, and what is left for them: no colleague is given what is kept for one of theirs, in whatever version."""
    pieces = Counter(piece for one in kept for piece in one.pieces)
    theirs = _families_kept(problem, kept)
    amounts = Counter[str]()
    accounts = {one.id: one.account_id for one in problem.candidates}
    is_asked = {one.candidate_id for one in kept}
    for one in kept:
        amounts[accounts[one.candidate_id]] += one.amount_minor
    return replace(
        problem,
        candidates=tuple(
            replace(one, excluded_products=one.excluded_products | theirs[one.account_id])
            if one.account_id in theirs
            else one
            for one in problem.candidates
            if one.id not in is_asked
        ),
        choices=tuple(
            replace(choice, stock=problem.pieces_to_give(choice) - pieces[choice.id]) if choice.id in pieces else choice
            for choice in problem.choices
        ),
        budget_minor=problem.budget_minor - amounts.total(),
        account_budgets={name: minor - amounts[name] for name, minor in problem.account_budgets.items()},
    )


def _families_kept(problem: Problem, kept: Sequence[Aside]) -> Mapping[str, frozenset[str]]:
    """Account -> the families that are kept for its people."""
    accounts = {one.id: one.account_id for one in problem.candidates}
    families = {choice.id: choice.family for choice in problem.choices}
    found: dict[str, set[str]] = defaultdict(set)
    for one in kept:
        found[accounts[one.candidate_id]].update(families[piece] for piece in one.pieces)
    return {name: frozenset(those) for name, those in found.items() if those}


def _named(problem: Problem, plan: Plan, asked: Sequence[Asked], kept: Sequence[Aside]) -> Plan:
    """The plan of everybody: who is asked is held. And its reasons by their names: what is kept for a colleague is taken, and
    nothing that the person owns."""
    theirs = _families_kept(problem, kept)
    people = {one.id: one for one in problem.candidates}
    return replace(
        plan,
        held=(
            *(
                replace(one, reasons=_renamed(problem, people[one.candidate_id], one.reasons, theirs))
                for one in plan.held
            ),
            *(one.held for one in asked),
        ),
        unmatched=tuple(
            Unmatched(one.candidate_id, _renamed(problem, people[one.candidate_id], one.reasons, theirs))
            for one in plan.unmatched
        ),
    )


def _renamed(
    problem: Problem, person: Candidate, reasons: Mapping[Reason, int], theirs: Mapping[str, frozenset[str]]
) -> Mapping[Reason, int]:
    families = theirs.get(person.account_id, frozenset()) - person.excluded_products
    if not families or Reason.ALREADY_HAS not in reasons:
        return reasons
    without = replace(person, excluded_products=person.excluded_products | families)
    moved = sum(
        exclusion(without, choice, problem.terms) is Reason.ALREADY_HAS
        for choice in problem.choices
        if choice.family in families
    )
    counts = Counter(reasons)
    counts[Reason.ALREADY_HAS] -= moved
    counts[Reason.TAKEN_IN_ACCOUNT] += moved
    return most_frequent_first(counts)
