"""Addresses that mail is not sent to any more. No address stands here: it is known again by its keyed hash."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import Base

STANDS: Final = "lifted_at IS NULL"


class Suppression(Base):
    """One address of one workspace that came back for good (`bounced`), or whose person called a mail spam (`complained`).

    It stands until an admin lifts it; a complaint stands for ever. An address has one that stands, and its older ones as history.
    """

    __tablename__ = "suppression"
    __table_args__ = (
        CheckConstraint("reason IN ('bounced', 'complained')", name="reason"),
        CheckConstraint("(lifted_at IS NULL) = (lifted_by IS NULL)", name="lifted_by_somebody"),
        Index(
            "ix_suppression_standing",
            "workspace_id",
            "email_hash",
            unique=True,
            sqlite_where=text(STANDS),
            postgresql_where=text(STANDS),
        ),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"))
    email_hash: Mapped[str]
    reason: Mapped[str]
    code: Mapped[str | None]
    """What their server said, as an enhanced status code (RFC 3463), for example 5.1.1; None for a complaint."""
    created_at: Mapped[datetime]
    lifted_at: Mapped[datetime | None]
    lifted_by: Mapped[str | None] = mapped_column(ForeignKey("user_account.id"))
    lifted_reason: Mapped[str | None]
    """A code of `contact.suppressed.REASONS`."""
