"""How a film says somebody's name, as their giver wrote it: for people of whom our table doesn't know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from renderers.language.names import masthead_name
from renderers.video.sound.narration.names_said import is_known
from renderers.video.sound.narration.voices import says_names
from service.campaigns.sight import people_of
from service.content.pages.privacy import NAMED, draw_again
from service.content.stories.story import person_of
from service.content.telling.sound import PARAM, as_words, speakable_name
from service.dietary.detect import detect
from service.errors import InvalidInput, NotFound
from service.recipients.facts.fact import Source
from service.recipients.lock import lock_person
from service.recipients.models import Account, Recipient
from service.recipients.telling.sound import forget_sound, keep_sound, sound_told
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act

OURS: Final[Source] = "imported"
"""What somebody of the sender brought."""


@dataclass(frozen=True, slots=True)
class NameSound:
    """`name` as a film would show it; `like`: what a seller wrote for it; `is_known`: our table has it. What the person told us is
    theirs, and not told here."""

    name: str
    like: str | None
    is_known: bool


def name_sound(session: Session, recipient: Recipient, account: Account) -> NameSound | None:
    """How their name is said; None where no film of theirs would say it: no name, no voice for their language, or erased."""
    name = masthead_name(person_of(recipient, account))
    if name is None or recipient.erased_at is not None or not says_names(recipient.locale):
        return None
    return NameSound(name, sound_told(session, recipient.id, name, (OURS,)), is_known(name))


def say_name(session: Session, recipient_id: str, words: str, actor: Actor, at: datetime) -> None:
    """Keeps it, or takes it back where nothing was written, and has films made anew. Raises NotFound for somebody the actor doesn't
    see or who is erased, InvalidInput with what is wrong."""
    seen = session.scalar(select(Recipient.id).where(Recipient.id == recipient_id, people_of(actor)))
    recipient = None if seen is None else lock_person(session, seen)
    if recipient is None or recipient.erased_at is not None:
        raise NotFound("There’s no such person in this workspace.")
    if words.strip():
        name, like = speakable_name(person_of(recipient, session.get_one(Account, recipient.account_id)), words)
        if detect(as_words(like)) is not None:
            raise InvalidInput(
                "This mentions what someone eats or avoids, which is never said in a film. Write how the name sounds.",
                param=PARAM,
            )
        keep_sound(session, recipient, name, like, OURS, at)
    elif not forget_sound(session, recipient.id, OURS, at):
        return
    record_act(session, actor, "recipient.sound_set", at, subject_id=recipient.id, body={"is_set": bool(words.strip())})
    draw_again(session, recipient, NAMED)
