"""What somebody answers to a text message, as the gateway posts it: a stop ends everything at once, and whatever else is written is
read for words about food. Nothing of it is kept."""

from __future__ import annotations

import json
from datetime import datetime
from functools import cache
from typing import Final

from sqlalchemy import update
from sqlalchemy.orm import Session

from service.config import ASSETS
from service.db.connect import reading, transaction
from service.errors import InvalidInput
from service.folding import fold_case
from service.gifting.look_again import look_at_person
from service.recipients.facts.heard import hear_once
from service.recipients.lock import lock_person
from service.recipients.models import ContactWish, Recipient
from service.recipients.numbers.keep_number import forget_number, people_with
from service.recipients.numbers.read_number import read_number
from service.recipients.unsubscribe import unsubscribe
from service.written import written

LONGEST: Final = 1600
"""Letters of an answer that are read: ten parts of one message."""
_SIGNS: Final = " .,!?:;\"'“”„«»()[]-–—。、！？؟،"


def take_reply(sender: str, words: str, at: datetime) -> None:
    """Carries out what everybody who gave this number is taken to have said; nothing for a number nobody gave. `sender`: as the
    gateway writes it, with + and country code."""
    try:
        number = read_number(sender, "")
    except InvalidInput:
        return  # short codes and landlines answer as well
    with reading() as session:
        people = people_with(session, number)
    said = written(words[:LONGEST])
    for recipient_id in people:
        with transaction() as session:
            _take(session, recipient_id, number, said, at)


def is_stop(words: str) -> bool:
    """Whether an answer asks for no more messages, in any of our languages: what is unclear of it is read as a stop."""
    begins, alone = _stop_words()
    said = fold_case(words).strip(_SIGNS)
    first = said.split(" ")[0].strip(_SIGNS)
    return said in begins | alone or first in begins


def _take(session: Session, recipient_id: str, number: str, said: str, at: datetime) -> None:
    person = lock_person(session, recipient_id)
    if person.erased_at is not None or recipient_id not in people_with(session, number):
        return
    if is_stop(said):
        _stop(session, person, at)
    elif said and hear_once(session, person, said, "asked", at):
        look_at_person(session, person.id, at)


def _stop(session: Session, person: Recipient, at: datetime) -> None:
    """As the link in every mail does it, and the number goes: a warning reaches them by mail from now on."""
    unsubscribe(session, person, at)
    forget_number(session, person.id)
    session.execute(update(ContactWish).where(ContactWish.recipient_id == person.id).values(before=None))


@cache
def _stop_words() -> tuple[frozenset[str], frozenset[str]]:
    lists = json.loads((ASSETS / "translations" / "stop_words.json").read_text(encoding="utf-8"))
    begins, alone = (
        frozenset(fold_case(word) for words in lists[name].values() for word in words) for name in ("begins", "alone")
    )
    return begins, alone
