"""What a person and the giver write to each other about one gift, and what was answered automatically."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import Base, Encrypted

WAITS = "handed_over_at IS NOT NULL AND answered_at IS NULL"
"""A person's letter that the giver has not answered yet."""


class Letter(Base):
    """One letter of the thread that belongs to a gift. Its words go with the person.

    `is_private`: it speaks of food, materials or health. Nobody of the sender reads it, nor the automatic answer to it, unless the
    person lets them (`shown_at`).
    """

    __tablename__ = "letter"
    __table_args__ = (
        UniqueConstraint("gift_id", "once_key"),
        CheckConstraint("writer IN ('person', 'seller', 'automatic')", name="writer"),
        CheckConstraint("came_by IN ('page', 'mail', 'text', 'console', 'house')", name="came_by"),
        CheckConstraint("(writer = 'seller') = (user_id IS NOT NULL)", name="written_by_somebody"),
        Index("ix_letter_gift_id_at", "gift_id", "at"),
        Index("ix_letter_recipient_id_at", "recipient_id", "at"),
        Index("ix_letter_at", "at"),
        Index(
            "ix_letter_waiting",
            "workspace_id",
            "handed_over_at",
            sqlite_where=text(WAITS),
            postgresql_where=text(WAITS),
        ),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"))
    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaign.id"), index=True)
    recipient_id: Mapped[str] = mapped_column(ForeignKey("recipient.id"))
    gift_id: Mapped[str] = mapped_column(ForeignKey("gift.id"))
    writer: Mapped[str]
    user_id: Mapped[str | None] = mapped_column(ForeignKey("user_account.id"))
    """Who of the sender's people wrote it."""
    came_by: Mapped[str]
    """Where it was written: the person's page, an email, a text message, the console, or in the house (automatic)."""
    answers_id: Mapped[str | None] = mapped_column(ForeignKey("letter.id"), index=True)
    """Which letter an automatic answer is to."""
    body: Mapped[str] = mapped_column(Encrypted)
    details: Mapped[str | None] = mapped_column(Encrypted)
    """JSON. Of an automatic answer: what it quotes, from where, and what it proposes. Of a person's letter: which facts its dietary
    words brought, and what those words name. See `details`."""
    locale: Mapped[str | None]
    """The language (BCP 47) that an automatic answer is in; None where nobody has said which it is."""
    is_private: Mapped[bool] = mapped_column(default=False)
    is_cut: Mapped[bool] = mapped_column(default=False)
    """It was longer than what is kept."""
    shown_at: Mapped[datetime | None]
    """When the person let the sender's people read it."""
    handed_over_at: Mapped[datetime | None]
    """Since when the giver is asked to answer; None where the answer was automatic, and for all but a person's letters."""
    answered_at: Mapped[datetime | None]
    """When the giver answered."""
    once_key: Mapped[str]
    """A keyed hash: the same letter, sent or brought twice, is one."""
    at: Mapped[datetime]

    @property
    def is_for_staff(self) -> bool:
        """Whether the sender's people may read its words."""
        return not self.is_private or self.shown_at is not None
