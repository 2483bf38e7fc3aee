"""A plan's expectation as the page and its charts write it. Every share says whether it is assumed or learned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.catalog.models import Product
from service.decisions.forecasting.rates import ASKED
from service.gifting.models import MatchRun

ASSUMED: Final = "Assumed, not yet learned"
_PEOPLE: Final = (
    ("opened", "Open their page"),
    ("kept", "Keep the gift"),
    ("swapped", "Swap it first"),
    ("donated", "Donate it"),
    ("declined", "Decline"),
    ("silent", "Don’t answer"),
)
_RATES: Final[Mapping[str, tuple[str, str]]] = {
    "open": ("Open their page", "of everyone invited, one reminder included"),
    "swap": ("Swap", "of those who open"),
    "look": ("Look at other gifts and keep theirs", "of those who open"),
    "answer": ("Answer", "of those who open"),
    "decline": ("Decline", "of those who answer without a swap"),
    "donate": ("Donate", "of those who answer and don’t decline"),
}
TIMES: Final = (
    ("Half of those who open have done so after", "1.5 days"),
    ("From opening to answering, on average", "half a day"),
    ("A gift someone looks at is kept for them for", "15 minutes"),
    ("Of those asked what they eat first, so many answer", f"{100 * ASKED:.0f}%"),
    ("The launch", "everyone at once, on the day the plan was made"),
)
"""What else the runs take for granted, always assumed: (what, how much)."""
_TENTHS: Final = 5
"""Learned shares and their cases are told in steps of so many: three people more or fewer don’t show (rule 23)."""


@dataclass(frozen=True, slots=True)
class Assumption:
    """One share as the page lists it: in whole percent, from `low` to `high`."""

    what: str
    of: str
    low: int
    high: int
    state: str


@dataclass(frozen=True, slots=True)
class Ahead:
    """The forecast: rows of (what, low, middle, high), people first; money in minor units."""

    people: int
    runs: int
    days_open: int
    counts: Sequence[tuple[str, int, int, int]]
    charged: tuple[int, int, int]
    released: tuple[int, int, int]
    empty: tuple[int, int, int]
    last_day: tuple[int, int, int]
    assumptions: Sequence[Assumption]

    @property
    def learned(self) -> int:
        """How many of the assumptions own gifts have taught."""
        return sum(one.state != ASSUMED for one in self.assumptions)


@dataclass(frozen=True, slots=True)
class Bar:
    """1,000 gifts as four parts that add up, from the good end, and the ranges beside them as (low, high)."""

    name: str
    is_plan: bool
    safe: int
    wanted: int
    there: int
    wanted_range: tuple[int, int]
    there_range: tuple[int, int]

    @property
    def parts(self) -> tuple[tuple[int, str], ...]:
        """(how many, class of its colour)."""
        counts = (self.there, self.wanted - self.there, self.safe - self.wanted, 1000 - self.safe)
        return tuple(zip(counts, ("c-pine", "c-band", "c-faint", "c-alarm"), strict=True))


@dataclass(frozen=True, slots=True)
class Wasted:
    """The waste chart: single gifts for all, then the plan; counts in steps of `step`."""

    people: int
    step: int
    bars: Sequence[Bar]

    @property
    def best(self) -> Bar:
        """The single gift that would reach most people who want it."""
        return self.bars[0]

    @property
    def plan(self) -> Bar:
        """This plan."""
        return self.bars[-1]


def ahead_of(run: MatchRun) -> Ahead | None:
    """The forecast of a plan, None where there is none."""
    document = (run.forecast or {}).get("ahead")
    if document is None:
        return None
    ranges: dict[str, tuple[int, int, int]] = {name: tuple(found) for name, found in document["ranges"].items()}
    return Ahead(
        people=document["people"],
        runs=document["runs"],
        days_open=document["days_open"],
        counts=[(title, *ranges[name]) for name, title in _PEOPLE],
        charged=ranges["charged_minor"],
        released=ranges["released_minor"],
        empty=ranges["empty"],
        last_day=ranges["last_day"],
        assumptions=[_assumption(*_RATES[name], rate) for name, rate in document["rates"].items() if name in _RATES],
    )


def waste_of(session: Session, run: MatchRun) -> Wasted | None:
    """The waste of one gift for all beside a plan, None where there is no such sum."""
    document = (run.forecast or {}).get("waste")
    if document is None:
        return None
    wanted = [one["product_id"] for one in document["alike"]]
    names = {
        product_id: texts["en"]["name"]
        for product_id, texts in session.execute(select(Product.id, Product.texts).where(Product.id.in_(wanted)))
    }
    bars = [
        _bar(one, f"{names.get(one['product_id'], 'A gift you no longer have')} for all", False)
        for one in document["alike"]
    ]
    return Wasted(document["people"], document["step"], [*bars, _bar(document["plan"], "This plan", True)])


def _assumption(what: str, of: str, rate: Mapping[str, Any]) -> Assumption:
    low, high = (100 * end for end in rate["range"])
    if not rate["cases"]:
        return Assumption(what, of, round(low), round(high), ASSUMED)
    outward = (_TENTHS * int(low // _TENTHS), min(100, _TENTHS * int(-(-high // _TENTHS))))
    return Assumption(
        what, of, *outward, f"Learned from at least {_TENTHS * (rate['cases'] // _TENTHS)} of your own gifts"
    )


def _bar(document: Mapping[str, Any], name: str, is_plan: bool) -> Bar:
    (low, wanted, high), (least, there, most) = document["wanted"], document["there"]
    return Bar(name, is_plan, document["safe"], wanted, there, (low, high), (least, most))
