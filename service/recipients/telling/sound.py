"""How somebody's name sounds, kept as a fact about them: what they told themselves, or what somebody of the sender wrote.

It belongs to the name that it was written for. Called otherwise since, nobody is spoken to by it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.folding import fold_case
from service.recipients.facts.fact import STRENGTH, Source, remember
from service.recipients.models import ProfileFact, Recipient
from service.security.encryption import readable

KIND: Final = "sound"
"""Kind of the fact. Its value is the name, `=`, and how that is said, spelled for readers of English; no name holds that sign."""
_BETWEEN: Final = "="
_TAKEN_BY: Final = {"asked": "person", "imported": "seller"}


def like_of(value: str) -> str:
    """How it is said, of a fact's value."""
    return value.partition(_BETWEEN)[2]


def keep_sound(session: Session, recipient: Recipient, name: str, like: str, source: Source, at: datetime) -> None:
    """Keeps it in place of what the same source said before; the person is locked."""
    forget_sound(session, recipient.id, source, at)
    remember(session, recipient, KIND, f"{name}{_BETWEEN}{like}", source, at)
    session.flush()


def forget_sound(session: Session, recipient_id: str, source: Source, at: datetime) -> bool:
    """Takes back what this source said; the person is locked. False where there was nothing."""
    rows = [row for row in _standing(session, recipient_id) if row.source == source]
    for row in rows:
        row.withdrawn_at, row.withdrawn_by = at, _TAKEN_BY[source]
    return bool(rows)


def sound_told(session: Session, recipient_id: str, name: str, sources: Collection[str] = STRENGTH) -> str | None:
    """How this name of theirs is said, as the strongest of these sources has it; None where nobody told."""
    for row in sorted(_standing(session, recipient_id), key=lambda row: -STRENGTH[row.source]):
        of, _, like = (readable(row.value) or "").partition(_BETWEEN)
        if row.source in sources and like and fold_case(of) == fold_case(name):
            return like
    return None


def _standing(session: Session, recipient_id: str) -> Sequence[ProfileFact]:
    return session.scalars(
        select(ProfileFact)
        .where(ProfileFact.recipient_id == recipient_id, ProfileFact.kind == KIND, ProfileFact.withdrawn_at.is_(None))
        .order_by(ProfileFact.created_at, ProfileFact.id)
    ).all()
