"""What a workspace believes it knows, and what each campaign is for."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import Base

WAYS: Final = ("deductive", "inductive", "asked")
"""Expected for a reason; seen in what people did; told by people when asked."""
OUTCOMES: Final = ("untested", "testing", "holds", "no_difference")


class Insight(Base):
    """One sentence that a workspace decides by. It stays in the register when it no longer counts."""

    __tablename__ = "insight"
    __table_args__ = (
        CheckConstraint(f"way IN {WAYS}", name="way"),
        CheckConstraint(f"outcome IN {OUTCOMES}", name="outcome"),
        CheckConstraint("learned_on <= expires_on", name="days"),
        CheckConstraint("(outcome = 'untested') = (outcome_on IS NULL)", name="outcome_dated"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"), index=True)
    campaign_id: Mapped[str | None] = mapped_column(ForeignKey("campaign.id"), index=True)
    """The campaign that rests on it; None: every one may."""
    sentence: Mapped[str]
    because: Mapped[str]
    """The theory, the choices or the people it came from."""
    way: Mapped[str]
    source: Mapped[str]
    """Who or what it came from, in the words of whoever wrote it down."""
    learned_on: Mapped[date]
    test: Mapped[str]
    """How it is or was tested; "" where nobody has said."""
    outcome: Mapped[str]
    outcome_note: Mapped[str]
    outcome_on: Mapped[date | None]
    expires_on: Mapped[date]
    """The last day on which it counts."""
    made_by: Mapped[str | None] = mapped_column(ForeignKey("user_account.id"))
    made_at: Mapped[datetime]


class CampaignProblem(Base):
    """What a campaign is to change, and when its first wave would have stopped it. Stated before the launch."""

    __tablename__ = "campaign_problem"
    __table_args__ = (
        CheckConstraint("good_enough > 0 AND good_enough <= 100", name="good_enough"),
        CheckConstraint("stop_below >= 0 AND stop_below <= 100", name="stop_below"),
    )

    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaign.id"), primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"), index=True)
    problem: Mapped[str]
    measured_by: Mapped[str]
    good_enough: Mapped[int]
    """Percent of the people invited."""
    stop_below: Mapped[int]
    """Percent of the first wave who keep or donate: below it nothing more is launched."""
    stated_by: Mapped[str | None] = mapped_column(ForeignKey("user_account.id"))
    stated_at: Mapped[datetime]
