"""What accepting, donating and declining have in common: the gift is open, and the answer can be undone for a while."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.db.loaded import row_of
from service.gifting.models import RecipientGift
from service.gifting.open import open_gift
from service.gifting.quiet_time import keep_open
from service.gifting.transitions import NOTHING, apply
from service.recipients.models import Recipient


def decide(
    session: Session,
    campaign: Campaign,
    gift: RecipientGift,
    act: Literal["accept", "donate", "decline"],
    at: datetime,
    *,
    values: Mapping[str, Any] = NOTHING,
    note: Mapping[str, Any] = NOTHING,
    is_final: bool = False,
) -> None:
    """Opens the gift where it is not yet, and takes the answer; `values` are columns of its own. `is_final`: nobody can undo it.
    Raises Conflict like `apply`."""
    open_gift(session, gift, at)
    undo_until = at if is_final else at + timedelta(hours=campaign.undo_hours)
    decided = {"undo_until": undo_until, "status_before": "opened"}
    apply(session, gift, act, at, values={**values, **decided}, note=note)
    if act == "accept":
        # A quiet that was set before the yes puts off the week after it as well.
        keep_open(session, campaign, gift, row_of(session, Recipient, gift.recipient_id), at)
