"""The catalog as the console lists it: paged, searched and filtered by the database."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal, get_args

from sqlalchemy import ColumnElement, String, cast, func, select
from sqlalchemy.orm import Session

from service.catalog.models import Product
from service.db.page import Page, page_of
from service.folding import fold

Shown = Literal["all", "given", "unknown", "unsettled", "low", "out", "retired", "recalled", "sample"]
SHOWN: Final[tuple[Shown, ...]] = get_args(Shown)
TITLES: Final[Mapping[Shown, str]] = {
    "all": "All",
    "given": "Given now",
    "unknown": "Marks unknown",
    "unsettled": "Words to settle",
    "low": "Running low",
    "out": "None left",
    "retired": "Retired",
    "recalled": "Recalled",
    "sample": "From the sample",
}
ALWAYS: Final = frozenset({"all", "given", "unknown"})
"""Tabs that are shown also where they hold nothing."""
_AT_ONCE: Final = 200
_REGIONS: Final = select(cast(Product.regions, String)).distinct()
LOW: Final = 10
"""Pieces; with fewer a gift is running low."""
_GIVEN: Final = Product.recalled_at.is_(None) & Product.retired_at.is_(None)
_FILTERS: Final[Mapping[Shown, ColumnElement[bool]]] = {
    "all": Product.id.is_not(None),
    "given": _GIVEN & ~Product.is_unsettled & (Product.stock > 0),
    "unknown": Product.unknown_marks > 0,
    "unsettled": Product.is_unsettled.is_(True),
    "low": (Product.stock > 0) & (Product.stock < LOW) & _GIVEN,
    "out": (Product.stock == 0) & _GIVEN,
    "retired": Product.retired_at.is_not(None) & Product.recalled_at.is_(None),
    "recalled": Product.recalled_at.is_not(None),
    "sample": Product.is_sample.is_(True),
}


@dataclass(frozen=True, slots=True)
class GiftList:
    """One page of products, how many each tab holds, the categories by name, and what is on the shelf altogether; `countries`
    are the codes of all that something is sent to, `families` how many gifts the versions are.

    `value` is what the shelf is worth by currency, in minor units.
    """

    page: Page[Product]
    tabs: tuple[tuple[Shown, int], ...]
    categories: tuple[tuple[str, int], ...]
    total: int
    pieces: int
    value: tuple[tuple[str, int], ...]
    countries: tuple[str, ...]
    families: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody asked to see. "" asks for everything."""

    shown: Shown = "all"
    category: str = ""
    kind: str = ""
    country: str = ""
    without: str = ""
    """A material or scent that it must be known to be free of."""
    words: str = ""


def list_gifts(session: Session, workspace_id: str, wanted: Wanted, number: str | None) -> GiftList:
    """Products whose name, line or code has all the words, cheapest first."""
    mine = Product.workspace_id == workspace_id
    counted = session.execute(
        select(
            func.count(),
            func.sum(Product.stock),
            func.count(Product.family.distinct()),
            *(func.count().filter(_FILTERS[name]) for name in SHOWN),
        ).where(mine)
    ).one()
    categories = session.execute(
        select(Product.category, func.count()).where(mine).group_by(Product.category).order_by(Product.category)
    )
    worth = session.execute(
        select(Product.currency, func.sum(Product.stock * Product.price_minor))
        .where(mine)
        .group_by(Product.currency)
        .order_by(Product.currency)
    )
    query = select(Product).where(mine, *_conditions(wanted)).order_by(Product.price_minor, Product.sku)
    page = page_of(session, query, number)
    return GiftList(
        Page([product for (product,) in page.items], page.number, page.total),
        tuple(zip(SHOWN, counted[3:], strict=True)),
        tuple((name, count) for name, count in categories),
        counted[0],
        int(counted[1] or 0),
        tuple((currency, int(minor or 0)) for currency, minor in worth),
        tuple(sorted({code for regions in session.scalars(_REGIONS.where(mine)) for code in json.loads(regions)})),
        counted[2],
    )


def shelf_of(session: Session, workspace_id: str, wanted: Wanted) -> Iterator[Product]:
    """Every product of the list, some at a time, in the order of the sheet: by product, then by code."""
    found = select(Product).where(Product.workspace_id == workspace_id, *_conditions(wanted))
    yield from session.scalars(
        found.order_by(Product.family, Product.sku).execution_options(yield_per=_AT_ONCE, populate_existing=False)
    )


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    found = [_FILTERS[wanted.shown]]
    if wanted.category:
        found.append(Product.category == wanted.category)
    if wanted.kind:
        found.append(Product.kind == wanted.kind)
    if wanted.country:
        # Codes are stored as JSON texts, in quotation marks of their own.
        found.append(cast(Product.regions, String).like(f'%"{wanted.country}"%'))
    if wanted.without:
        found.append(Product.materials[wanted.without].as_string() == "absent")
    found += [Product.folded.contains(word, autoescape=True) for word in fold(wanted.words).split()]
    return found
