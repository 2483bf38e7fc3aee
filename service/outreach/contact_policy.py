"""May we write to this person, and when? Their terms are hard limits, asked again in the moment before a mail leaves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal

from sqlalchemy.orm import Session

from service.recipients.facts import facts_of, in_force
from service.recipients.models import Recipient

Refusal = Literal["unsubscribed", "erased", "channel", "no_address"]
_DAY_BEGINS = time(8, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Contact:
    """`refusal` None: we may write, but not before `not_before` (None: at once)."""

    refusal: Refusal | None
    not_before: datetime | None = None


def may_write(session: Session, recipient: Recipient, at: datetime, *, safety: bool = False) -> Contact:
    """What this person's terms say about a mail now. `safety`: a notice that passes all of them, and ends with an erasure only."""
    if recipient.erased_at is not None:
        return Contact("erased")
    if safety:
        return Contact(None) if recipient.email is not None else Contact("no_address")
    if recipient.unsubscribed_at is not None:
        return Contact("unsubscribed")
    if recipient.email is None:
        return Contact("no_address")
    facts = in_force(facts_of(session, [recipient.id], at.date())[recipient.id])
    channels = [fact.value for fact in facts if fact.kind == "channel"]
    if channels and "mail" not in channels:
        return Contact("channel")
    return Contact(None, _back(at, [fact.value for fact in facts if fact.kind == "away"]))


def _back(at: datetime, spans: list[str]) -> datetime | None:
    """The morning after the last day away, through spans that touch; None for somebody who is there."""
    day = at.date()
    for first, last in sorted(_span(value) for value in spans):
        if first <= day <= last < date.max:
            day = last + timedelta(days=1)
    return None if day == at.date() else datetime.combine(day, _DAY_BEGINS)


def _span(value: str) -> tuple[date, date]:
    first, last = value.split("/")
    return date.fromisoformat(first), date.fromisoformat(last)
