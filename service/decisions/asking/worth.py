"""What it would bring a plan to ask people before it is carried out, in money: for each person the one question that is worth most.

The gain is `value_of_asking` at the plan's own prices, in units of a score: the best that an answer leaves to a person, less what
giving it takes from everybody else, less what the plan gives them now. Nothing is taken for a piece that is set aside for them
already. Money is what the plan itself pays for such a unit:

    rate = spend / sum over everybody with a gift of (score + what having one counts)

Planning again with everybody's answers known can gain no more than the sum of these gains, plus what the plan's certificate leaves
open, plus what is set aside at its prices: prices bound every plan, whatever people answer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from service.decisions.asking.aside import Aside
from service.decisions.next_action.value_of_asking import AtPrices, PossibleAnswer, value_of_asking
from service.decisions.online import Assortment, lay_out
from service.decisions.scoring.for_one_person import MILLION
from service.decisions.values import Candidate, Plan, Problem

MOST_WEIGHED: Final = 400
"""Of those who wait for an answer, and of all others, so many are weighed, evenly over the list, and each stands for those beside
them: a person takes about two milliseconds."""


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question that could be put to a person: what it costs to be asked, in units of a score, and what may be answered."""

    kind: str
    cost: float
    answers: tuple[PossibleAnswer, ...]


Questions = Mapping[str, Sequence[OpenQuestion]]
"""By candidate, the questions that are open for them."""


@dataclass(frozen=True, slots=True)
class QuestionWorth:
    """One question: how many `people` it is the best one for, and what asking all of them brings, in minor units. `is_first`:
    nothing can be chosen for them until they answer."""

    kind: str
    is_first: bool
    people: int
    worth_minor: int


@dataclass(frozen=True, slots=True)
class WorthOfAsking:
    """Of `people` in the plan whose gift may still change `weighed` were looked at; the figures stand for all. Dearest first.
    `rate_minor`: what the plan pays for a unit of a score, in minor units."""

    people: int
    weighed: int
    rate_minor: float
    questions: tuple[QuestionWorth, ...]


def to_weigh(problem: Problem, aside: Mapping[str, Aside]) -> dict[str, float]:
    """Candidate -> how many people they stand for, of all whose gift is neither launched nor fixed by hand."""
    found: dict[str, float] = {}
    open_to = [one.id for one in problem.candidates if one.frozen_product is None and not one.no_gifts]
    for some in ([name for name in open_to if name in aside], [name for name in open_to if name not in aside]):
        picked = some[:: max(1, -(-len(some) // MOST_WEIGHED))]
        found |= {name: len(some) / len(picked) for name in picked}
    return found


def worth_of_asking(
    problem: Problem, plan: Plan, aside: Mapping[str, Aside], questions: Questions
) -> WorthOfAsking | None:
    """What each open question is worth. `questions`: of those to be weighed. None where the plan gives nothing, so that there is no
    price to reckon with, or asking gains nothing."""
    stands_for, rate = to_weigh(problem, aside), rate_of(problem, plan)
    gains = gains_of(problem, plan, aside, questions)
    if rate is None or not gains:
        return None
    people: dict[tuple[str, bool], float] = defaultdict(float)
    worth: dict[tuple[str, bool], float] = defaultdict(float)
    for name, (kind, gain) in gains.items():
        people[kind, name in aside] += stands_for[name]
        worth[kind, name in aside] += stands_for[name] * gain * rate
    found = [QuestionWorth(*key, round(number), round(worth[key])) for key, number in people.items()]
    found.sort(key=lambda one: (-one.worth_minor, one.kind, one.is_first))
    return WorthOfAsking(round(sum(stands_for.values())), len(stands_for), rate, tuple(found))


def rate_of(problem: Problem, plan: Plan) -> float | None:
    """Minor units that the plan pays for a unit of a score; None where it gives nothing."""
    worth = sum(one.score.total + problem.unmatched_cost for one in plan.chosen.values())
    return plan.spend_minor / worth if worth > 0 else None


def gains_of(
    problem: Problem, plan: Plan, aside: Mapping[str, Aside], questions: Questions
) -> dict[str, tuple[str, float]]:
    """By candidate: the question that is worth most and its gain in units of a score; of equals the one that is named first. For
    whom no question is worth its cost is left out."""
    assortment = lay_out(problem.choices, problem.terms, plan.prices)
    gone = _gone(problem, assortment)
    people = {one.id: one for one in problem.candidates}
    found: dict[str, tuple[str, float]] = {}
    for name, asked in questions.items():
        given = plan.chosen.get(name)
        person = replace(people[name], planned_product=None if given is None else given.product_id)
        at = AtPrices(_tolls_for(person, assortment, gone, aside.get(name)), problem.unmatched_cost)
        values = [
            (one.kind, value_of_asking(person, assortment, one.answers, cost=one.cost, at_prices=at)) for one in asked
        ]
        best = max(values, key=lambda pair: pair[1], default=None)
        if best is not None and best[1] > 0:
            found[name] = best
    return found


def as_document(worth: WorthOfAsking) -> dict[str, Any]:
    """As `MatchRun.forecast` keeps it."""
    return {
        "people": worth.people,
        "weighed": worth.weighed,
        "rate_minor": worth.rate_minor,
        "questions": [
            {"kind": one.kind, "is_first": one.is_first, "people": one.people, "worth_minor": one.worth_minor}
            for one in worth.questions
        ],
    }


def _gone(problem: Problem, assortment: Assortment) -> NDArray[np.bool_]:
    """(G,) of which no piece is left beside the gifts that stand."""
    left = {choice.id: problem.pieces_to_give(choice) for choice in problem.choices}
    for one in problem.candidates:
        if one.frozen_product is not None:
            left[one.frozen_product] -= 1
    return np.array([left[choice.id] < 1 for choice in assortment.choices], dtype=np.bool_)


def _tolls_for(
    person: Candidate, assortment: Assortment, gone: NDArray[np.bool_], kept: Aside | None
) -> NDArray[np.float64]:
    """(G,) the plan's prices in units of a score, where the person lives; infinite for what is gone. What is set aside for them is
    theirs."""
    tolls = assortment.toll(person).astype(np.float64) / MILLION
    tolls[gone] = np.inf
    if kept is not None and kept.pieces:
        tolls[[assortment.place[piece] for piece in kept.pieces]] = 0.0
    return tolls
