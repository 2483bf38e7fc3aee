"""What was simulated, and what came out."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import Base


class Simulation(Base):
    """One simulation that somebody asked for. It holds figures only, of no person by id."""

    __tablename__ = "simulation"
    __table_args__ = (
        Index("ix_simulation_workspace_id_made_at", "workspace_id", "made_at"),
        CheckConstraint("days > 0", name="days"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"))
    what: Mapped[str]
    """`lever:` with an action, or `limit:` with a limit's name."""
    segment_id: Mapped[str | None] = mapped_column(ForeignKey("segment.id"))
    """For whose people a lever was tried; None for everybody."""
    before: Mapped[float]
    after: Mapped[float]
    days: Mapped[int]
    found: Mapped[dict[str, Any]]
    """A `run.Found` as it was."""
    made_by: Mapped[str | None] = mapped_column(ForeignKey("user_account.id"))
    made_at: Mapped[datetime]
