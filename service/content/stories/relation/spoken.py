"""How the name of a film's person is said, where a voice would say it."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from sqlalchemy.orm import Session

from renderers.context import Person
from renderers.language.names import masthead_name
from renderers.video.sound.narration.voices import says_names
from service.recipients.facts.fact import STRENGTH
from service.recipients.telling.sound import sound_told

_OF_THE_SENDER: Final = ("imported",)


def spoken(session: Session, recipient_id: str, person: Person, *, for_staff: bool) -> Person:
    """The person as a film calls them, with what they or their giver told of how the name sounds; for staff what they wrote
    themselves alone. Asked only where a voice reads the person's language."""
    name = masthead_name(person)
    if name is None or not says_names(person.locale):
        return person
    sources = _OF_THE_SENDER if for_staff else tuple(STRENGTH)
    return replace(person, sound=sound_told(session, recipient_id, name, sources))
