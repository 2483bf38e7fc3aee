"""Why this gift, or why none: plain data in codes, for every person.

A code never says more than the sender may know: a gift is safe for a person or it is not; which diet or allergy stands behind that
stays with the person.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from service.decisions.availability import Availability
from service.decisions.eligibility import exclusion, reasons_against
from service.decisions.explaining.why_not import Answer, why_not
from service.decisions.rules.exclusions import count_reasons
from service.decisions.rules.lifts import LIFTS, Remedy
from service.decisions.scoring.score import score, shared_interests
from service.decisions.values import SAFETY, Candidate, Choice, Reason, Score, Terms


class Cause(StrEnum):
    """What speaks for a gift."""

    SHARED_INTERESTS = "shared_interests"
    WELL_LIKED = "well_liked"
    POPULAR = "popular"
    SAFE_FOR_THEM = "safe_for_them"
    OF_NOTHING_SHUNNED = "of_nothing_shunned"


@dataclass(frozen=True, slots=True)
class RunnerUp:
    """The best other product by the rules alone, and why it was not chosen: liked less, needed elsewhere, or what kept it away."""

    product_id: str
    score: Score
    answer: Answer
    lost_to: Reason | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a person has this gift or none. `exclusions` counts products by their first reason, most frequent first.

    `interests` are the facts used; `blocked_by` are colleagues who hold products that only their holding keeps from this person.
    `toll` is what the gift costs everybody else, in units of a score.
    """

    candidate_id: str
    product_id: str | None
    causes: tuple[Cause, ...]
    interests: tuple[str, ...]
    score: Score | None
    toll: float
    runner_up: RunnerUp | None
    hold_reason: Reason | None
    exclusions: Mapping[Reason, int]
    blocked_by: tuple[str, ...]
    remedies: tuple[Remedy, ...]


def explain(
    candidate: Candidate,
    choices: Sequence[Choice],
    terms: Terms,
    availability: Availability,
    gift: Choice | None,
    hold: Reason | None = None,
) -> Explanation:
    """Everything there is to say about one person: why they have `gift`, or why they have none; `hold` is what they wait for."""
    if gift is None:
        return _without_gift(candidate, choices, terms, availability, hold)
    rules = [exclusion(candidate, choice, terms, 1) for choice in choices]
    return Explanation(
        candidate.id,
        gift.id,
        _causes(candidate, gift, terms),
        shared_interests(candidate, gift),
        score(candidate, gift, terms),
        availability.prices.of(gift, candidate.country),
        _runner_up(candidate, choices, terms, availability, gift),
        None,
        count_reasons(reason for reason in rules if reason is not None),
        (),
        (),
    )


def _without_gift(
    candidate: Candidate, choices: Sequence[Choice], terms: Terms, availability: Availability, hold: Reason | None
) -> Explanation:
    against = {choice.id: availability.against(candidate, choice, terms) for choice in choices}
    exclusions = count_reasons(reasons[0] for reasons in against.values() if reasons)
    blocked_by = {
        availability.rivals[product] for product, reasons in against.items() if reasons == (Reason.TAKEN_IN_ACCOUNT,)
    }
    remedies = _remedies([*([hold] if hold else []), *exclusions])
    return Explanation(
        candidate.id, None, (), (), None, 0.0, None, hold, exclusions, tuple(sorted(blocked_by)), remedies
    )


def _runner_up(
    candidate: Candidate, choices: Sequence[Choice], terms: Terms, availability: Availability, gift: Choice
) -> RunnerUp | None:
    allowed = [choice for choice in choices if choice.id != gift.id and exclusion(candidate, choice, terms, 1) is None]
    if not allowed:
        return None
    best = min(allowed, key=lambda choice: (-score(candidate, choice, terms).total, choice.code))
    found = why_not(candidate, best, terms, availability, gift)
    if found.score.total <= score(candidate, gift, terms).total:
        return RunnerUp(best.id, found.score, Answer.LIKED_LESS, None)
    return RunnerUp(best.id, found.score, found.answer, next(iter(found.reasons), None))


def _causes(candidate: Candidate, choice: Choice, terms: Terms) -> tuple[Cause, ...]:
    """What speaks for it. That it is safe is said only where the rules say so now: facts may have come since it was chosen."""
    causes = []
    if shared_interests(candidate, choice):
        causes.append(Cause.SHARED_INTERESTS)
    else:
        causes.append(Cause.POPULAR if candidate.interests else Cause.WELL_LIKED)
    if SAFETY.isdisjoint(reasons_against(candidate, choice, terms)):
        causes.append(Cause.SAFE_FOR_THEM if choice.consumable else Cause.OF_NOTHING_SHUNNED)
    return tuple(causes)


def _remedies(reasons: Iterable[Reason]) -> tuple[Remedy, ...]:
    """What would help, the surest first: what the person waits for, then the most frequent reasons."""
    remedies = (LIFTS[reason].remedy for reason in reasons)
    return tuple(dict.fromkeys(remedy for remedy in remedies if remedy is not None))
