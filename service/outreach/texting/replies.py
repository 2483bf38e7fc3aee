"""What somebody answers to a text message, as the gateway posts it: a stop ends everything at once; anything else is heard for
words about food and joins the conversation about the gift that we last texted about. From a number nobody confirmed nothing is
kept: such answers are counted.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from service.config import ASSETS
from service.db.connect import reading, transaction
from service.errors import InvalidInput
from service.folding import fold_case
from service.gifting.look_again import look_at_person
from service.outreach.models import MailMessage
from service.outreach.returns.into_thread import take_persons_text
from service.outreach.returns.take import count_return
from service.recipients.facts.heard import hear_once
from service.recipients.lock import lock_person
from service.recipients.models import ContactWish, Recipient
from service.recipients.numbers.codes import stop_codes
from service.recipients.numbers.keep_number import drop_number, is_confirmed, people_with
from service.recipients.numbers.read_number import read_number
from service.recipients.unsubscribe import unsubscribe
from service.written import written

LONGEST: Final = 1600
"""Letters of an answer that are read: ten parts of one message."""
COUNTED_AS: Final = "text_reply"
_SIGNS: Final = " .,!?:;\"'“”„«»()[]-–—。、！？؟،"


def take_reply(sender: str, words: str, at: datetime, reply_id: str) -> None:
    """Carries out what everybody who confirmed this number is taken to have said; for a number nobody did it is only counted.
    `sender`: as the gateway writes it, with + and country code. `reply_id`: the same for the same answer, however often it is
    posted."""
    try:
        number = read_number(sender, "")
    except InvalidInput:
        number = None  # short codes and landlines answer as well
    with reading() as session:
        people = () if number is None else people_with(session, number)
        about = _asked_by(session, people)
    said = written(words[:LONGEST])
    for recipient_id in people:
        with transaction() as session:
            _take(
                session, recipient_id, number or "", said, about if _is_of(about, recipient_id) else None, reply_id, at
            )
    with transaction() as session:
        if number is not None and is_stop(said):
            stop_codes(session, number)
        count_return(session, COUNTED_AS, at, is_matched=bool(people))


def is_stop(words: str) -> bool:
    """Whether an answer asks for no more messages, in any of our languages: what is unclear of it is read as a stop."""
    begins, alone = _stop_words()
    said = fold_case(words).strip(_SIGNS)
    first = said.split(" ")[0].strip(_SIGNS)
    return said in begins | alone or first in begins


def _asked_by(session: Session, people: Sequence[str]) -> MailMessage | None:
    """The text message that an answer is to: the last that left for this telephone."""
    left = select(MailMessage).where(
        MailMessage.recipient_id.in_(people), MailMessage.way == "text", MailMessage.state.in_(("sent", "unknown"))
    )
    return session.scalar(left.order_by(MailMessage.sent_at.desc(), MailMessage.created_at.desc()).limit(1))


def _is_of(message: MailMessage | None, recipient_id: str) -> bool:
    return message is not None and message.recipient_id == recipient_id


def _take(
    session: Session,
    recipient_id: str,
    number: str,
    said: str,
    about: MailMessage | None,
    reply_id: str,
    at: datetime,
) -> None:
    person = lock_person(session, recipient_id)
    if person.erased_at is not None or recipient_id not in people_with(session, number):
        return
    if is_stop(said):
        _stop(session, person, at)
    elif not is_confirmed(session, person.id):
        return  # it may be somebody else's
    elif about is not None:
        take_persons_text(session, person, about.gift_id, said, reply_id, at)
    elif said and hear_once(session, person, said, "asked", at):
        look_at_person(session, person.id, at)


def _stop(session: Session, person: Recipient, at: datetime) -> None:
    """As the link in every mail does it, and the number goes: a warning reaches them by mail from now on."""
    unsubscribe(session, person, at, "text")
    drop_number(session, person, at, "text")
    session.execute(update(ContactWish).where(ContactWish.recipient_id == person.id).values(before=None))


@cache
def _stop_words() -> tuple[frozenset[str], frozenset[str]]:
    lists = json.loads((ASSETS / "translations" / "stop_words.json").read_text(encoding="utf-8"))
    begins, alone = (
        frozenset(fold_case(word) for words in lists[name].values() for word in words) for name in ("begins", "alone")
    )
    return begins, alone
