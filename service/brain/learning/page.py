"""What a workspace's model page shows: how good the model is on answers it had not seen, and what it learned, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from babel import Locale
from sqlalchemy import Integer, cast, func, select
from sqlalchemy.orm import Session

from service import said
from service.brain.deciding.models import NextDecision
from service.brain.learning.groups import saved_value
from service.brain.segments.keep import segments_of
from service.catalog.models import Product
from service.decisions.learning.measure.parts import SAVED
from service.decisions.learning.measure.switch import FEWEST
from service.gifting.learned_row import LearnedModel

_MOST: Final = 12
"""Lines of what was learned, and of gifts, that the page shows."""
DRAWN_OVER: Final = timedelta(days=28)
_FEWEST_ANSWERS: Final = 20
"""Answers below which the popularity of a gift is no figure."""
_CURRENCY_BAND: Final = 3
"""Parts of the name of a price band: price, currency, lower edge in minor units."""
KINDS: Final[Mapping[str, str]] = {
    "country": "Country", "segment": "Segment", "stage": "Stage", "value": "Value", "language": "Language",
    "entry": "Came in by", SAVED: "Saved segment",
}  # fmt: skip
_NAMES: Final[Mapping[tuple[str, str], str]] = {
    ("segment", "prospect"): "Prospects",
    ("segment", "customer"): "Customers",
    ("segment", "partner"): "Partners",
    ("value", "low"): "Low value",
    ("value", "middle"): "Middle value",
    ("value", "high"): "High value",
    ("entry", "mail"): "Email",
    ("entry", "card"): "Printed card",
    ("entry", "text"): "Text message",
}
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
class Against:
    """Log loss of everybody's answers or of a part's: by hand, learned, and what is saved with its interval, None where too few
    people answered to say. `kind`: what the part is by."""

    kind: str
    name: str
    answers: int
    learned: float
    by_hand: float | None
    saved: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class OfPart:
    """How good the model is for a part of the people, in the shape of `Quality`."""

    kind: str
    name: str
    quality: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ModelPage:
    """`row` None: nothing was learned yet. `prior_loss` is the log loss of the formula written by hand on the same answers.
    `untold`: parts that have answers and too few people to be shown."""

    row: LearnedModel | None
    quality: Mapping[str, Any]
    parts: Sequence[OfPart]
    lines: Sequence[Line]
    popular: Sequence[Popular]
    refused: Sequence[tuple[int, str]]
    prior_loss: float | None
    against: Sequence[Against] = ()
    weeks: Sequence[Mapping[str, Any]] = ()
    untold: int = 0
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
    parts = _parts(session, row)
    return ModelPage(
        row=row,
        quality=quality,
        parts=[OfPart(kind, name, one["quality"]) for kind, name, one in parts],
        lines=[_line(one) for one in row.found["traits"][:_MOST]],
        popular=_popular(session, row),
        refused=[(number, REFUSED.get(code, code)) for code, number in sorted(row.found["refused"].items())],
        prior_loss=None if loss is None or saved is None else loss + saved,
        against=_against(row, parts),
        untold=row.found.get("untold", 0),
        weeks=[one | {"monday": date.fromisoformat(one["monday"])} for one in row.found.get("weeks", ())],
    )


def _parts(session: Session, row: LearnedModel) -> list[tuple[str, str, Mapping[str, Any]]]:
    """(kind, name, what was found) of each part in words. A saved segment that was deleted since, or asks for something else, is
    not what was reckoned; a model of an earlier release has no parts until it is built anew."""
    saved = {saved_value(one): one.name for one in segments_of(session, row.workspace_id)}
    found = []
    for one in row.found.get("parts", ()):
        kind, value = one["kind"], one["value"]
        if kind != SAVED:
            found.append((KINDS[kind], _NAMES.get((kind, value)) or _name(kind, value), one))
        elif value in saved:
            found.append((KINDS[kind], saved[value], one))
    return found


def _name(kind: str, value: str) -> str:
    english = Locale.parse("en_GB")
    if kind == "country":
        return str(english.territories.get(value, value))
    return str(english.languages.get(value, value)) if kind == "language" else value.capitalize()


def _against(row: LearnedModel, parts: Sequence[tuple[str, str, Mapping[str, Any]]]) -> list[Against]:
    """Everybody first, then the parts."""
    found = [("", "Everyone", row.found["quality"], row.tested)]
    found += [(kind, name, one["quality"], one["against"]) for kind, name, one in parts]
    return [
        Against(
            kind, name, quality["answers"], quality["log_loss"],
            None if tested["saved"] is None else quality["log_loss"] + tested["saved"],
            tested["saved"], tested["low"], tested["high"],
        )
        for kind, name, quality, tested in found
        if quality["log_loss"] is not None
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class DrawnOf:
    """Of the decisions of 28 days, how many were drawn for learning instead of the best."""

    decisions: int
    drawn: int


def drawn_of(session: Session, workspace_id: str, at: datetime) -> DrawnOf:
    """All of it is seen by name in the log of decisions, so it is counted at any size."""
    mine = (NextDecision.workspace_id == workspace_id, NextDecision.at > at - DRAWN_OVER)
    decisions, drawn = session.execute(
        select(func.count(NextDecision.id), func.coalesce(func.sum(cast(NextDecision.is_random, Integer)), 0)).where(
            *mine
        )
    ).one()
    return DrawnOf(decisions, int(drawn))


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
