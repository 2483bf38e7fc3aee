"""What somebody said they would rather have, kept as a fact of theirs: they see it, take it back, and nobody else reads it."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.errors import InvalidInput
from service.folding import fold_case
from service.recipients.facts.fact import remember
from service.recipients.facts.heard import hear_once
from service.recipients.models import ProfileFact, Recipient
from service.security.encryption import readable
from service.written import written

KIND: Final = "wish"
LONGEST: Final = 80
MOST: Final = 6
"""So many wishes stand at once; the oldest makes room."""


def keep_wish(session: Session, recipient: Recipient, words: str, at: datetime) -> bool:
    """Reads a wish for dietary words, then keeps it; the person is locked. True where it speaks of food or materials in a way that
    only they can make clear: whoever calls has their gifts looked at again. Raises InvalidInput with nothing kept."""
    words = " ".join(words.split())
    if not written(words):
        raise InvalidInput("Type what you would rather have.", param="words")
    if len(words) > LONGEST:
        raise InvalidInput(f"Use at most {LONGEST} characters.", param="words")
    is_heard = hear_once(session, recipient, words, "asked", at)
    standing = session.scalars(
        select(ProfileFact)
        .where(ProfileFact.recipient_id == recipient.id, ProfileFact.kind == KIND, ProfileFact.withdrawn_at.is_(None))
        .order_by(ProfileFact.created_at, ProfileFact.id)
    ).all()
    if any(fold_case(readable(fact.value) or "") == fold_case(words) for fact in standing):
        return is_heard
    for fact in standing[: max(0, len(standing) + 1 - MOST)]:
        fact.withdrawn_at, fact.withdrawn_by = at, "person"
    remember(session, recipient, KIND, words, "asked", at)
    return is_heard


def last_wish(session: Session, recipient_id: str) -> str | None:
    """What they said last that they would rather have, in their words; None for nothing, or where it can no longer be read."""
    fact = _last(session, recipient_id)
    return None if fact is None else readable(fact.value)


def take_last_back(session: Session, recipient_id: str, at: datetime) -> None:
    """The last of them was not about the person, who says so and is locked."""
    fact = _last(session, recipient_id)
    if fact is not None:
        fact.withdrawn_at, fact.withdrawn_by = at, "person"
        session.flush()


def _last(session: Session, recipient_id: str) -> ProfileFact | None:
    return session.scalar(
        select(ProfileFact)
        .where(ProfileFact.recipient_id == recipient_id, ProfileFact.kind == KIND, ProfileFact.withdrawn_at.is_(None))
        .order_by(ProfileFact.created_at.desc(), ProfileFact.id.desc())
        .limit(1)
    )
