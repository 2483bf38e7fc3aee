"""Asks for a gift's statement to be drawn again, alone, when what it says of the gift's state has become untrue."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.gifting.models import RecipientGift
from service.jobs.cancel import cancel_older
from service.jobs.enqueue import enqueue
from service.jobs.models import Job

KIND: Final = "content.restate"


def restate(session: Session, gift: RecipientGift, at: datetime) -> None:
    """A job of its own for every change of state; what an earlier one has not begun to draw, nobody needs any more.

    The caller has locked the gift, so that no two take the same number.
    """
    last = session.scalar(select(func.max(Job.version)).where(Job.kind == KIND, Job.subject_id == gift.id)) or 0
    if last:
        cancel_older(session, KIND, [gift.id], last + 1, at)
    enqueue(session, KIND, gift.id, version=last + 1, workspace_id=gift.workspace_id, campaign_id=gift.campaign_id)
