"""Somebody tells how their name is said, so that the voice in their film says it; or whether it can, for who asks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from renderers.context import Person
from renderers.language.names import masthead_name
from renderers.microsite.own.privacy import BY_TABLE, KnownFact
from renderers.video.sound.narration.names_said import is_known, sounds_told
from renderers.video.sound.narration.respelled import NotSpeakable
from renderers.video.sound.narration.voices import says_names
from service.errors import InvalidInput
from service.recipients.facts.fact import Fact
from service.recipients.facts.heard import hear
from service.recipients.models import Recipient
from service.recipients.telling.sound import KIND, keep_sound
from service.written import one_line

PARAM: Final = KIND


def tell_sound(session: Session, recipient: Recipient, person: Person, words: str, at: datetime) -> bool:
    """What they write beside the line of how their name is said; the person is locked. `person`: as their pages call them. True
    where something in it speaks of food, which is asked about. Raises InvalidInput with `PARAM`; nothing has changed then."""
    name, like = speakable_name(person, words)
    keep_sound(session, recipient, name, like, "asked", at)
    return hear(session, recipient, as_words(like), "asked", at)


def speakable_name(person: Person, words: str) -> tuple[str, str]:
    """(the name as it stands in a film, how it is said). Raises InvalidInput with `PARAM` where there is no name, or a voice could
    not say all that was written."""
    name, like = masthead_name(person), one_line(words)
    if name is None:
        raise InvalidInput("There’s no name to say.", param=PARAM)
    try:
        sounds_told(name, like)
    except NotSpeakable:
        raise InvalidInput(
            f"We can’t read that as a sound. Use the letters a to z and hyphens, one word for each word of “{name}”, with the "
            "stressed part in capitals, such as YEE-zhee for Jiří. Write ee, eh or ay for an e that ends a part.",
            param=PARAM,
        ) from None
    return name, like


def sound_line(recipient: Recipient, person: Person, known: Sequence[Fact]) -> tuple[KnownFact, ...]:
    """The line of how their name is said, on the page of all that is known, while nobody has told it: by our table, or not at all.
    It can be told there. Empty where no voice would say it."""
    name = masthead_name(person)
    if name is None or any(fact.kind == KIND for fact in known) or not says_names(recipient.locale):
        return ()
    return (
        KnownFact(
            KIND,
            KIND,
            BY_TABLE if is_known(name) else "",
            "inferred",
            recipient.created_at,
            None,
            seen_by_sender=False,
            is_private=False,
            can_change=True,
            can_erase=False,
        ),
    )


def as_words(like: str) -> str:
    """What was written without its hyphens, to be read for food as any other text: a syllable is no word."""
    return like.replace("-", "")
