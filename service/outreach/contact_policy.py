"""May we write to this person, and when? Their terms are hard limits, asked again in the moment before a mail leaves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy.orm import Session

from service.outreach.absence import absence_at
from service.recipients.facts import facts_of, in_force
from service.recipients.models import Recipient
from service.security.encryption import readable

Refusal = Literal["unsubscribed", "erased", "channel", "no_address"]


@dataclass(frozen=True, slots=True)
class Contact:
    """`refusal` None: we may write, but not before `not_before` (None: at once); with `is_end_unknown` nobody knows from when on,
    and `not_before` is when to ask again."""

    refusal: Refusal | None
    not_before: datetime | None = None
    is_end_unknown: bool = False


def may_write(session: Session, recipient: Recipient, at: datetime, *, safety: bool = False) -> Contact:
    """What this person's terms say about a mail now. `safety`: a notice that passes all of them, and ends with an erasure only."""
    if recipient.erased_at is not None:
        return Contact("erased")
    if safety:
        return Contact(None) if readable(recipient.email) is not None else Contact("no_address")
    if recipient.unsubscribed_at is not None:
        return Contact("unsubscribed")
    if readable(recipient.email) is None:
        return Contact("no_address")
    facts = in_force(facts_of(session, [recipient.id], at.date())[recipient.id])
    channels = [fact.value for fact in facts if fact.kind == "channel"]
    if channels and "mail" not in channels:
        return Contact("channel")
    absence = absence_at((fact.value for fact in facts if fact.kind == "away"), at)
    return Contact(None) if absence is None else Contact(None, absence.until, not absence.has_end)
