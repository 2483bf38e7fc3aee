"""Why not that one: what stands between a person and a product, how far the product is from the gift they have, and what would
change it. In codes, for every person and every product; nothing here can fail."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from service.decisions.arrival import arrival, arrives, back_from
from service.decisions.availability import Availability
from service.decisions.scoring import score
from service.decisions.values import Candidate, Choice, Reason, Score, Terms


class Answer(StrEnum):
    """What there is to say about a product that a person has not got."""

    THEIRS = "theirs"
    EXCLUDED = "excluded"
    LIKED_LESS = "liked_less"
    NEEDED_ELSEWHERE = "needed_elsewhere"
    POSSIBLE = "possible"


class Remedy(StrEnum):
    """What somebody could do to change the outcome."""

    ASK_DIET = "ask_diet"
    ASK_AGE = "ask_age"
    DELIVER_LATER = "deliver_later"
    RAISE_BUDGET = "raise_budget"
    RAISE_ACCOUNT_BUDGET = "raise_account_budget"
    WIDEN_BAND = "widen_band"
    ADD_STOCK = "add_stock"
    CHANGE_COLLEAGUE = "change_colleague"
    ADD_PRODUCTS = "add_products"
    RELEASE_FROZEN = "release_frozen"
    INSTALL_FONTS = "install_fonts"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that would have to change: by or to how much money, from which day, who would need another gift."""

    remedy: Remedy
    amount_minor: int | None = None
    day: date | None = None
    person: str | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
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


def judge(
    candidate: Candidate, choice: Choice, terms: Terms, availability: Availability, gift: Choice | None = None
) -> Verdict:
    """Why this person has not got this product, or that they have; `gift` is what they have."""
    theirs = score(candidate, choice, terms)
    mine = score(candidate, gift, terms) if gift is not None else None
    reasons = availability.against(candidate, choice, terms)
    toll = availability.prices.of(choice)
    if gift is not None and gift.id == choice.id:
        return Verdict(choice.id, Answer.THEIRS, reasons, theirs, mine, toll, None, ())
    answer = Answer.EXCLUDED if reasons else Answer.POSSIBLE
    if not reasons and gift is not None and mine is not None:
        answer = _compare(theirs, mine, toll - availability.prices.of(gift))
    return Verdict(
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
    if any(reason not in _LIFTS for reason in reasons):
        return ()
    days = [
        day for reason in reasons if (day := _LIFTS[reason](candidate, choice, terms, availability).day) is not None
    ]
    found = [_LIFTS[reason](candidate, choice, terms, availability) for reason in reasons]
    if date.max in days:  # nobody knows when they are back, or the parcel never comes: no day helps
        return ()
    later = [Change(Remedy.DELIVER_LATER, day=max(days))] if days else []
    return tuple(dict.fromkeys([change for change in found if change.day is None] + later))


def back_on(candidate: Candidate, choice: Choice, terms: Terms) -> date:
    """The first day from the day of arrival on that no stretch away covers."""
    return back_from(candidate, arrives(candidate, choice.lead_days, terms))


def arrives_on(candidate: Candidate, choice: Choice, terms: Terms) -> date:
    """The day a product is there if the person answers on the first day they can."""
    return arrival(terms.answered_on or terms.deliver_on, terms.undo_hours, choice.lead_days, candidate.country)


_Lift = Callable[[Candidate, Choice, Terms, Availability], Change]
_LIFTS: Final[Mapping[Reason, _Lift]] = {
    Reason.FROZEN: lambda *_: Change(Remedy.RELEASE_FROZEN),
    Reason.DIETARY_UNKNOWN: lambda *_: Change(Remedy.ASK_DIET),
    Reason.AGE_CHECK_REQUIRED: lambda *_: Change(Remedy.ASK_AGE),
    Reason.OUTSIDE_BAND: lambda _, choice, *__: Change(Remedy.WIDEN_BAND, amount_minor=choice.price_minor),
    Reason.AWAY: lambda person, choice, terms, _: Change(Remedy.DELIVER_LATER, day=back_on(person, choice, terms)),
    Reason.TOO_LATE: lambda person, choice, terms, _: Change(
        Remedy.DELIVER_LATER, day=arrives_on(person, choice, terms)
    ),
    Reason.OUT_OF_STOCK: lambda *_: Change(Remedy.ADD_STOCK),
    Reason.TAKEN_IN_ACCOUNT: lambda _, choice, __, availability: Change(
        Remedy.CHANGE_COLLEAGUE, person=availability.rivals.get(choice.id)
    ),
    Reason.INSUFFICIENT_FUNDS: lambda _, choice, __, availability: Change(
        Remedy.RAISE_ACCOUNT_BUDGET if availability.is_account_limit else Remedy.RAISE_BUDGET,
        amount_minor=availability.missing_minor(choice.price_minor),
    ),
    Reason.FONT_MISSING: lambda *_: Change(Remedy.INSTALL_FONTS),
}
"""What is in somebody's hands. Diets, ages, policies, limits and tastes are the other side's, and are not argued with."""
