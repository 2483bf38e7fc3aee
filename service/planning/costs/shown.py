"""The rates as their page shows them, and where one is missing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from babel.numbers import get_currency_precision
from sqlalchemy import select
from sqlalchemy.orm import Session

from service.catalog.landed.in_force import landing_of
from service.catalog.landed.models import LandedRate
from service.catalog.landed.read_rate import KIND_WORDS, place_words
from service.catalog.landed.reckon import ALL_OF_IT, RateKind
from service.catalog.models import Product

MOST_SHOWN = 200
MOST_GAPS = 12


@dataclass(frozen=True, slots=True)
class ShownRate:
    """One line: `amount` and `percent` in words, empty where there is none; `is_ahead`: it does not hold yet."""

    cost: str
    origin: str
    destination: str
    tariff: str
    amount: str
    percent: str
    source: str
    valid_from: date
    is_ahead: bool


@dataclass(frozen=True, slots=True)
class Gap:
    """A way on which gifts are not sent, for want of these rates: so many products."""

    origin: str
    country: str
    missing: tuple[str, ...]
    products: int


def shown_rates(session: Session, workspace_id: str, today: date) -> tuple[list[ShownRate], int]:
    """(the youngest, how many there are in all)."""
    mine = LandedRate.workspace_id == workspace_id
    rows = session.scalars(select(LandedRate).where(mine).order_by(LandedRate.id.desc())).all()
    return [_shown(row, today) for row in rows[:MOST_SHOWN]], len(rows)


def gaps(session: Session, workspace_id: str) -> list[Gap]:
    """Ways of today's products that lack a rate, those with most products first."""
    products = session.scalars(
        select(Product)
        .where(Product.workspace_id == workspace_id, Product.delivered.not_in(ALL_OF_IT), Product.retired_at.is_(None))
        .order_by(Product.id)
    ).all()
    landing = landing_of(session, workspace_id)
    found = Counter[tuple[str, str, tuple[RateKind, ...]]]()
    for product in products:
        for country in product.regions:
            if missing := landing.missing(product, country):
                found[product.origin or "", country, missing] += 1
    return [
        Gap(origin, country, tuple(KIND_WORDS[kind] for kind in missing), count)
        for (origin, country, missing), count in found.most_common(MOST_GAPS)
    ]


def _shown(row: LandedRate, today: date) -> ShownRate:
    digits = int(get_currency_precision(row.currency)) if row.currency else 2
    is_nothing = not row.amount_minor and not row.share_ppm
    amount = f"{Decimal(row.amount_minor).scaleb(-digits):.{digits}f} {row.currency}" if row.amount_minor else ""
    percent = f"{Decimal(row.share_ppm) / 10_000:f}".rstrip("0").rstrip(".") + "%" if row.share_ppm else ""
    return ShownRate(
        next(words for kind, words in KIND_WORDS.items() if kind == row.cost),
        place_words(row.origin), place_words(row.destination), row.tariff, "none" if is_nothing else amount, percent,
        row.source, row.valid_from, row.valid_from > today,
    )  # fmt: skip
