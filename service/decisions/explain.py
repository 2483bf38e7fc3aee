"""Why this gift, why not that one, what would change it: plain data taken from the finished plan, in codes, for every person.

A code never says more than the sender may know: a gift is safe for a person or it is not; which diet or allergy stands behind that
stays with the person.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeVar

from service.decisions.eligibility import exclusion
from service.decisions.reasons import count_reasons
from service.decisions.scoring import score, shared_interests
from service.decisions.values import Candidate, Choice, Plan, Problem, Reason, Score
from service.errors import NotFound

_One = TypeVar("_One", Candidate, Choice)


class Cause(StrEnum):
    """What speaks for a gift."""

    FROZEN = "frozen"
    SHARED_INTERESTS = "shared_interests"
    WELL_LIKED = "well_liked"
    SAFE_FOR_THEM = "safe_for_them"
    NOT_CONSUMED = "not_consumed"


class Remedy(StrEnum):
    """What somebody could do to change the outcome."""

    ASK_DIET = "ask_diet"
    ASK_AGE = "ask_age"
    DELIVER_LATER = "deliver_later"
    RAISE_BUDGET = "raise_budget"
    WIDEN_BAND = "widen_band"
    ADD_STOCK = "add_stock"
    ADD_PRODUCTS = "add_products"
    RELEASE_FROZEN = "release_frozen"
    INSTALL_FONTS = "install_fonts"


REMEDIES: Final[Mapping[Reason, Remedy]] = {
    Reason.FROZEN: Remedy.RELEASE_FROZEN,
    Reason.DIETARY: Remedy.ADD_PRODUCTS,
    Reason.ALCOHOL: Remedy.ADD_PRODUCTS,
    Reason.UNDER_AGE: Remedy.ADD_PRODUCTS,
    Reason.DIETARY_UNKNOWN: Remedy.ASK_DIET,
    Reason.AGE_CHECK_REQUIRED: Remedy.ASK_AGE,
    Reason.REGION_UNAVAILABLE: Remedy.ADD_PRODUCTS,
    Reason.OUTSIDE_BAND: Remedy.WIDEN_BAND,
    Reason.OVER_CAP: Remedy.ADD_PRODUCTS,
    Reason.ALREADY_HAS: Remedy.ADD_PRODUCTS,
    Reason.DISLIKED: Remedy.ADD_PRODUCTS,
    Reason.AWAY: Remedy.DELIVER_LATER,
    Reason.TOO_LATE: Remedy.DELIVER_LATER,
    Reason.OUT_OF_STOCK: Remedy.ADD_STOCK,
    Reason.TAKEN_IN_ACCOUNT: Remedy.ADD_PRODUCTS,
    Reason.INSUFFICIENT_FUNDS: Remedy.RAISE_BUDGET,
    Reason.FONT_MISSING: Remedy.INSTALL_FONTS,
}
"""A policy and a currency have no remedy here: a company's rule is not ours to change."""


