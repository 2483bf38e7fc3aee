"""What a workspace's learner has found, as decisions read it: one row a workspace, written anew with every build.

The row is aggregates alone: what traits are worth to everybody, and how popular products are. Until it has passed its test, or
where somebody switched it off, the formula written by hand holds.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.decisions.preferences import PRIOR, PreferenceModel
from service.gifting.learned_row import COEFFICIENTS, LearnedModel


def preferences_of(session: Session, workspace_id: str) -> PreferenceModel:
    """The model that a workspace's decisions use now."""
    row = _in_use(session, workspace_id)
    return PRIOR if row is None else model_of(row)


def model_of(row: LearnedModel) -> PreferenceModel:
    """The row as decisions use it."""
    intercept, popularity_weight, taste_weight, own_weight = (float(row.coefficients[name]) for name in COEFFICIENTS)
    return PreferenceModel(
        version=_version(row.number),
        taste_weight=taste_weight,
        taste_neutral=PRIOR.taste_neutral,
        intercept=intercept,
        popularity_weight=popularity_weight,
        own_weight=own_weight,
        traits=dict(row.coefficients["traits"]),
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
