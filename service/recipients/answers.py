"""What a person answers to our questions. A question is put once: answered or skipped, it never comes back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from sqlalchemy import BindParameter, Exists, exists, select
from sqlalchemy.orm import Session

from service.errors import InvalidInput
from service.recipients.facts import ASK, NOTHING, remember
from service.recipients.models import ProfileFact, Question, Recipient
from service.security.ids import new_id

QuestionKind = Literal["diet", "interest"]


def is_open(session: Session, recipient_id: str, kind: QuestionKind) -> bool:
    """Whether the question may still be put to this person."""
    return not session.scalar(select(is_closed(recipient_id, kind)))


def is_closed(recipient_id: str | BindParameter[str], kind: QuestionKind) -> Exists:
    """The same as a part of a query, true where the question was answered or skipped."""
    return exists().where(
        Question.recipient_id == recipient_id,
        Question.kind == kind,
        Question.answered_at.is_not(None) | Question.skipped_at.is_not(None),
    )


def has_answered(session: Session, recipient_id: str, kind: QuestionKind) -> bool:
    """Whether the person has answered; one who would rather not say has not."""
    answered = session.scalar(
        select(Question.id).where(
            Question.recipient_id == recipient_id, Question.kind == kind, Question.answered_at.is_not(None)
        )
    )
    return answered is not None


def answer_diet(
    session: Session, recipient: Recipient, diets: Sequence[str], allergens: Sequence[str], at: datetime
) -> list[str]:
    """Keeps what the person eats and avoids; nothing chosen means that they follow and avoid nothing.

    What they answered before is replaced, and a doubt that an upload left ("nuts?") is settled, whatever they choose. Answers the
    new facts' ids. Raises InvalidInput on an unknown key.
    """
    if ASK in diets or (NOTHING in diets and (len(diets) > 1 or allergens)):
        raise InvalidInput("“Nothing at all” and something do not go together.", param="diets")
    for fact in session.scalars(
        select(ProfileFact).where(
            ProfileFact.recipient_id == recipient.id,
            ProfileFact.kind.in_(("diet", "allergen")),
            ProfileFact.withdrawn_at.is_(None),
        )
    ):
        if fact.source == "asked" or fact.value == ASK:
            fact.withdrawn_at = at
    facts = [remember(session, recipient, "diet", key, "asked", at) for key in dict.fromkeys(diets)]
    facts += [remember(session, recipient, "allergen", key, "asked", at) for key in dict.fromkeys(allergens)]
    if not facts:
        facts = [remember(session, recipient, "diet", NOTHING, "asked", at)]
    _close(session, recipient, "diet", at, answered=True)
    return [fact.id for fact in facts]


def answer_interest(session: Session, recipient: Recipient, leaning: str, at: datetime) -> list[str]:
    """Keeps what the person would enjoy more (one of `LEANINGS`); answers its fact's id. Raises InvalidInput."""
    fact = remember(session, recipient, "motive", leaning, "asked", at)
    _close(session, recipient, "interest", at, answered=True)
    return [fact.id]


def skip(session: Session, recipient: Recipient, kind: QuestionKind, at: datetime) -> None:
    """“Rather not say” is kept as the end of the question, and nothing else is."""
    _close(session, recipient, kind, at, answered=False)


def _close(session: Session, recipient: Recipient, kind: QuestionKind, at: datetime, *, answered: bool) -> None:
    row = session.scalar(select(Question).where(Question.recipient_id == recipient.id, Question.kind == kind))
    if row is None:
        row = Question(
            id=new_id("qst"), workspace_id=recipient.workspace_id, recipient_id=recipient.id, kind=kind, asked_at=at
        )
        session.add(row)
    if answered:
        row.answered_at = at
    else:
        row.skipped_at = row.skipped_at or at
    session.flush()
