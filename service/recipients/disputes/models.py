"""What a seller says is wrong with one line of a statement, and what ops answer: words about a person, which go with the person."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import Base, Encrypted

_STANDING = "state != 'closed'"


class LineDispute(Base):
    """One dispute about the line of one gift; a gift has one at a time that is not closed."""

    __tablename__ = "line_dispute"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'answered', 'closed')", name="state"),
        CheckConstraint("reason IN ('not_arrived', 'came_back', 'amount', 'answer', 'twice', 'other')", name="reason"),
        CheckConstraint("outcome IN ('corrected', 'stands', 'withdrawn')", name="outcome"),
        CheckConstraint("(state = 'open') = (outcome IS NULL)", name="outcome_known"),
        CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="closed_when"),
        Index(
            "uq_line_dispute_standing",
            "gift_id",
            unique=True,
            sqlite_where=text(_STANDING),
            postgresql_where=text(_STANDING),
        ),
        Index("ix_line_dispute_gift_id", "gift_id"),
        Index("ix_line_dispute_recipient_id", "recipient_id"),
        Index("ix_line_dispute_workspace_id_state_opened_at", "workspace_id", "state", "opened_at"),
        Index("ix_line_dispute_closed_at", "closed_at"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"))
    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaign.id"), index=True)
    gift_id: Mapped[str] = mapped_column(ForeignKey("gift.id"))
    recipient_id: Mapped[str] = mapped_column(ForeignKey("recipient.id"))
    reason: Mapped[str]
    state: Mapped[str]
    outcome: Mapped[str | None]
    """`corrected` or `stands`, as ops say it; `withdrawn` by the seller before that."""
    note: Mapped[str | None] = mapped_column(Encrypted)
    """The seller's words; None where there are none, and once they are forgotten."""
    answer: Mapped[str | None] = mapped_column(Encrypted)
    """What ops say to it; likewise."""
    opened_by: Mapped[str] = mapped_column(ForeignKey("user_account.id"))
    opened_at: Mapped[datetime]
    answered_by: Mapped[str | None] = mapped_column(ForeignKey("user_account.id"))
    answered_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
