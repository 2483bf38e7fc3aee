"""A seller takes back what a list said about a person's food: with a reason, in the audit log, and the gifts are looked at."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.campaigns.sight import people_of
from service.errors import InvalidInput, NotFound
from service.gifting.look_again import look_at_person
from service.recipients.facts.take_away import withdraw_imported
from service.recipients.models import Recipient
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act

REASONS: Final = {
    "mixed_up": "The list confused this person with someone else",
    "slip": "It was a mistake in the list",
    "they_said": "They told us it isn’t true",
}
"""Codes, and no words of one's own: a sentence about what somebody eats has no place in an audit log."""


def take_back(session: Session, recipient_id: str, fact_id: str, reason: str, actor: Actor, at: datetime) -> None:
    """Withdraws one dietary fact of a list. Raises InvalidInput without a reason, NotFound, or Conflict where it is a question."""
    recipient = session.scalar(select(Recipient).where(Recipient.id == recipient_id, people_of(actor)))
    if recipient is None:
        raise NotFound("There’s no such person in this workspace.")
    if reason not in REASONS:
        raise InvalidInput("Say why you’re withdrawing it.", param="reason")
    fact = withdraw_imported(session, recipient, fact_id, at)
    body = {"fact_id": fact.id, "kind": fact.kind, "reason": reason}
    record_act(session, actor, "recipient.list_fact_taken_back", at, subject_id=recipient.id, body=body)
    look_at_person(session, recipient.id, at)
