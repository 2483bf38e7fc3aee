"""People on their way in from a script, many at once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import Base, Encrypted


class RecipientBatch(Base):
    """pending; saving; done; failed: nobody was saved, or not all, and `faults` says why."""

    __tablename__ = "recipient_batch"
    __table_args__ = (
        CheckConstraint("state IN ('pending', 'saving', 'done', 'failed')", name="state"),
        Index("ix_recipient_batch_created_at", "created_at"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"), index=True)
    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaign.id"), index=True)
    state: Mapped[str]
    rows: Mapped[str | None] = mapped_column(Encrypted)
    """JSON as it was sent; None once they are saved, refused, or a day old."""
    stated: Mapped[str | None] = mapped_column(Encrypted)
    """JSON: {basis, source, told_how, told_on}."""
    faults: Mapped[str | None] = mapped_column(Encrypted)
    """JSON: [{code, param, title}], for a day."""
    asked_by: Mapped[str | None]
    total: Mapped[int]
    done: Mapped[int]
    new: Mapped[int]
    """Who of them the workspace did not know."""
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    forgotten_at: Mapped[datetime | None]
