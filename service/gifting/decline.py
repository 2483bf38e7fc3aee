"""No, thank you. The money goes back whole once the answer can no longer be undone."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from service.errors import InvalidInput
from service.gifting.find import require_open
from service.gifting.look_again import look_at_person
from service.gifting.models import RecipientGift
from service.gifting.record_answer import decide
from service.recipients.facts.heard import hear, hear_doubt
from service.recipients.lock import lock_person
from service.recipients.questions import DECLINE_REASONS

LONGEST_WORDS: Final = 500


def decline_gift(session: Session, gift: RecipientGift, reason: str | None, at: datetime, *, words: str = "") -> None:
    """Declines; no reason is needed. Raises InvalidInput, LinkClosed, or Conflict where it was answered before.

    `words` are what the person does not eat or cannot have near them, as they write it. They are read and not kept: what they
    may mean counts from now on, and the person is asked to make it clear. So they are where the reason is their diet.
    """
    words = words.strip()
    if len(words) > LONGEST_WORDS:
        raise InvalidInput(f"Use at most {LONGEST_WORDS} characters.", param="words")
    recipient = lock_person(session, gift.recipient_id)
    campaign = require_open(session, gift, at)
    if reason is not None and reason not in DECLINE_REASONS:
        raise InvalidInput("This is not one of the reasons.", param="reason")
    # "dietary" would tell the sender something about health; the event keeps the reason, not a diet.
    decide(session, campaign, gift, "decline", at, values={"decline_reason": reason}, note={"reason": reason})
    if words or reason == "dietary":
        if not hear(session, recipient, words, "asked", at):
            hear_doubt(session, recipient, "asked", at)
        look_at_person(session, recipient.id, at)
