"""Yes, send it to me."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from service.gifting.find import require_open
from service.gifting.guard import require_safe
from service.gifting.models import RecipientGift
from service.gifting.open import open_gift
from service.gifting.transitions import apply


def accept_gift(session: Session, gift: RecipientGift, at: datetime) -> None:
    """Accepts once. Stock and money stay set aside until the undo window closes.

    Raises LinkClosed, Unsafe, or Conflict where it was answered before.
    """
    campaign = require_open(session, gift, at)
    require_safe(session, campaign, gift, at)
    open_gift(session, gift, at)
    undo_until = at + timedelta(hours=campaign.undo_hours)
    apply(session, gift, "accept", at, values={"decided_at": at, "undo_until": undo_until, "status_before": "opened"})
