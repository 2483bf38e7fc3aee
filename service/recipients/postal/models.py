"""An address that its person asked us to keep for their next gift, and what was mailed to them in place of a parcel."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import Base, Encrypted


class KeptAddress(Base):
    """One for each person, only where they said so. Never shown to the sender; it goes when they say so, or in time."""

    __tablename__ = "kept_address"
    __table_args__ = (Index("ix_kept_address_erase_after", "erase_after"),)

    recipient_id: Mapped[str] = mapped_column(ForeignKey("recipient.id"), primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"), index=True)
    body: Mapped[str] = mapped_column(Encrypted)
    """JSON of `addresses.Address`; without an earliest day, which was about one parcel."""
    kept_at: Mapped[datetime]
    erase_after: Mapped[datetime]


class MailedCode(Base):
    """The code or link that a gift is which comes by email; one for each gift, the last that was sent. The sender never sees it."""

    __tablename__ = "mailed_code"
    __table_args__ = (Index("ix_mailed_code_erase_after", "erase_after"),)

    gift_id: Mapped[str] = mapped_column(ForeignKey("gift.id"), primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"), index=True)
    recipient_id: Mapped[str] = mapped_column(ForeignKey("recipient.id"), index=True)
    body: Mapped[str] = mapped_column(Encrypted)
    sent_at: Mapped[datetime]
    sent_by: Mapped[str | None]
    """The user who typed it."""
    erase_after: Mapped[datetime]
