"""Whether the first messages to somebody who told what they would enjoy go on: at most three, until they answer. Asked wherever a
message is: at writing down, in the claim, and before the text is handed over."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from service.contact.whole.policy import sent_to
from service.decisions.next_action.person import WELCOMED, Sent, is_refusing_prospect
from service.gifting.models import RecipientGift
from service.recipients.facts.fact import has_told_taste_since, said_themselves
from service.recipients.letters.models import Letter
from service.recipients.models import Account, ProfileFact, Question
from service.recipients.visibility import is_nameable

_LIKING: Final = ("interest", "taste", "size")
"""Questions about what somebody likes."""


def goes_on(session: Session, gift: RecipientGift, at: datetime) -> bool:
    """They said yes to this gift, still say what they would enjoy, have answered none of the messages, and are no prospect who
    declined a gift."""
    if gift.status not in WELCOMED or not _is_told(session, gift.recipient_id):
        return False
    if is_answered(session, gift.recipient_id, (one for _, one in sent_to(session, gift.recipient_id, at))):
        return False
    relationship = session.get_one(Account, gift.account_id).relationship or ""
    statuses = session.scalars(select(RecipientGift.status).where(RecipientGift.recipient_id == gift.recipient_id))
    return not is_refusing_prospect(relationship, statuses)


def is_answered(session: Session, person_id: str, sent: Iterable[Sent]) -> bool:
    """Whether they wrote, or told what they like, since the first of these messages in `sent`: then the messages have done their
    work. A press on a page alone is no answer; and what they told about food, health, faith or privacy says nothing here."""
    first = min((one.at for one in sent if one.purpose == "welcome"), default=None)
    if first is None:
        return False
    letter = exists().where(Letter.recipient_id == person_id, Letter.writer == "person", Letter.at >= first)
    answer = exists().where(
        Question.recipient_id == person_id, Question.kind.in_(_LIKING), Question.answered_at >= first
    )
    return bool(session.scalar(select(or_(letter, answer, has_told_taste_since(person_id, first)))))


def _is_told(session: Session, person_id: str) -> bool:
    """Whether they told a motive themselves, and let it be named."""
    told = said_themselves(("motive",)).where(ProfileFact.recipient_id == person_id, is_nameable())
    return session.scalar(told.limit(1)) is not None
