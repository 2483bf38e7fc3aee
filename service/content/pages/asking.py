"""The one question that the gift's page may ask after an answer: how it went (1 to 5), or how easy it was (1 to 7).

It is chosen and counted by the press that gave the answer, never by a look. Unanswered, it goes after two weeks for good.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.contact.caps import may_ask_here, note_question
from service.errors import InvalidInput
from service.gifting.models import RecipientGift
from service.recipients.afterwards.ratings import About, answer, ask, choose, find_rating, skip
from service.recipients.afterwards.scales import RatingKind
from service.recipients.answers import is_in_doubt
from service.recipients.lock import lock_person

AFTER_ANSWER: Final[tuple[RatingKind, ...]] = ("csat",)
AFTER_ADDRESS: Final[tuple[RatingKind, ...]] = ("csat", "ces")
STANDS_FOR: Final = timedelta(days=14)


def ask_after(session: Session, gift: RecipientGift, kinds: tuple[RatingKind, ...], at: datetime) -> None:
    """Asks one of these, where this person has been asked nothing for fourteen days, and nothing about their food is open. Once a
    gift."""
    person = lock_person(session, gift.recipient_id)
    if find_rating(session, gift.id, AFTER_ADDRESS) is not None or session.scalar(select(is_in_doubt(person.id))):
        return
    if not may_ask_here(session, person, at):
        return
    kind = choose(session, gift.campaign_id, kinds)
    if kind is not None:
        note_question(session, gift, ask(session, person, About(gift.id, gift.campaign_id), kind, at).id, at)


def asked_now(session: Session, gift: RecipientGift, at: datetime) -> str | None:
    """The question that the page shows; None for none."""
    found = find_rating(session, gift.id, AFTER_ADDRESS)
    return found.kind if found and found.state == "asked" and found.asked_at > at - STANDS_FOR else None


def take_rating(session: Session, gift: RecipientGift, form: Mapping[str, str], at: datetime) -> None:
    """One press on its scale, or "skip". Raises InvalidInput or NotFound with nothing changed."""
    lock_person(session, gift.recipient_id)
    kind, value = form.get("kind", ""), form.get("value", "")
    if kind not in AFTER_ADDRESS:
        raise InvalidInput("There’s no such question.", param="kind")
    if value == "skip":
        skip(session, gift.id, kind, at)
    else:
        answer(session, gift.id, kind, value, at)
