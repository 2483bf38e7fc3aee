"""A rehearsal: one campaign played through in a sandbox copy of its own."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import Base

STATES: Final = ("asked", "choosing", "making", "playing", "played", "stopped", "failed")
UNDER_WAY: Final = ("asked", "choosing", "making", "playing")


class Rehearsal(Base):
    """Belongs to its sandbox, not to the workspace it was copied from: that one is left as it is. Counts and codes only."""

    __tablename__ = "rehearsal"
    __table_args__ = (
        UniqueConstraint("workspace_id"),
        UniqueConstraint("of_campaign_id", "number"),
        CheckConstraint(f"state IN {STATES}", name="state"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"))
    of_workspace_id: Mapped[str] = mapped_column(index=True)
    of_campaign_id: Mapped[str]
    campaign_id: Mapped[str]
    """The copy."""
    number: Mapped[int]
    """Of this campaign's rehearsals, from 1."""
    seed: Mapped[int] = mapped_column(BigInteger)
    state: Mapped[str]
    wrong: Mapped[list[str]]
    """What is to go wrong, by its code."""
    asked_by: Mapped[str | None] = mapped_column(ForeignKey("user_account.id"))
    asked_at: Mapped[datetime]
    """By the machine's clock, as is `ended_at`."""
    ended_at: Mapped[datetime | None]
    starts_at: Mapped[datetime]
    """By the sandbox's clock, as all else: when the first invitation may leave."""
    played_to: Mapped[datetime]
    plays_until: Mapped[datetime]
    phase: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    """Within one step of the clock: 0 before its people act, 1 after."""
    habits: Mapped[dict[str, Any]]
    """{habit: {"played": share, "mean": share, "low": share, "high": share, "cases": of own gifts, 0 where it is assumed}}."""
    forecast: Mapped[dict[str, Any] | None]
    """The plan's own forecast, as it was kept with the plan."""
    days: Mapped[list[dict[str, Any]]]
    """What was so at the end of each day: {day, kept, donated, declined, opened, swapped, captured_minor, …}."""
    happened: Mapped[list[dict[str, Any]]]
    """What happened, in order: {at, what, number, subject}."""
    result: Mapped[dict[str, Any] | None]
    problem: Mapped[str | None]
    """A sentence without personal values, where it could not be played to its end."""
