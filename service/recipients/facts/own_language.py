"""The language a person chose for themselves: it stands, whatever a later list says."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import Select
from sqlalchemy.orm import Session

from service.db.writing.chunks import in_chunks
from service.recipients.facts.fact import remember, said_themselves
from service.recipients.models import ProfileFact, Recipient

KIND: Final = "language"


def choose_language(session: Session, recipient: Recipient, language: str, at: datetime) -> bool:
    """Writes down that the person, who is locked, wants to be written to in `language`. False where they said so before."""
    standing = session.scalars(_chosen().where(ProfileFact.recipient_id == recipient.id)).all()
    if recipient.locale == language and any(fact.value == language for fact in standing):
        return False
    for fact in standing:
        fact.withdrawn_at, fact.withdrawn_by = at, "person"
    remember(session, recipient, KIND, language, "asked", at)
    recipient.locale = language
    session.flush()
    return True


def with_own_language(session: Session, recipient_ids: Sequence[str]) -> frozenset[str]:
    """Ids of those who chose theirs."""
    found: set[str] = set()
    for some in in_chunks(recipient_ids):
        found.update(fact.recipient_id for fact in session.scalars(_chosen().where(ProfileFact.recipient_id.in_(some))))
    return frozenset(found)


def _chosen() -> Select[ProfileFact]:
    return said_themselves((KIND,))
