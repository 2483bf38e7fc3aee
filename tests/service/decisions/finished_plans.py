"""Asking a finished plan about one of its people, with what the plan itself counts as free for them."""

from __future__ import annotations

from service.decisions.availability import Availability, AvailabilityInPlan
from service.decisions.explaining.explain import Explanation, explain
from service.decisions.explaining.why_not import WhyNot, why_not
from service.decisions.values import Candidate, Choice, Plan, Problem


def explained(problem: Problem, plan: Plan, name: str) -> Explanation:
    """Why this person has their gift or none."""
    candidate, availability, gift = _stands(problem, plan, name)
    hold = next((held.hold_reason for held in plan.held if held.candidate_id == name), None)
    return explain(candidate, problem.choices, problem.terms, availability, gift, hold)


def answered(problem: Problem, plan: Plan, name: str, product: str) -> WhyNot:
    """Why this person has not got that product."""
    candidate, availability, gift = _stands(problem, plan, name)
    return why_not(candidate, _choice(problem, product), problem.terms, availability, gift)


def _stands(problem: Problem, plan: Plan, name: str) -> tuple[Candidate, Availability, Choice | None]:
    (candidate,) = (one for one in problem.candidates if one.id == name)
    pick = plan.chosen.get(name)
    gift = None if pick is None else _choice(problem, pick.product_id)
    return candidate, AvailabilityInPlan(problem, plan).of(candidate), gift


def _choice(problem: Problem, product: str) -> Choice:
    (choice,) = (one for one in problem.choices if one.id == product)
    return choice
