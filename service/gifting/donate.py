"""Give it away: its value goes to one of the campaign's charities."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from service.errors import InvalidInput
from service.gifting.find import require_open
from service.gifting.models import RecipientGift
from service.gifting.open import open_gift
from service.gifting.transitions import apply


def donate_gift(session: Session, gift: RecipientGift, charity: str, at: datetime) -> None:
    """Gives its value to the charity of that key. Raises InvalidInput, LinkClosed, or Conflict where it was answered before."""
    campaign = require_open(session, gift, at)
    if charity not in {entry["key"] for entry in campaign.charities}:
        raise InvalidInput("Choose where it goes.", param="charity")
    open_gift(session, gift, at)
    apply(
        session,
        gift,
        "donate",
        at,
        values={
            "charity": charity,
            "decided_at": at,
            "undo_until": at + timedelta(hours=campaign.undo_hours),
            "status_before": "opened",
        },
        note={"charity": charity},
    )
