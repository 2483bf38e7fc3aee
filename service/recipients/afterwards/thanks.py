"""A person's line of thanks: one for a gift, on their page alone or shown to the giver. What it says of food is heard first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from service.dietary.detect import detect
from service.errors import InvalidInput
from service.recipients.afterwards.models import ThankYou
from service.recipients.afterwards.ratings import About
from service.recipients.facts.heard import hear_once
from service.recipients.letters.keep import plain_words
from service.recipients.models import Recipient
from service.workspaces.announcements.announce import announce

LONGEST: Final = 500
"""Characters of a note."""


class NoteEmpty(InvalidInput):
    """Nothing to keep."""

    code = "note_empty"


class NoteTooLong(InvalidInput):
    """More than a note holds."""

    code = "note_too_long"


@dataclass(frozen=True, slots=True)
class KeptNote:
    """`is_heard`: it speaks of food or materials for the first time, so whoever calls has the person's gifts looked at again."""

    note: ThankYou
    is_heard: bool


def keep_note(
    session: Session, person: Recipient, about: About, words: str, at: datetime, *, is_shown: bool
) -> KeptNote:
    """The note, in place of the one before. The person is locked. One that speaks of food, materials or health stays with the
    person, whatever they ticked. Raises NoteEmpty or NoteTooLong with nothing changed."""
    text = plain_words(words)
    if not text:
        raise NoteEmpty("Write something first.", param="words")
    if len(text) > LONGEST:
        raise NoteTooLong(f"Use at most {LONGEST} characters.", param="words")
    is_heard = hear_once(session, person, text, "asked", at)
    note = session.get(ThankYou, about.gift_id)
    if note is None:
        note = ThankYou(
            gift_id=about.gift_id,
            workspace_id=person.workspace_id,
            campaign_id=about.campaign_id,
            recipient_id=person.id,
        )
        session.add(note)
    note.body, note.at = text, at
    note.is_private = detect(text) is not None
    was_for_staff = note.is_for_staff
    note.is_shown = is_shown and not note.is_private
    session.flush()
    if note.is_for_staff and not was_for_staff:
        announce(session, note.workspace_id, "gift.thank_you_note_added", note.gift_id, at)
    return KeptNote(note, is_heard)


def take_note_back(session: Session, gift_id: str) -> None:
    """Deletes the note; nothing where there is none."""
    note = session.get(ThankYou, gift_id)
    if note is not None:
        session.delete(note)
        session.flush()
