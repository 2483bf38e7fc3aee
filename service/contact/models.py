"""What the caps count: every message that has reached a person, or may have, and limits that are tighter than the house's."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import Base


class Contact(Base):
    """One message to one person. Written with the claim that sends it, taken out again where it is known that nothing left.

    Ids and codes only. A mail that stands in a sandbox's outbox, or waits there for somebody to hand its link over, reached nobody.
    """

    __tablename__ = "contact"
    __table_args__ = (UniqueConstraint("message_id"), Index("ix_contact_recipient_id_at", "recipient_id", "at"))

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"), index=True)
    recipient_id: Mapped[str] = mapped_column(ForeignKey("recipient.id"))
    gift_id: Mapped[str] = mapped_column(ForeignKey("gift.id"), index=True)
    message_id: Mapped[str]
    """The mail's id; a message sent again is the same message."""
    purpose: Mapped[str]
    """One of `rules.Purpose`."""
    at: Mapped[datetime]


class ContactLimit(Base):
    """Longer pauses between messages than the house keeps: for a whole workspace, or for one person. Nothing here can loosen."""

    __tablename__ = "contact_limit"
    __table_args__ = (
        UniqueConstraint("workspace_id", "recipient_id"),
        CheckConstraint("message_days >= 3 AND question_days >= 14", name="only_tighter"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"))
    recipient_id: Mapped[str | None] = mapped_column(ForeignKey("recipient.id"), index=True)
    """None: everybody in the workspace."""
    message_days: Mapped[int] = mapped_column(default=3)
    question_days: Mapped[int] = mapped_column(default=14)
