"""What a workspace's model page shows: how good the model is on answers it had not seen, and what it learned, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from service import said
from service.catalog.models import Product
from service.decisions.learning.measure.switch import FEWEST
from service.gifting.learned_row import LearnedModel

_MOST: Final = 12
"""Lines of what was learned, and of gifts, that the page shows."""
_FEWEST_ANSWERS: Final = 20
"""Answers below which the popularity of a gift is no figure."""
_CURRENCY_BAND: Final = 3
"""Parts of the name of a price band: price, currency, lower edge in minor units."""
REFUSED: Final[Mapping[str, str]] = {
    "doubled": "came twice",
    "future": "dated in the future",
    "teaches_nothing": "declined for a reason that says nothing about taste",
}


@dataclass(frozen=True, slots=True)
class Line:
    """How a trait changes the odds of being kept: its name, and the factor with its interval."""

    kind: str
    name: str
    odds: float
    low: float
    high: float

    @property
    def words(self) -> str:
        """The factor as a person says it."""
        return f"{self.odds:.1f} times the odds" if self.odds >= 1 else f"{1 / self.odds:.1f} times lower odds"


@dataclass(frozen=True, slots=True)
class Popular:
    """A gift, and the share of people who keep it, in percent, with its interval."""

    name: str
    share: float
    low: float
    high: float
    answers: int


@dataclass(frozen=True, slots=True)
class ModelPage:
    """`row` None: nothing was learned yet. `prior_loss` is the log loss of the formula written by hand on the same answers."""

    row: LearnedModel | None
    quality: Mapping[str, Any]
    segments: Sequence[tuple[str, Mapping[str, Any]]]
    lines: Sequence[Line]
    popular: Sequence[Popular]
    refused: Sequence[tuple[int, str]]
    prior_loss: float | None
    fewest: int = FEWEST

    @property
    def built_at(self) -> datetime | None:
        """When it was built."""
        return None if self.row is None else self.row.built_at


def model_page(session: Session, workspace_id: str) -> ModelPage:
    """The page of a workspace; nothing is written."""
    row = session.get(LearnedModel, workspace_id)
    if row is None:
        return ModelPage(None, {}, (), (), (), (), None)
    quality, saved = row.found["quality"], row.tested["saved"]
    loss = quality["log_loss"]
    return ModelPage(
        row=row,
        quality=quality,
        segments=sorted(row.found["segments"].items()),
        lines=[_line(one) for one in row.found["traits"][:_MOST]],
        popular=_popular(session, row),
        refused=[(number, REFUSED.get(code, code)) for code, number in sorted(row.found["refused"].items())],
        prior_loss=None if loss is None or saved is None else loss + saved,
    )


def _line(one: Mapping[str, Any]) -> Line:
    kind, *rest = one["trait"].split(":", _CURRENCY_BAND - 1)
    if kind == "price":
        currency, edge = rest
        name = f"from {int(edge) / 100:,.2f} {currency}"
    else:
        name = (said.interest if kind == "interest" else said.category)(":".join(rest))
    return Line(kind, name, one["odds"], one["low"], one["high"])


def _popular(session: Session, row: LearnedModel) -> list[Popular]:
    """The gifts with most answers; who kept which gift is no secret to the sender, so only few answers are left out."""
    sure = {key: share for key, share in row.popularity.items() if share[3] >= _FEWEST_ANSWERS}
    most = sorted(sure, key=lambda key: (-sure[key][3], key))[:_MOST]
    names = {
        product_id: str(texts["en"]["name"])
        for product_id, texts in session.execute(select(Product.id, Product.texts).where(Product.id.in_(most)))
    }
    return [
        Popular(names[key], 100 * sure[key][0], 100 * sure[key][1], 100 * sure[key][2], round(sure[key][3]))
        for key in sorted(most, key=lambda key: (-sure[key][0], key))
        if key in names
    ]