@dataclass(frozen=True, slots=True)
class RunnerUp:
    """The best other product for this person, and what kept it from them; None where it is simply liked less."""

    product_id: str
    score: Score
    lost_to: Reason | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a person has this gift or none. `exclusions` counts products by their first reason, most frequent first.

    `interests` are the facts used; `blocked_by` are colleagues who hold products that only their holding keeps from this person.
    """

    candidate_id: str
    product_id: str | None
    causes: tuple[Cause, ...]
    interests: tuple[str, ...]
    score: Score | None
    runner_up: RunnerUp | None
    hold_reason: Reason | None
    exclusions: Mapping[Reason, int]
    blocked_by: tuple[str, ...]
    remedies: tuple[Remedy, ...]


class _Shelves:
    """Who holds what in the plan and what is left, counted once for as many explanations as are asked for."""

    def __init__(self, problem: Problem, plan: Plan) -> None:
        accounts = {candidate.id: candidate.account_id for candidate in problem.candidates}
        given = Counter(pick.product_id for pick in plan.chosen.values())
        self.holder = {(accounts[person], pick.product_id): person for person, pick in plan.chosen.items()}
        self.gone = {choice.id for choice in problem.choices if given[choice.id] >= problem.pieces_to_give(choice)}
        self.money_left = problem.budget_minor - plan.spend_minor

    def keeps(self, candidate: Candidate, choice: Choice) -> Reason:
        """What keeps an admitted product from this person."""
        if self.holder.get((candidate.account_id, choice.id), candidate.id) != candidate.id:
            return Reason.TAKEN_IN_ACCOUNT
        return Reason.OUT_OF_STOCK if choice.id in self.gone else Reason.INSUFFICIENT_FUNDS


def explain(problem: Problem, plan: Plan, candidate_id: str) -> Explanation:
    """Everything there is to say about one person of the plan. Raises `NotFound` for an id the problem does not have."""
    candidate = _find(problem.candidates, candidate_id)
    shelves = _Shelves(problem, plan)
    exclusions, blocked_by = _exclusions(problem, candidate, shelves, candidate_id in plan.chosen)
    pick = plan.chosen.get(candidate_id)
    if pick is None:
        hold = next((held.hold_reason for held in plan.held if held.candidate_id == candidate_id), None)
        return Explanation(
            candidate_id, None, (), (), None, None, hold, exclusions, blocked_by, _remedies(exclusions, hold)
        )
    choice = _find(problem.choices, pick.product_id)
    return Explanation(
        candidate_id,
        choice.id,
        _causes(candidate, choice),
        shared_interests(candidate, choice),
        pick.score,
        _runner_up(problem, candidate, pick.score, pick.runner_up, shelves),
        None,
        exclusions,
        (),
        (),
    )


def explain_why_not(problem: Problem, plan: Plan, candidate_id: str, product_id: str) -> Reason | None:
    """Why this person has not got that product: the excluding rule, a colleague, the shelf or the budget.

    None when it is simply liked less, and for the product they have got. Raises `NotFound` for an id the problem does not have.
    """
    candidate = _find(problem.candidates, candidate_id)
    choice = _find(problem.choices, product_id)
    reason = exclusion(candidate, choice, problem.terms)
    pick = plan.chosen.get(candidate_id)
    if reason is not None or (pick is not None and pick.product_id == product_id):
        return reason
    if pick is not None and score(candidate, choice, problem.terms).total <= pick.score.total:
        return None
    return _Shelves(problem, plan).keeps(candidate, choice)


def _runner_up(
    problem: Problem, candidate: Candidate, mine: Score, product_id: str | None, shelves: _Shelves
) -> RunnerUp | None:
    if product_id is None:
        return None
    other = _find(problem.choices, product_id)
    theirs = score(candidate, other, problem.terms)
    return RunnerUp(other.id, theirs, None if theirs.total <= mine.total else shelves.keeps(candidate, other))


def _exclusions(
    problem: Problem, candidate: Candidate, shelves: _Shelves, has_gift: bool
) -> tuple[Mapping[Reason, int], tuple[str, ...]]:
    """The first reason against each product. A person with a gift is told of rules only: competition is the runner-up's story."""
    found: list[Reason] = []
    colleagues: set[str] = set()
    for choice in problem.choices:
        reason = exclusion(candidate, choice, problem.terms)
        if candidate.frozen_product not in (None, choice.id):
            reason = Reason.FROZEN
        elif reason is None and not has_gift:
            reason = shelves.keeps(candidate, choice)
            if reason is Reason.TAKEN_IN_ACCOUNT:
                colleagues.add(shelves.holder[candidate.account_id, choice.id])
        if reason is not None:
            found.append(reason)
    return count_reasons(found), tuple(sorted(colleagues))


def _causes(candidate: Candidate, choice: Choice) -> tuple[Cause, ...]:
    causes = []
    if candidate.frozen_product == choice.id:
        causes.append(Cause.FROZEN)
    causes.append(Cause.SHARED_INTERESTS if shared_interests(candidate, choice) else Cause.WELL_LIKED)
    causes.append(Cause.SAFE_FOR_THEM if choice.consumable else Cause.NOT_CONSUMED)
    return tuple(causes)


def _remedies(exclusions: Mapping[Reason, int], hold: Reason | None) -> tuple[Remedy, ...]:
    """What would help, the surest first: what the person waits for, then the most frequent reasons."""
    order = [*([hold] if hold else []), *exclusions]
    return tuple(dict.fromkeys(REMEDIES[reason] for reason in order if reason in REMEDIES))


def _find(all_of_them: tuple[_One, ...], wanted: str) -> _One:
    for one in all_of_them:
        if one.id == wanted:
            return one
    raise NotFound(f"Nothing in this plan is called {wanted}.")
