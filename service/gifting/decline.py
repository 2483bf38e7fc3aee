"""No, thank you. The money goes back whole once the answer can no longer be undone."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from service.errors import InvalidInput
from service.gifting.decide import decide
from service.gifting.find import require_open
from service.gifting.models import RecipientGift

REASONS: Final = (
    "gift_policy",
    "value_too_high",
    "dietary",
    "not_interested",
    "already_have",
    "wrong_person",
    "privacy",
    "other",
)


def decline_gift(session: Session, gift: RecipientGift, reason: str | None, at: datetime) -> None:
    """Declines; no reason is needed. Raises InvalidInput, LinkClosed, or Conflict where it was answered before."""
    campaign = require_open(session, gift, at)
    if reason is not None and reason not in REASONS:
        raise InvalidInput("This is not one of the reasons.", param="reason")
    # "dietary" would tell the sender something about health; the event keeps the reason, not a diet.
    decide(session, campaign, gift, "decline", at, values={"decline_reason": reason}, note={"reason": reason})
