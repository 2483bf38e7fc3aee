"""A number that somebody has typed and that has not been shown to be theirs yet."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import Base, Encrypted


class NumberCheck(Base):
    """One code that a person asked for. The number goes once the code was typed, ran out or was replaced; the row stays for a day,
    so that codes can be counted. The code itself is kept nowhere: it follows from the id."""

    __tablename__ = "number_check"
    __table_args__ = (
        CheckConstraint("state IN ('asked', 'sending', 'sent', 'refused', 'ended', 'stopped')", name="state"),
        CheckConstraint("state NOT IN ('ended', 'stopped') OR number IS NULL", name="number_gone"),
        Index("ix_number_check_recipient_id_asked_at", "recipient_id", "asked_at"),
        Index("ix_number_check_number_hash_asked_at", "number_hash", "asked_at"),
        Index("ix_number_check_asked_at", "asked_at"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"), index=True)
    recipient_id: Mapped[str] = mapped_column(ForeignKey("recipient.id"))
    number: Mapped[str | None] = mapped_column(Encrypted)
    """E.164."""
    number_hash: Mapped[str]
    """Keyed: by it the codes that went to one number are counted, whoever asked for them."""
    state: Mapped[str]
    """`refused`: nothing reached the number. `ended`: typed rightly, tried too often, replaced or dropped.
    `stopped`: who has the number answered with a stop."""
    tries_left: Mapped[int]
    asked_at: Mapped[datetime]
