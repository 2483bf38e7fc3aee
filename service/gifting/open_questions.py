"""Which questions are open for people: what nobody has answered or skipped, and no fact settles. One rule for a page and a plan."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.db.writing.chunks import in_chunks
from service.decisions.asking.worth import OpenQuestion
from service.decisions.values import Candidate
from service.gifting.possible_answers import Known, possible_answers
from service.recipients.asking.put import all_asked_before
from service.recipients.facts.fact import Fact, facts_of, in_force
from service.recipients.models import Recipient
from service.recipients.questions import KINDS, QUESTIONS, QuestionKind

_SETTLED_BY: Final[Mapping[QuestionKind, frozenset[str]]] = {
    kind: entry.changes - {"interest"} for kind, entry in QUESTIONS.items()
}
"""Question -> the kinds of facts that answer it already, whoever said so."""


def askable(closed: Collection[str], candidate: Candidate, facts: Sequence[Fact]) -> Iterator[QuestionKind]:
    """What may be asked of a person of our own accord. `closed` are kinds that they answered or skipped, `facts` those in force."""
    told = {fact.kind for fact in facts}
    for kind in KINDS:
        if QUESTIONS[kind].is_signal or kind in closed:
            continue
        if kind == "diet":
            if not candidate.diet_known and not candidate.diet_pending:
                yield kind
        elif kind == "allergens":
            # Somebody of whom we know a diet may still have an allergy; of whom we know nothing the wider question is asked.
            if candidate.diet_known and not told & _SETTLED_BY[kind]:
                yield kind
        elif not told & _SETTLED_BY[kind]:
            yield kind


def open_questions(session: Session, candidates: Sequence[Candidate], on: date) -> dict[str, tuple[OpenQuestion, ...]]:
    """By candidate, a recipient's id: the questions that are open and what may be answered to each. Whoever was erased or has
    unsubscribed is asked nothing."""
    found: dict[str, tuple[OpenQuestion, ...]] = {}
    by_id = {one.id: one for one in candidates}
    for some in in_chunks(sorted(by_id)):
        locales = {
            person_id: locale
            for person_id, locale in session.execute(
                select(Recipient.id, Recipient.locale).where(
                    Recipient.id.in_(some), Recipient.erased_at.is_(None), Recipient.unsubscribed_at.is_(None)
                )
            )
        }
        facts, closed = facts_of(session, list(locales), on), all_asked_before(session, list(locales))
        for person_id, locale in locales.items():
            known = Known(locale, by_id[person_id])
            kinds = askable(closed.get(person_id, ()), known.candidate, in_force(facts[person_id]))
            found[person_id] = tuple(
                OpenQuestion(kind, QUESTIONS[kind].cost, possible_answers(kind, known)) for kind in kinds
            )
    return found
