"""What a person answers to our questions. A question is put once: answered or skipped, only a new doubt brings it back."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BindParameter, Exists, SQLColumnExpression, exists, select
from sqlalchemy.orm import Session

from service.errors import InvalidInput
from service.recipients.facts.doubt import dietary_rows, moment_after, settle_doubts
from service.recipients.facts.fact import (
    ASK,
    NOTHING,
    check_value,
    fact_of,
    in_force,
    remember,
    restricts,
    said_themselves,
)
from service.recipients.facts.restrictions import restrictions_in, restrictions_of
from service.recipients.facts.take_away import require_named
from service.recipients.lock import lock_person
from service.recipients.models import ProfileFact, Question, Recipient
from service.recipients.questions import QuestionKind
from service.security.ids import new_id


@dataclass(frozen=True, slots=True)
class DietAnswer:
    """What an answer left in force. `fact_ids`: what was said now. `stands_beside`: something said before still counts as well."""

    fact_ids: tuple[str, ...]
    stands_beside: bool


def is_open(session: Session, recipient_id: str, kind: QuestionKind) -> bool:
    """Whether the question may still be put to this person."""
    return not session.scalar(select(is_closed(recipient_id, kind)))


def is_closed(recipient_id: str | BindParameter[str] | SQLColumnExpression[str], kind: QuestionKind) -> Exists:
    """The same as a part of a query, true where the question was answered or skipped and nothing has opened it since."""
    return exists().where(
        Question.recipient_id == recipient_id,
        Question.kind == kind,
        Question.answered_at.is_not(None) | Question.skipped_at.is_not(None),
    )


def is_in_doubt(recipient_id: str | BindParameter[str] | SQLColumnExpression[str]) -> Exists:
    """As a part of a query, true where a doubt about food has opened the question and the person has not answered it yet."""
    return exists().where(
        Question.recipient_id == recipient_id,
        Question.kind == "diet",
        Question.opened_at.is_not(None),
        Question.answered_at.is_(None),
        Question.skipped_at.is_(None),
    )


def answer_diet(
    session: Session,
    recipient: Recipient,
    diets: Sequence[str],
    allergens: Sequence[str],
    at: datetime,
    *,
    materials: Sequence[str] = (),
    named: Collection[str] = (),
    whole: bool = True,
) -> DietAnswer:
    """Keeps what the person eats, avoids and keeps away from, and settles every doubt; nothing chosen means nothing at all.

    An answer adds to what they told us before, it does not replace it. "Nothing at all" overrules what others said until now; what
    the person told us themselves it takes away only where every such fact is `named` by its id, as a second press does. `whole`:
    they could say everything that they avoid; one thing put right is no answer to the rest.

    Raises InvalidInput on an unknown key, MustBeNamed, with nothing changed, where something would fall that was not named.
    """
    if ASK in diets or (NOTHING in diets and (len(diets) > 1 or allergens or materials)):
        raise InvalidInput("“Nothing at all” and a choice from the list contradict each other.", param="diets")
    recipient = lock_person(session, recipient.id)
    rows = dietary_rows(session, recipient)
    at = moment_after(at, rows)
    standing = [row for row in rows if row.withdrawn_at is None]
    said = [
        *(("diet", key) for key in dict.fromkeys(diets) if key != NOTHING),
        *(("allergen", key) for key in dict.fromkeys(allergens)),
        *(("material", key) for key in dict.fromkeys(materials)),
    ]
    if not said:
        told = [row for row in standing if row.source == "asked" and restricts(row)]
        require_named(told, named)
        for row in told:
            row.withdrawn_at, row.withdrawn_by = at, "person"
        said = [("diet", NOTHING)]
    facts = [_told(session, recipient, standing, pair, at) for pair in said]
    settle_doubts(session, recipient, at, whole=whole)
    close_question(session, recipient, "diet", at, answered=True)
    before = in_force(fact_of(row) for row in (*standing, *facts) if row.withdrawn_at is None)
    beside = restrictions_in(before).left_out_by(restrictions_of(said))
    return DietAnswer(tuple(fact.id for fact in facts), bool(beside))


def _told(
    session: Session, recipient: Recipient, standing: Sequence[ProfileFact], pair: tuple[str, str], at: datetime
) -> ProfileFact:
    """The fact that says so. What the person told us before is not written down twice; "nothing at all" is a new word every time,
    since it is its moment that counts."""
    for row in standing:
        if row.source == "asked" and (row.kind, row.value) == pair and pair != ("diet", NOTHING):
            return row
    return remember(session, recipient, *pair, "asked", at)


def answer_interest(session: Session, recipient: Recipient, motive: str, at: datetime) -> list[str]:
    """Keeps what the person would enjoy more (one of `MOTIVES`) in place of what they answered before; answers its fact's id.
    Raises InvalidInput."""
    lock_person(session, recipient.id)
    check_value("motive", motive)
    for before in session.scalars(said_themselves(("motive",)).where(ProfileFact.recipient_id == recipient.id)):
        before.withdrawn_at, before.withdrawn_by = at, "person"
    fact = remember(session, recipient, "motive", motive, "asked", at)
    close_question(session, recipient, "interest", at, answered=True)
    return [fact.id]


def skip(session: Session, recipient: Recipient, kind: QuestionKind, at: datetime) -> None:
    """“Rather not say” is kept as the end of the question, and nothing else is: a doubt stays, and the stricter reading with it."""
    lock_person(session, recipient.id)
    close_question(session, recipient, kind, at, answered=False)


def close_question(
    session: Session, recipient: Recipient, kind: QuestionKind, at: datetime, *, answered: bool = True
) -> None:
    """The question was answered or skipped, and is not put again. The person is locked."""
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
