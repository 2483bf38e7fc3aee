"""Who asks whom to hand a person over."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import Base


class GiverRequest(Base):
    """One colleague asks another to hand a person over; ids and codes only. Open once for a person and whoever asks."""

    __tablename__ = "giver_request"
    __table_args__ = (
        Index(
            "uq_giver_request_open",
            "recipient_id",
            "asked_by",
            unique=True,
            sqlite_where=text("state = 'asked'"),
            postgresql_where=text("state = 'asked'"),
        ),
        CheckConstraint("state IN ('asked', 'given', 'kept')", name="state"),
        CheckConstraint("(state = 'asked') = (decided_at IS NULL)", name="decided"),
        CheckConstraint("asked_by <> asked_of", name="two_people"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"), index=True)
    recipient_id: Mapped[str] = mapped_column(ForeignKey("recipient.id"), index=True)
    asked_by: Mapped[str] = mapped_column(ForeignKey("user_account.id"))
    asked_of: Mapped[str] = mapped_column(ForeignKey("user_account.id"))
    """Who gave to the person when it was asked."""
    asked_at: Mapped[datetime]
    state: Mapped[str]
    decided_by: Mapped[str | None] = mapped_column(ForeignKey("user_account.id"))
    decided_at: Mapped[datetime | None]
