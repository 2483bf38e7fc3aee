"""On which condition a dietary fact of a list is kept: as its upload states. What has none is asked about again, once."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from service.db.connect import transaction
from service.db.writing.chunks import in_chunks
from service.jobs.row_sweep import Due, RowSweep
from service.recipients.facts.fact import ASK, DIETARY, GUESSED
from service.recipients.lock import lock_person
from service.recipients.models import ProfileFact, Question, Recipient
from service.recipients.sources.basis import Statement
from service.security.ids import new_id

Pair = tuple[str, str]


def state_conditions(
    session: Session, said: Statement, people: Iterable[tuple[Recipient, Collection[Pair], Collection[int]]]
) -> None:
    """Writes down with each fact that a list says on which condition it does: (person, (kind, value) of what their row says, the
    columns that say it). People are locked. Where their columns were told at several times, the latest counts."""
    told = {
        person.id: (frozenset(pairs), max(agreed))
        for person, pairs, columns in people
        if (agreed := [(on, how) for column, how, on in said.food if column in columns])
    }
    session.flush()
    for some in in_chunks(list(told)):
        rows = session.scalars(
            select(ProfileFact).where(
                ProfileFact.recipient_id.in_(some),
                ProfileFact.kind.in_(DIETARY),
                ProfileFact.source == "imported",
                ProfileFact.withdrawn_at.is_(None),
                ProfileFact.condition.is_(None),
            )
        )
        for row in rows:
            pairs, (on, how) = told[row.recipient_id]
            if (row.kind, row.value) in pairs and row.value != ASK:
                row.condition, row.condition_on, row.condition_how = "agreed", on, how


def is_unstated() -> ColumnElement[bool]:
    """Dietary facts in force, said by a list or told, that nobody has stated a condition for and whose person was not asked since.
    What is only guessed is none: it goes with the answer to its question."""
    asked = exists().where(
        Question.recipient_id == ProfileFact.recipient_id,
        Question.kind == "diet",
        Question.opened_at >= ProfileFact.created_at,
    )
    return (
        ProfileFact.kind.in_(DIETARY)
        & (ProfileFact.source != GUESSED)
        & ProfileFact.withdrawn_at.is_(None)
        & ProfileFact.condition.is_(None)
        & ~asked
    )


def _due(at: datetime) -> Due:
    return select(ProfileFact.id, ProfileFact.workspace_id, ProfileFact.created_at).where(
        is_unstated(), ProfileFact.created_at <= at
    )


def _ask(fact_id: str, at: datetime) -> int:
    """Opens the question on the person's page. What is known goes on counting: it can only forbid."""
    with transaction() as session:
        recipient_id = session.scalar(select(ProfileFact.recipient_id).where(ProfileFact.id == fact_id, is_unstated()))
        if recipient_id is None:
            return 0
        person = lock_person(session, recipient_id)
        if session.scalar(select(ProfileFact.id).where(ProfileFact.id == fact_id, is_unstated())) is None:
            return 0
        row = session.scalar(select(Question).where(Question.recipient_id == person.id, Question.kind == "diet"))
        if row is None:
            row = Question(
                id=new_id("qst"), workspace_id=person.workspace_id, recipient_id=person.id, kind="diet", asked_at=at
            )
            session.add(row)
        row.opened_at, row.answered_at, row.skipped_at = at, None, None
        return 1


ask_for_conditions: Final = RowSweep("conditions asked for", _due, _ask)
"""Asks each person once; answers how many it asked."""
