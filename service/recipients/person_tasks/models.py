"""What somebody of the sender's has to settle about one person: who has the place of somebody it was wrong to write to."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import Base

OUTCOMES: Final = ("replaced", "nobody")
"""How it ended: somebody else was added instead, or nobody takes the place."""


class PersonTask(Base):
    """One for a gift whose reader said that they are not the right person, or have left. Ids and codes only, so it stays when
    somebody is erased: that a list was wrong is nobody's own. It goes half a year after it was settled (`forget`)."""

    __tablename__ = "person_task"
    __table_args__ = (
        CheckConstraint(f"outcome IN {OUTCOMES}", name="outcome"),
        CheckConstraint("(outcome IS NULL) = (done_at IS NULL)", name="done"),
        Index("ix_person_task_workspace_id_done_at", "workspace_id", "done_at"),
        Index("ix_person_task_done_at", "done_at"),
    )

    gift_id: Mapped[str] = mapped_column(ForeignKey("gift.id"), primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"))
    recipient_id: Mapped[str] = mapped_column(ForeignKey("recipient.id"), index=True)
    opened_at: Mapped[datetime]
    outcome: Mapped[str | None] = mapped_column(default=None)
    done_at: Mapped[datetime | None] = mapped_column(default=None)
    done_by: Mapped[str | None] = mapped_column(default=None)
    """The user; None for the installation."""
