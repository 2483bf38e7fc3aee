"""A person who wants no more gifts from this workspace gets none, from this moment."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import update
from sqlalchemy.orm import Session

from service.jobs.enqueue import enqueue
from service.recipients.models import Recipient

LET_GO: Final = "outreach.let_go"
"""The job that ends what waits to be sent to a person who must not be written to any more; an erasure has its second version."""


def unsubscribe(session: Session, recipient: Recipient, at: datetime) -> bool:
    """True where it changed something; the first moment stands."""
    changed = session.execute(
        update(Recipient)
        .where(Recipient.id == recipient.id, Recipient.unsubscribed_at.is_(None))
        .values(unsubscribed_at=at)
        .returning(Recipient.id)
        .execution_options(synchronize_session=False)
    ).all()
    session.refresh(recipient)
    if changed:
        enqueue(session, LET_GO, recipient.id, workspace_id=recipient.workspace_id)
    return bool(changed)
