"""The last look at a finished plan: every hard rule once more, from the plain values and with none of the solver's code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from fractions import Fraction

from service.decisions.eligibility import exclusion
from service.decisions.scoring.score import score
from service.decisions.values import Chosen, Problem, SwapRule
from service.errors import PermanentError


class PlanBroken(PermanentError):
    """A plan breaks a rule it claims to keep. This is a fault of ours: nothing of the plan may be written."""

    code = "plan_broken"


def check_plan(problem: Problem, chosen: Mapping[str, Chosen], left_out: tuple[str, ...]) -> None:
    """Checks every hard rule again on the finished plan, from the plain values; raises `PlanBroken` at the first one broken.

    `left_out` are the ids of people held or unmatched: together with `chosen` they must be everybody, once.
    """
    candidates = {candidate.id: candidate for candidate in problem.candidates}
    choices = {choice.id: choice for choice in problem.choices}
    if Counter([*chosen, *left_out]) != Counter(list(candidates)):
        raise PlanBroken("Someone is missing from the plan or in it twice.")
    pieces: Counter[str] = Counter()
    slots: Counter[tuple[str, str]] = Counter()
    spent: Counter[str] = Counter()
    for person, pick in chosen.items():
        candidate, choice = candidates[person], choices[pick.product_id]
        reason = exclusion(candidate, choice, problem.terms)
        if reason is not None:
            raise PlanBroken(f"{choice.id} may not go to {person}: {reason}.")
        if candidate.frozen_product not in (None, choice.id):
            raise PlanBroken(f"{person} keeps {candidate.frozen_product} and was given {choice.id}.")
        landed = choice.price_minor + (choice.extra or {}).get(candidate.country, 0)
        figures = choice.price_minor, landed, score(candidate, choice, problem.terms)
        if (pick.price_minor, pick.landed_minor, pick.score) != figures:
            raise PlanBroken(f"The figures of {person}'s gift are not those of {choice.id}.")
        for other in pick.alternatives:
            if not _may_be_swapped_for(problem.swap_rule, choice.price_minor, choices[other].price_minor):
                raise PlanBroken(f"{other} is too far from the value of {person}'s gift to be swapped for.")
        pieces[choice.id] += 1
        slots[candidate.account_id, choice.family] += 1
        spent[candidate.account_id] += landed
    if any(count > 1 for count in slots.values()):
        raise PlanBroken("Two colleagues would get the same product.")
    if problem.uniqueness == "campaign" and any(count > 1 for count in pieces.values()):
        raise PlanBroken("Two people would get the same gift.")
    if any(count > choices[product].stock for product, count in pieces.items()):
        raise PlanBroken("More items are given than there are in stock.")
    if spent.total() > problem.budget_minor:
        raise PlanBroken("The plan costs more than its budget.")
    if any(spent[account] > budget for account, budget in problem.account_budgets.items()):
        raise PlanBroken("An account costs more than its budget.")


def _may_be_swapped_for(rule: SwapRule, first_minor: int, price_minor: int) -> bool:
    """The rule for swaps in a second writing, apart from `rules.swap_rule`."""
    if rule.limit == "none" or price_minor < min(rule.floor_minor, first_minor):
        return False
    if rule.limit == "not_dearer":
        return Fraction(7, 10) * first_minor <= price_minor <= first_minor
    away = Fraction(1, 5) if rule.limit == "within_20" else Fraction(1, 10)
    return abs(price_minor - first_minor) <= away * first_minor
