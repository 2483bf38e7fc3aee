"""Whoever is signed in as a user is not any more: one place for signing out, another password, another role, being shut out."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from service.workspaces.models import SignInLink, User


def end_sessions(session: Session, user: User, at: datetime) -> None:
    """Ends the user's sessions on every device (the version in their cookies no longer fits) and their open one-time links."""
    session.execute(
        update(User).where(User.id == user.id).values(session_version=User.session_version + 1)
    )  # fmt: skip
    session.execute(
        update(SignInLink).where(SignInLink.user_id == user.id, SignInLink.used_at.is_(None)).values(used_at=at)
    )
