"""A gift counts as opened when its recipient does something on the page. Looking is their own business, or a scanner's."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from service.errors import Conflict
from service.gifting.models import RecipientGift
from service.gifting.transitions import TRANSITIONS, apply


def open_gift(session: Session, gift: RecipientGift, at: datetime) -> bool:
    """The recipient pressed something. False where the gift was opened before, or cannot be any more."""
    if gift.status not in TRANSITIONS["open"].sources:
        return False
    try:
        apply(session, gift, "open", at)
    except Conflict:
        # A second press at the same moment was first; what follows looks at the gift as it now is.
        session.refresh(gift)
        return False
    return True
