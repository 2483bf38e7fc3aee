"""The row of what a workspace's learner has found. What decisions make of it stands in `learned_model`."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import Base

COEFFICIENTS: Final = ("intercept", "popularity_weight", "taste_weight", "own_weight")


class LearnedModel(Base):
    """A workspace's model. After an erasure it is built anew from the remaining events; nothing of the old one is kept."""

    __tablename__ = "learned_model"

    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"), primary_key=True)
    number: Mapped[int]
    """Counts the builds; the version that decisions name is made of it."""
    coefficients: Mapped[dict[str, Any]]
    """{each of `COEFFICIENTS`: float, "traits": {trait: log-odds}}."""
    popularity: Mapped[dict[str, Any]]
    """{product id: [share, low, high, answers]}; products nobody answered are left out."""
    tested: Mapped[dict[str, Any]]
    """{outcome, answers, people, saved, low, high}, as `decisions.learning.measure.switch.Tested`."""
    found: Mapped[dict[str, Any]]
    """What the model's page shows: {events, refused, quality, segments, compared, weeks, traits,
    calibration}; a row of an earlier release has no `compared` and no `weeks`."""
    is_used: Mapped[bool]
    is_switched_off: Mapped[bool] = mapped_column(default=False)
    """Whether somebody of the workspace wants the formula written by hand, whatever a test says."""
    through_event: Mapped[int]
    """The newest event of a gift that was there to learn from."""
    built_at: Mapped[datetime]
