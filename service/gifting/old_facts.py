"""What somebody eats and avoids isn't kept as long as the rest: it is forgotten, safely, while no gift of theirs is under way."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.db.connect import transaction
from service.gifting.models import RecipientGift
from service.gifting.transitions import TERMINAL
from service.jobs.row_sweep import Due, RowSweep
from service.recipients.facts.doubt import dietary_rows
from service.recipients.facts.fact import ASK, DIETARY, WITHHELD
from service.recipients.lock import lock_person
from service.recipients.models import ProfileFact
from service.recipients.special.forgotten import forget_facts

KEPT: Final = timedelta(days=365)
"""From when we learned it."""
UNSTATED_KEPT: Final = timedelta(days=90)
"""The same where nobody has stated on which condition it is kept."""
NEEDED_FOR: Final = timedelta(days=90)
"""How long after its campaign a gift that has not ended may still need it."""


def _is_old(at: datetime) -> ColumnElement[bool]:
    return ProfileFact.kind.in_(DIETARY) & or_(
        ProfileFact.condition.in_(("told", "confirmed", "agreed")) & (ProfileFact.created_at <= at - KEPT),
        ProfileFact.condition.is_(None) & (ProfileFact.created_at <= at - UNSTATED_KEPT),
    )


def _is_needed(at: datetime) -> ColumnElement[bool]:
    has_ended = or_(
        RecipientGift.status.in_(TERMINAL),
        and_(RecipientGift.status.in_(("declined", "donated")), RecipientGift.is_reserved.is_(False)),
    )
    return exists().where(
        RecipientGift.recipient_id == ProfileFact.recipient_id,
        Campaign.id == RecipientGift.campaign_id,
        ~has_ended,
        Campaign.expires_at > at - NEEDED_FOR,
    )


def _due(at: datetime) -> Due:
    return select(ProfileFact.id, ProfileFact.workspace_id, ProfileFact.created_at).where(_is_old(at), ~_is_needed(at))


def _forget(fact_id: str, at: datetime) -> int:
    """Everything of one person's that is old, at once. What an earlier version wrote as a question is called a mark of ours."""
    with transaction() as session:
        of = session.scalar(select(ProfileFact.recipient_id).where(ProfileFact.id == fact_id))
        if of is None:
            return 0
        person = lock_person(session, of)
        old = _old_ids(session, person.id, at)
        marks = [row for row in dietary_rows(session, person) if row.id in old and row.value in (ASK, WITHHELD)]
        for row in marks:
            row.condition, row.condition_on = "mark", row.created_at.date()
        session.flush()
        return len(marks) + forget_facts(session, person, old, at)


def _old_ids(session: Session, recipient_id: str, at: datetime) -> frozenset[str]:
    return frozenset(
        session.scalars(
            select(ProfileFact.id).where(ProfileFact.recipient_id == recipient_id, _is_old(at), ~_is_needed(at))
        )
    )


forget_old_facts: Final = RowSweep("old food data forgotten", _due, _forget)
"""Deletes them; answers how many facts."""
