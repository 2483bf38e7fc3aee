"""What was decided for whom, and from what: append-only, ids, codes and figures only."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import Base


class NextDecision(Base):
    """One decision for one person. From `made_from` the same `said` is made again, byte for byte.

    The columns beside are the winner's, for lists and sums: figures of a log are never read out of documents.
    """

    __tablename__ = "next_decision"
    __table_args__ = (
        Index("ix_next_decision_workspace_id_at", "workspace_id", "at"),
        Index("ix_next_decision_recipient_id_at", "recipient_id", "at"),
        Index("ix_next_decision_at", "at"),
        CheckConstraint("probability > 0 AND probability <= 1", name="probability"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"))
    recipient_id: Mapped[str] = mapped_column(ForeignKey("recipient.id"))
    at: Mapped[datetime]
    cause: Mapped[str]
    """One of `causes.Cause`: what it was decided at."""
    kind: Mapped[str]
    """The winner's, `nothing` among them."""
    gift_id: Mapped[str | None] = mapped_column(ForeignKey("gift.id"))
    way: Mapped[str]
    why: Mapped[str]
    """The first reason of the winner; where doing nothing won, the code that blocked the best message, or `attention_cost`."""
    held_by: Mapped[str | None]
    """Why the winner leaves later."""
    chance: Mapped[float]
    context: Mapped[float]
    worth: Mapped[float]
    lever: Mapped[float]
    score: Mapped[float]
    next_kind: Mapped[str | None]
    """The runner-up's."""
    next_score: Mapped[float | None]
    model_version: Mapped[str]
    probability: Mapped[float]
    """With which it was shown."""
    is_random: Mapped[bool]
    made_from: Mapped[dict[str, Any]]
    said: Mapped[dict[str, Any]]


class CappedMessage(Base):
    """One message that was worth sending and that a limit had no room for, since a better one had it."""

    __tablename__ = "capped_message"
    __table_args__ = (Index("ix_capped_message_workspace_id_at", "workspace_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"))
    recipient_id: Mapped[str] = mapped_column(ForeignKey("recipient.id"), index=True)
    decision_id: Mapped[str] = mapped_column(ForeignKey("next_decision.id"), index=True)
    gift_id: Mapped[str | None] = mapped_column(ForeignKey("gift.id"), index=True)
    kind: Mapped[str]
    kept: Mapped[str]
    """The kind of what was kept instead."""
    code: Mapped[str]
    """`better_one`, or the limit's own code."""
    at: Mapped[datetime]
