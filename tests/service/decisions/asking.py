"""Asking a finished plan about one of its people, with the standing that the plan itself counts for them."""

from __future__ import annotations

from service.decisions.explain import Explanation, explain
from service.decisions.standing import Standing, Standings
from service.decisions.values import Candidate, Choice, Plan, Problem
from service.decisions.verdict import Verdict, why_not


def explained(problem: Problem, plan: Plan, name: str) -> Explanation:
    """Why this person has their gift or none."""
    candidate, standing, gift = _stands(problem, plan, name)
    hold = next((held.hold_reason for held in plan.held if held.candidate_id == name), None)
    return explain(candidate, problem.choices, problem.terms, standing, gift, hold)


def judged(problem: Problem, plan: Plan, name: str, product: str) -> Verdict:
    """Why this person has not got that product."""
    candidate, standing, gift = _stands(problem, plan, name)
    return why_not(candidate, _choice(problem, product), problem.terms, standing, gift)


def _stands(problem: Problem, plan: Plan, name: str) -> tuple[Candidate, Standing, Choice | None]:
    (candidate,) = (one for one in problem.candidates if one.id == name)
    pick = plan.chosen.get(name)
    gift = None if pick is None else _choice(problem, pick.product_id)
    return candidate, Standings(problem, plan).of(candidate), gift


def _choice(problem: Problem, product: str) -> Choice:
    (choice,) = (one for one in problem.choices if one.id == product)
    return choice
