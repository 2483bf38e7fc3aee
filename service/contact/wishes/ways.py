"""By which way a message leaves for somebody: the one table of what they chose and what the message is for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final, Literal

from sqlalchemy.orm import Session

from service.config import settings
from service.contact.rules import ON_PAGE, RULES, SAFETY, Purpose
from service.contact.wishes.terms import Channel
from service.recipients.facts.fact import Fact, is_own_word
from service.recipients.models import Recipient
from service.recipients.numbers.keep_number import is_confirmed, is_refused, number_of
from service.recipients.wishes.wishes import wishes_of

Way = Literal["mail", "text"]
"""Ways that we go ourselves."""
SENT: Final[tuple[Purpose, ...]] = tuple(purpose for purpose in RULES if purpose not in ON_PAGE)
"""Purposes that a message may have."""
WAYS: Final[Mapping[Channel, Mapping[Purpose, Way | None]]] = {
    "mail": dict.fromkeys(SENT, "mail"),
    "text": dict.fromkeys(SENT, "text"),
    "card": {purpose: "mail" if purpose in SAFETY else None for purpose in SENT},
    "link": {purpose: "mail" if purpose in SAFETY else None for purpose in SENT},
    "none": {purpose: "mail" if purpose in SAFETY else None for purpose in SENT},
}
"""Channel that somebody chose x purpose -> the way it goes, None where we send nothing. What warns them goes by their own way where
that is one of ours, and by mail where it is none."""


def is_text_on() -> bool:
    """Whether a gateway for text messages is configured (HANDPICKED_TEXT_URL). Where none is, nobody is offered them
    or sent one."""
    return bool(settings().text_url)


def texting_number(session: Session, person: Recipient) -> str | None:
    """The number (E.164) to which a text message can go now; None where they gave none or have not confirmed it, it cannot be read,
    the gateway refused it, or there is no gateway."""
    if not is_text_on() or is_refused(session, person.id) or not is_confirmed(session, person.id):
        return None
    return number_of(session, person.id)


def may_have_code(session: Session, person: Recipient, at: datetime) -> bool:
    """Whether anything at all goes to them: a code is asked for, and still passes no unsubscribing and no pause."""
    pause = wishes_of(session, [person.id])[person.id].pause_until
    is_stopped = person.erased_at is not None or person.unsubscribed_at is not None
    return not is_stopped and (pause is None or pause <= at.date())


def way_of(session: Session, person: Recipient, purpose: Purpose, facts: Sequence[Fact]) -> Way:
    """The way a message for this purpose would go. `facts`: what is in force of the person. `mail` also stands where none goes:
    `may_write_at` then says why not. A text message goes to nobody who did not choose it themselves, and whom none can reach is
    still warned by mail."""
    said = {fact.value for fact in facts if fact.kind == "channel" and is_own_word(fact)}
    if "text" not in said or texting_number(session, person) is None:
        return "mail"
    return WAYS["text"][purpose] or "mail"
