"""What notes about people are near to: compared with the texts of gifts before they are saved, kept as traits, no word of them.

A guess: it moves the chance that a gift is kept, a little, and nothing else. Its person reads it and deletes it with one press, and
whoever has deleted one is guessed about no more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.db.connect import reading
from service.db.writing.chunks import in_chunks
from service.planning.people.likeness.compare import compare, gift_texts
from service.planning.people.likeness.installed import is_installed
from service.planning.people.lists.upload import PersonReading
from service.recipients.facts.fact import GUESSED, remember
from service.recipients.models import ProfileFact, Recipient
from service.recipients.wishes.close_to import KIND, close_to

SURE: Final = 0.3
"""Confidence of what nobody said."""


def compared(workspace_id: str, people: Sequence[PersonReading]) -> dict[str, str]:
    """By address, what the notes about people are near to. Takes a moment each, so no transaction is open meanwhile; {} where the
    model is not installed."""
    noted = [person for person in people if person.taste_words]
    if not noted or not is_installed():
        return {}
    with reading() as session:
        texts = gift_texts(session, workspace_id)
    found = zip(noted, compare(texts, [person.taste_words for person in noted]), strict=True)
    return {person.email: value for person, traits in found if (value := close_to(traits)) is not None}


def keep_near(
    session: Session, people: Iterable[tuple[Recipient, PersonReading]], near: Mapping[str, str], at: datetime
) -> None:
    """Keeps it for people who are locked. The newest list that has notes about somebody is the whole of what notes say."""
    noted = {recipient.id: (recipient, person) for recipient, person in people if person.taste_words}
    if not noted or not is_installed():
        return
    stands, refused = _before(session, list(noted))
    for recipient_id, (recipient, person) in noted.items():
        value = None if recipient_id in refused else near.get(person.email)
        rows = stands.get(recipient_id, [])
        for row in rows:
            if row.value != value:
                row.withdrawn_at, row.withdrawn_by = at, "list"
        if value is not None and all(row.value != value for row in rows):
            fact = remember(session, recipient, KIND, value, GUESSED, at, confidence=SURE)
            # It counts, and is named to nobody but the person.
            fact.kept_private = True


def _before(session: Session, recipient_ids: Sequence[str]) -> tuple[dict[str, list[ProfileFact]], set[str]]:
    """(what stands, by person; people who have deleted one)."""
    stands: dict[str, list[ProfileFact]] = {}
    refused: set[str] = set()
    for some in in_chunks(recipient_ids):
        for row in session.scalars(
            select(ProfileFact).where(ProfileFact.recipient_id.in_(some), ProfileFact.kind == KIND)
        ):
            if row.withdrawn_at is None:
                stands.setdefault(row.recipient_id, []).append(row)
            elif row.withdrawn_by == "person":
                refused.add(row.recipient_id)
    return stands, refused
