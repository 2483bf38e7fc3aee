"""May we write to this person, and when? Their terms are hard limits, asked again in the moment before a mail leaves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy.orm import Session

from service.contact.suppressed import is_suppressed
from service.outreach.absence import absence_at
from service.recipients.facts import facts_of, in_force
from service.recipients.models import Recipient

Refusal = Literal["unsubscribed", "erased", "channel", "no_address", "suppressed"]


@dataclass(frozen=True, slots=True)
class Contact:
    """`refusal` None: we may write, but not before `not_before` (None: at once); with `is_end_unknown` nobody knows from when on,
    and `not_before` is when to ask again."""

    refusal: Refusal | None
    not_before: datetime | None = None
    is_end_unknown: bool = False


def may_write(session: Session, recipient: Recipient, at: datetime, *, safety: bool = False) -> Contact:
    """What this person's terms say about a mail now. `safety`: a notice that passes all of them, and ends with an erasure only."""
    refusal = _refusal(session, recipient, safety=safety)
    if refusal is not None or safety:
        return Contact(refusal)
    facts = in_force(facts_of(session, [recipient.id], at.date())[recipient.id])
    channels = [fact.value for fact in facts if fact.kind == "channel"]
    if channels and "mail" not in channels:
        return Contact("channel")
    absence = absence_at((fact.value for fact in facts if fact.kind == "away"), at)
    return Contact(None) if absence is None else Contact(None, absence.until, not absence.has_end)


def _refusal(session: Session, recipient: Recipient, *, safety: bool) -> Refusal | None:
    """What forbids a mail at any moment. A safety notice is tried at an address that came back before, too: it is the last one."""
    if recipient.erased_at is not None:
        return "erased"
    if recipient.unsubscribed_at is not None and not safety:
        return "unsubscribed"
    if recipient.email is None:
        return "no_address"
    if not safety and is_suppressed(session, recipient.workspace_id, recipient.email_hash):
        return "suppressed"
    return None
