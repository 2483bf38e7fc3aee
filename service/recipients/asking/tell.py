"""What one tap says, for every question but the two about food and enjoyment: kept as facts that the person told us.

A changed mind is welcome: an answer takes the place of what the same person answered before, and of nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.errors import Conflict, InvalidInput
from service.recipients.answers import close_question, is_in_doubt
from service.recipients.facts.fact import remember
from service.recipients.lock import lock_person
from service.recipients.models import ProfileFact, Recipient
from service.recipients.numbers.keep_number import drop_number
from service.recipients.questions import ANSWERS, SELF, QuestionKind

LONGEST_AWAY: Final = timedelta(days=366)
SUPPOSED: Final = 0.5
"""Confidence of an interest that a choice speaks for."""
_KIND_OF: Final[dict[QuestionKind, str]] = {
    "age": "adult", "channel": "channel", "taste": "taste", "size": "size", "for_whom": "for_whom",
}  # fmt: skip
"""Question -> the kind of the one fact that its answer is."""


def answer_plainly(session: Session, person: Recipient, kind: QuestionKind, said: str, at: datetime) -> list[str]:
    """Keeps an answer that is one word of ours; answers its fact's id. Raises InvalidInput for another word."""
    person = lock_person(session, person.id)
    if kind not in _KIND_OF or said not in ANSWERS[kind]:
        raise InvalidInput("The answer didn’t reach us in full.", param="answer")
    _take_back(session, person, (_KIND_OF[kind],), at)
    if kind == "channel":
        drop_number(session, person, at)  # none of the answers is a text message
    fact = remember(session, person, _KIND_OF[kind], said, "asked", at)
    close_question(session, person, kind, at)
    return [fact.id]


def answer_allergens(session: Session, person: Recipient, allergens: Iterable[str], at: datetime) -> list[str]:
    """Keeps the allergies that were told, beside all that was known; none: only that the person was asked. Answers the facts' ids.

    Raises InvalidInput for an unknown key, Conflict while a doubt about food is open: its question says more.
    """
    person = lock_person(session, person.id)
    if session.scalar(select(is_in_doubt(person.id))):
        raise Conflict("Another question about food comes first.")
    told = {fact.value: fact for fact in _told(session, person, ("allergen",))}
    facts = [
        told.get(key) or remember(session, person, "allergen", key, "asked", at) for key in dict.fromkeys(allergens)
    ]
    close_question(session, person, "allergens", at)
    return [fact.id for fact in facts]


def answer_away(session: Session, person: Recipient, span: tuple[date, date] | None, at: datetime) -> list[str]:
    """Keeps when the person is away, both days included; None: they are here. Answers the fact's id.

    Raises InvalidInput for days that are over, run backwards or last longer than `LONGEST_AWAY`.
    """
    person = lock_person(session, person.id)
    if span is not None and not (span[0] <= span[1] and at.date() <= span[1] <= at.date() + LONGEST_AWAY):
        raise InvalidInput("The last day comes after the first, and within a year.", param="dates")
    _take_back(session, person, ("away",), at)
    facts = []
    if span is not None:
        first, last = span
        facts = [remember(session, person, "away", f"{first.isoformat()}/{last.isoformat()}", "asked", at, until=last)]
    close_question(session, person, "away", at)
    return [fact.id for fact in facts]


def answer_for_whom(
    session: Session, person: Recipient, said: str, interests: Iterable[str], at: datetime
) -> list[str]:
    """For themselves: the `interests` of what they chose are kept as supposed. For somebody else: the answer, and nothing is
    concluded from what they chose. Answers the ids of all that was written. Raises InvalidInput."""
    person = lock_person(session, person.id)
    before = _told(session, person, ("for_whom",))
    ids = answer_plainly(session, person, "for_whom", said, at)
    _undo_supposed(session, person, {fact.created_at for fact in before}, at)
    if said == SELF:
        known = {fact.value for fact in _standing(session, person) if fact.kind == "interest"}
        for key in sorted(set(interests) - known):
            fact = remember(session, person, "interest", key, "observed", at, confidence=SUPPOSED)
            # Concluded and not told: it counts, and is named to nobody but the person.
            fact.kept_private = True
            ids.append(fact.id)
    return ids


def _undo_supposed(session: Session, person: Recipient, moments: set[datetime], at: datetime) -> None:
    """What was concluded from an answer falls with it."""
    for fact in _standing(session, person):
        if fact.kind == "interest" and fact.source == "observed" and fact.created_at in moments:
            fact.withdrawn_at, fact.withdrawn_by = at, "person"


def _take_back(session: Session, person: Recipient, kinds: Iterable[str], at: datetime) -> None:
    for fact in _told(session, person, kinds):
        fact.withdrawn_at, fact.withdrawn_by = at, "person"


def _told(session: Session, person: Recipient, kinds: Iterable[str]) -> list[ProfileFact]:
    wanted = frozenset(kinds)
    return [fact for fact in _standing(session, person) if fact.kind in wanted and fact.source == "asked"]


def _standing(session: Session, person: Recipient) -> list[ProfileFact]:
    session.flush()
    rows = select(ProfileFact).where(ProfileFact.recipient_id == person.id, ProfileFact.withdrawn_at.is_(None))
    return list(session.scalars(rows.order_by(ProfileFact.created_at, ProfileFact.id)))
