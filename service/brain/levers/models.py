"""How strongly a workspace pulls on each action."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import Base


class Lever(Base):
    """One lever that somebody has set. An action without a row stands at its default."""

    __tablename__ = "lever"
    __table_args__ = (CheckConstraint("value >= 0.5 AND value <= 2.0", name="value"),)

    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    """A `decisions.next_action.actions.Kind`."""
    value: Mapped[float]
    set_by: Mapped[str | None] = mapped_column(ForeignKey("user_account.id"))
    set_at: Mapped[datetime]


class SegmentLever(Base):
    """One lever that holds only for the people of a saved segment, in place of the one for everybody."""

    __tablename__ = "segment_lever"
    __table_args__ = (CheckConstraint("value >= 0.5 AND value <= 2.0", name="value"),)

    segment_id: Mapped[str] = mapped_column(ForeignKey("segment.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    """A `decisions.next_action.actions.Kind`."""
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"), index=True)
    value: Mapped[float]
    set_by: Mapped[str | None] = mapped_column(ForeignKey("user_account.id"))
    set_at: Mapped[datetime]


class DrawnShare(Base):
    """Which share of decisions is drawn, for learning. A workspace without a row draws the house's share."""

    __tablename__ = "drawn_share"
    __table_args__ = (CheckConstraint("share >= 0 AND share <= 0.02", name="share"),)

    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"), primary_key=True)
    share: Mapped[float]
    set_by: Mapped[str | None] = mapped_column(ForeignKey("user_account.id"))
    set_at: Mapped[datetime]
