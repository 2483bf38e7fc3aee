"""A doubt about what somebody eats: a fact "ask" while it stands, and a question to the person that opens again with each new one.

While it stands nothing that is eaten or goes on the skin is chosen, and everything that was ever named counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.db.writing.chunks import in_chunks
from service.recipients.consents.note import note_food_told
from service.recipients.consents.wordings import FOOD
from service.recipients.facts.fact import ASK, DIETARY, WITHHELD, Source, is_clear, remember
from service.recipients.models import ProfileFact, Question, Recipient
from service.security.ids import new_id

_TICK: Final = timedelta(microseconds=1)


def moment_after(at: datetime, rows: Iterable[ProfileFact]) -> datetime:
    """`at`, or just after the last change of these facts: what is written under the lock is always the later.

    Two acts may have looked at their clocks in another order than they got the lock.
    """
    last = [moment for row in rows for moment in (row.created_at, row.withdrawn_at) if moment is not None]
    return max((at, *(moment + _TICK for moment in last)))


def dietary_rows(session: Session, recipient: Recipient) -> Sequence[ProfileFact]:
    """Every dietary fact the person ever had, those that were taken away too, in the order in which they came."""
    return session.scalars(
        select(ProfileFact)
        .where(ProfileFact.recipient_id == recipient.id, ProfileFact.kind.in_(DIETARY))
        .order_by(ProfileFact.created_at, ProfileFact.id)
    ).all()


def open_doubt(session: Session, recipient: Recipient, source: Source, at: datetime) -> None:
    """The person has to be asked what they eat, also where they were asked before: it is another doubt. The person is locked."""
    open_doubts(session, [(recipient, at)], source)


def open_doubts(session: Session, doubts: Sequence[tuple[Recipient, datetime]], source: Source) -> None:
    """The same for many, each with the moment of the doubt."""
    ids = [recipient.id for recipient, _ in doubts]
    standing = {fact.recipient_id for fact in _standing(session, ids) if fact.source == source}
    questions = {
        row.recipient_id: row
        for some in in_chunks(ids)
        for row in session.scalars(select(Question).where(Question.recipient_id.in_(some), Question.kind == "diet"))
    }
    for recipient, at in doubts:
        if recipient.id not in standing:
            remember(session, recipient, "diet", ASK, source, at)
        row = questions.get(recipient.id)
        if row is None:
            row = Question(
                id=new_id("qst"),
                workspace_id=recipient.workspace_id,
                recipient_id=recipient.id,
                kind="diet",
                asked_at=at,
            )
            session.add(row)
        row.opened_at, row.answered_at, row.skipped_at = at, None, None
    session.flush()


def settle_doubts(session: Session, recipient: Recipient, at: datetime, *, whole: bool = True) -> None:
    """The person has answered: no doubt stands any more. What others had said and nobody stated a condition for is kept on theirs
    from now on. `whole`: they were asked for everything that they avoid, so what they once took back is told anew."""
    for fact in _standing(session, [recipient.id]):
        fact.withdrawn_at, fact.withdrawn_by = at, "person"
    session.flush()
    for row in dietary_rows(session, recipient):
        if row.withdrawn_at is not None or not is_clear(row) or row.value == ASK:
            continue
        if row.value == WITHHELD:
            if whole:
                row.withdrawn_at, row.withdrawn_by = at, "person"
        elif row.condition is None:
            row.condition, row.condition_on = "confirmed", at.date()
            row.condition_wording, row.condition_locale = FOOD, recipient.locale
            note_food_told(session, recipient, at)


def _standing(session: Session, recipient_ids: Sequence[str]) -> list[ProfileFact]:
    """Every fact that says that one of these people must be asked."""
    rows = [
        fact
        for some in in_chunks(recipient_ids)
        for fact in session.scalars(
            select(ProfileFact).where(
                ProfileFact.recipient_id.in_(some), ProfileFact.kind == "diet", ProfileFact.withdrawn_at.is_(None)
            )
        )
    ]
    return [fact for fact in rows if fact.value == ASK]
