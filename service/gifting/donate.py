"""Give it away: its value goes to one of the campaign's charities."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from service.errors import InvalidInput
from service.gifting.find import require_open
from service.gifting.lock import lock_gift
from service.gifting.models import RecipientGift
from service.gifting.record_answer import decide


def donate_gift(session: Session, gift: RecipientGift, charity: str, at: datetime) -> None:
    """Gives its value to the charity of that key. Raises InvalidInput, LinkClosed, or Conflict where it was answered before."""
    lock_gift(session, gift)
    campaign = require_open(session, gift, at)
    if charity not in {entry["key"] for entry in campaign.charities}:
        raise InvalidInput("Choose a charity.", param="charity")
    decide(session, campaign, gift, "donate", at, values={"charity": charity}, note={"charity": charity})
