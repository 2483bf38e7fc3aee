"""What a workspace's learner has found, as decisions read it: one row a workspace, written anew with every build.

The row is aggregates alone: what traits are worth to everybody, and how popular products are. Until it has passed its test, or
where somebody switched it off, the formula written by hand holds.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from service.db.base import Base
from service.decisions.preferences import PRIOR, PreferenceModel

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
    """What the model's page shows: {events, refused, quality, segments, traits, calibration}."""
    is_used: Mapped[bool]
    is_switched_off: Mapped[bool] = mapped_column(default=False)
    """Whether somebody of the workspace wants the formula written by hand, whatever a test says."""
    through_event: Mapped[int]
    """The newest event of a gift that was there to learn from."""
    built_at: Mapped[datetime]


def preferences_of(session: Session, workspace_id: str) -> PreferenceModel:
    """The model that a workspace's decisions use now."""
    row = _in_use(session, workspace_id)
    return PRIOR if row is None else model_of(row)


def model_of(row: LearnedModel) -> PreferenceModel:
    """The row as decisions use it."""
    return PreferenceModel(
        version=_version(row.number),
        taste_neutral=PRIOR.taste_neutral,
        traits=dict(row.coefficients["traits"]),
        **{name: float(row.coefficients[name]) for name in COEFFICIENTS},
    )


def version_of(session: Session, workspace_id: str) -> str:
    """The version of that model, without reading all of it."""
    found = session.execute(
        select(LearnedModel.number, LearnedModel.is_used).where(LearnedModel.workspace_id == workspace_id)
    ).one_or_none()
    return PRIOR.version if found is None or not found.is_used else _version(found.number)


def popularity_in(session: Session, workspace_id: str) -> Mapping[str, float]:
    """Product id -> the share of people who keep it, where that was learned and is used."""
    row = _in_use(session, workspace_id)
    return {} if row is None else {product_id: float(share[0]) for product_id, share in row.popularity.items()}


def _in_use(session: Session, workspace_id: str) -> LearnedModel | None:
    row = session.get(LearnedModel, workspace_id)
    return row if row is not None and row.is_used else None


def _version(number: int) -> str:
    return f"learned-{number}"
