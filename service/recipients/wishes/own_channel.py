"""The way by which a person wants to be reached, said by themselves."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.recipients.facts.fact import remember
from service.recipients.models import ProfileFact, Recipient

_KIND: Final = "channel"


def say_channel(session: Session, person: Recipient, channel: str, at: datetime) -> None:
    """What they said before is withdrawn; what a list said stays known and no longer counts. The person is locked by the caller."""
    standing = select(ProfileFact).where(
        ProfileFact.recipient_id == person.id,
        ProfileFact.kind == _KIND,
        ProfileFact.source == "asked",
        ProfileFact.withdrawn_at.is_(None),
    )
    for fact in session.scalars(standing).all():
        fact.withdrawn_at, fact.withdrawn_by = at, "person"
    remember(session, person, _KIND, channel, "asked", at)
    session.flush()
