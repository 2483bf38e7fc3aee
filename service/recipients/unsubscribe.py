"""A person who wants no more gifts from this workspace gets none, from this moment."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from service.recipients.models import Recipient


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
    return bool(changed)
