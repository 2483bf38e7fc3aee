"""Something that happened to one person, as another system reports it, and all that is known of it."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from service.brain.events.models import PersonEvent
from service.brain.experiments.models import OUTCOMES, Outcome
from service.db.writing.insert_new import insert_new
from service.errors import InvalidInput


def note_outcome(session: Session, workspace_id: str, recipient_id: str, kind: str, day: date, at: datetime) -> bool:
    """Whether it is news; the same day again is the same thing. The person is locked. Raises InvalidInput."""
    if kind not in OUTCOMES:
        raise InvalidInput("Say whether they met you or bought.", param="kind")
    row = {
        "workspace_id": workspace_id,
        "recipient_id": recipient_id,
        "kind": kind,
        "happened_on": day,
        "noted_at": at,
    }
    return bool(insert_new(session, Outcome, ("recipient_id", "kind", "happened_on"), [row]))


def happened_to(session: Session, people: Select[str]) -> dict[str, list[tuple[str, date]]]:
    """Person -> (`met` or `bought`, day): what was noted, and purchases that came in as events. `people`: a query of their ids."""
    found: dict[str, list[tuple[str, date]]] = {}
    noted = select(Outcome.recipient_id, Outcome.kind, Outcome.happened_on).where(Outcome.recipient_id.in_(people))
    for person, kind, on in session.execute(noted):
        found.setdefault(person, []).append((kind, on))
    bought = select(PersonEvent.recipient_id, PersonEvent.at).where(
        PersonEvent.recipient_id.in_(people), PersonEvent.kind == "purchase"
    )
    # A day is taken of a moment in Python: databases part a moment's date in different ways.
    for person, moment in session.execute(bought):
        found.setdefault(person, []).append(("bought", moment.date()))
    return found
