"""Asks for a gift's statement to be drawn again, alone, when what it says of the gift's state has become untrue."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from service.gifting.models import RecipientGift
from service.jobs.cancel import cancel_older
from service.jobs.enqueue import enqueue, next_version

KIND: Final = "content.restate"


def restate(session: Session, gift: RecipientGift, at: datetime) -> None:
    """A job of its own for every change of state; what an earlier one has not begun to draw, nobody needs any more.

    The caller has locked the gift, so that no two take the same number.
    """
    version = next_version(session, KIND, gift.id)
    if version > 1:
        cancel_older(session, (KIND,), [gift.id], version, at)
    enqueue(session, KIND, gift.id, version=version, workspace_id=gift.workspace_id, campaign_id=gift.campaign_id)
