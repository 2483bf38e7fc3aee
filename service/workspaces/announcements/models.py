"""What happened in a workspace and is no step of a gift: written in the transaction of the act, to be told to whoever listens."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import Base, partial_index


class Announcement(Base):
    """One event by its public name. Ids and states only, never personal values."""

    __tablename__ = "announcement"
    __table_args__ = (
        partial_index("ix_announcement_waiting", "workspace_id", "id", where="NOT is_passed_on"),
        Index("ix_announcement_at", "at"),
        Index("ix_announcement_subject_id", "subject_id", "kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"))
    kind: Mapped[str]
    """A name of `announce.Kind`."""
    subject_id: Mapped[str]
    """What it is about; what is told of one subject is told in order."""
    body: Mapped[dict[str, Any]]
    at: Mapped[datetime]
    is_passed_on: Mapped[bool] = mapped_column(default=False)
    """Whether webhooks have taken it up."""
