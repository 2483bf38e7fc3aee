"""Asks for a sign-in link by mail. Whoever asks learns nothing about who signs in here; the link itself is made when it is sent."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.config import settings
from service.jobs.enqueue import enqueue
from service.jobs.models import Job
from service.security.encryption import address_hash
from service.workspaces.models import User

KIND: Final = "outreach.sign_in_link"
MOST: Final = 3
WITHIN: Final = timedelta(minutes=15)


def is_link_mailed() -> bool:
    """Whether there is a mail server to send a link by."""
    return bool(settings().smtp_url.get_secret_value())


def ask_for_link(session: Session, email: str, at: datetime) -> None:
    """Has a one-time link mailed to the user with this address, at most three within a quarter of an hour."""
    user = session.scalar(select(User).where(User.email_hash == address_hash(email)))
    if user is None or user.disabled_at is not None:
        return
    mine = (Job.kind == KIND, Job.subject_id == user.id)
    version, recent = session.execute(
        select(func.coalesce(func.max(Job.version), 0), func.count().filter(Job.created_at > at - WITHIN)).where(*mine)
    ).one()
    if recent < MOST:
        enqueue(session, KIND, user.id, version=version + 1, workspace_id=user.workspace_id, run_at=at)
