"""Calendars that say when the people of a company are away. Of an event only its days are kept, never its words."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import Base, Encrypted


class AwayCalendar(Base):
    """One calendar of one company: a file that was given once, or an address that is read every day."""

    __tablename__ = "away_calendar"
    __table_args__ = (Index("ix_away_calendar_asked_at", "asked_at"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"), index=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), index=True)
    url: Mapped[str | None] = mapped_column(Encrypted)
    """None for a file."""
    spans: Mapped[list[str]]
    """Days away as facts have them: "2027-01-03/2027-01-20", both included."""
    asked_at: Mapped[datetime | None]
    """When the address was last to be read; None for a file."""
    read_at: Mapped[datetime | None]
    error_code: Mapped[str | None]
    """Why the last try brought nothing; what was read before stays."""
    created_by: Mapped[str | None] = mapped_column(ForeignKey("user_account.id"))
    created_at: Mapped[datetime]
