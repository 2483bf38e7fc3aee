"""Mail that goes out, once."""

from __future__ import annotations

from datetime import datetime
from typing import Final, Literal

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import Base

MailKind = Literal["invitation", "question", "reminder"]
LEFT: Final = ("sent", "shown")
"""States of a mail that has gone to its person, as far as we can know."""


class MailMessage(Base):
    """One mail to one recipient. `sending` is committed before the server is called; a crash in between becomes `unknown`.

    `shown`: no mail server is configured, so the mail stands in the outbox page only.
    """

    __tablename__ = "mail_message"
    __table_args__ = (
        UniqueConstraint("idempotency_key"),
        CheckConstraint(
            "state IN ('queued', 'sending', 'sent', 'shown', 'unknown', 'failed', 'suppressed')", name="state"
        ),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"), index=True)
    gift_id: Mapped[str] = mapped_column(ForeignKey("gift.id"), index=True)
    recipient_id: Mapped[str] = mapped_column(ForeignKey("recipient.id"), index=True)
    kind: Mapped[str]
    """One of MailKind."""
    idempotency_key: Mapped[str]
    state: Mapped[str]
    error_code: Mapped[str | None]
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
