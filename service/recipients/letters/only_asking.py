""" "No, I was only asking": what a question about the gift made us wonder about its person is settled by their own press.

It settles what their letters opened and nothing else. Where something else about their food is in doubt, the question stays.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.dietary.prose import Sense, find_words, without_addresses
from service.dietary.tokens import Words
from service.errors import Conflict
from service.recipients.facts.doubt import dietary_rows, moment_after
from service.recipients.facts.fact import ASK
from service.recipients.letters.details import Heard, heard_of, keep
from service.recipients.letters.models import Letter
from service.recipients.lock import lock_person
from service.recipients.models import Question, Recipient

_TELLS = Sense.ALLERGY | Sense.HARM | Sense.CONDITION | Sense.AFTER


class StillInDoubt(Conflict):
    """Something else about what the person eats is open too."""

    code = "still_in_doubt"


def note_question(letter: Letter, *, is_question: bool) -> None:
    """Remembers that dietary words stand in a question about the gift, and tell nothing of an allergy or of what is avoided."""
    if not is_question or letter.details is None:
        return
    found = find_words(Words(without_addresses(letter.body)))
    if not any(one.sense & _TELLS for one in found):
        letter.details = keep(replace(heard_of(letter.details), only_asks=True))


def open_question(session: Session, recipient_id: str, gift_id: str) -> Heard | None:
    """What the person's letters about this gift opened and nobody has settled: all of it together; None where nothing is open."""
    heard = [one for one in _heard(session, recipient_id, gift_id) if one.facts]
    if not heard or not _is_open(session, recipient_id):
        return None
    return Heard(
        tuple(dict.fromkeys(fact for one in heard for fact in one.facts)),
        tuple(dict.fromkeys(key for one in heard for key in one.avoid)),
        tuple(dict.fromkeys(key for one in heard for key in one.follow)),
        tuple(dict.fromkeys(key for one in heard for key in one.materials)),
        only_asks=all(one.only_asks for one in heard),
    )


def only_asked(session: Session, person: Recipient, gift_id: str, at: datetime) -> None:
    """Takes back what was guessed from the person's questions, and closes the question to them.

    Raises Conflict where nothing of the kind is open, StillInDoubt where something else is in doubt as well; nothing has changed
    then.
    """
    person = lock_person(session, person.id)
    found = open_question(session, person.id, gift_id)
    if found is None or not found.only_asks:
        raise Conflict("There is no question of yours to settle.")
    rows = dietary_rows(session, person)
    at = moment_after(at, rows)
    mine = frozenset(found.facts)
    standing = [row for row in rows if row.withdrawn_at is None]
    if any(row.kind == "diet" and row.value == ASK and row.id not in mine for row in standing):
        raise StillInDoubt("Something else about what you eat or avoid is still open.")
    for row in standing:
        if row.id in mine:
            row.withdrawn_at, row.withdrawn_by = at, "person"
    question = session.scalar(
        select(Question).where(Question.recipient_id == person.id, Question.kind == "diet").with_for_update()
    )
    if question is not None:
        question.answered_at = at
    session.flush()


def _is_open(session: Session, recipient_id: str) -> bool:
    return bool(
        session.scalar(
            select(Question.id).where(
                Question.recipient_id == recipient_id,
                Question.kind == "diet",
                Question.opened_at.is_not(None),
                Question.answered_at.is_(None),
                Question.skipped_at.is_(None),
            )
        )
    )


def _heard(session: Session, recipient_id: str, gift_id: str) -> list[Heard]:
    """Of the letters since the question was opened last for good: whose facts still stand."""
    letters = session.scalars(
        select(Letter)
        .where(Letter.recipient_id == recipient_id, Letter.gift_id == gift_id, Letter.writer == "person")
        .order_by(Letter.at, Letter.id)
    ).all()
    person = session.get_one(Recipient, recipient_id)
    standing = {row.id for row in dietary_rows(session, person) if row.withdrawn_at is None}
    found = [heard_of(letter.details) for letter in letters if letter.details is not None]
    return [replace(one, facts=tuple(fact for fact in one.facts if fact in standing)) for one in found]
