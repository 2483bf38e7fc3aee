"""Why not that one: what stands between a person and a product, how far the product is from the gift they have, and what would
change it. In codes, for every person and every product; nothing here can fail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from service.decisions.availability import Availability
from service.decisions.rules.lifts import Change, Remedy, change_for
from service.decisions.scoring.score import score
from service.decisions.values import Candidate, Choice, Reason, Score, Terms


class Answer(StrEnum):
    """What there is to say about a product that a person has not got."""

    THEIRS = "theirs"
    EXCLUDED = "excluded"
    LIKED_LESS = "liked_less"
    NEEDED_ELSEWHERE = "needed_elsewhere"
    POSSIBLE = "possible"


@dataclass(frozen=True, slots=True)
class WhyNot:
    """One product for one person. `reasons` are all that stand against it; `changes` would lift every one of them together, and are
    empty where a reason is nobody's to lift. `mine` is the score of the gift they have, `toll` what others would lose."""

    product_id: str
    answer: Answer
    reasons: tuple[Reason, ...]
    score: Score
    mine: Score | None
    toll: float
    rival: str | None
    changes: tuple[Change, ...]


def why_not(
    candidate: Candidate, choice: Choice, terms: Terms, availability: Availability, gift: Choice | None = None
) -> WhyNot:
    """Why this person has not got this product, or that they have; `gift` is what they have."""
    theirs = score(candidate, choice, terms)
    mine = score(candidate, gift, terms) if gift is not None else None
    reasons = availability.against(candidate, choice, terms)
    toll = availability.prices.of(choice, candidate.country)
    if gift is not None and gift.id == choice.id:
        return WhyNot(choice.id, Answer.THEIRS, reasons, theirs, mine, toll, None, ())
    answer = Answer.EXCLUDED if reasons else Answer.POSSIBLE
    if not reasons and gift is not None and mine is not None:
        answer = _compare(theirs, mine, toll - availability.prices.of(gift, candidate.country))
    return WhyNot(
        choice.id,
        answer,
        reasons,
        theirs,
        mine,
        toll,
        availability.rivals.get(choice.id),
        _changes(candidate, choice, terms, availability, reasons),
    )


def _compare(theirs: Score, mine: Score, dearer: float) -> Answer:
    if theirs.total <= mine.total:
        return Answer.LIKED_LESS
    return Answer.NEEDED_ELSEWHERE if theirs.total - dearer <= mine.total else Answer.POSSIBLE


def _changes(
    candidate: Candidate, choice: Choice, terms: Terms, availability: Availability, reasons: tuple[Reason, ...]
) -> tuple[Change, ...]:
    found = []
    for reason in reasons:
        change = change_for(reason, candidate, choice, terms, availability)
        if change is None:
            return ()
        found.append(change)
    days = [change.day for change in found if change.day is not None]
    if date.max in days:  # nobody knows when they are back, or the parcel never comes: no day helps
        return ()
    later = [Change(Remedy.DELIVER_LATER, day=max(days))] if days else []
    return tuple(dict.fromkeys([change for change in found if change.day is None] + later))
