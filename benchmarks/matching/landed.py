"""The same campaign where a gift costs more than its price: pieces lie in four countries, and every way has rates of its own."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Final
from zlib import crc32

from service.catalog.landed.areas import are_one
from service.catalog.landed.reckon import Landing, Rate
from service.decisions.values import Choice, Plan, Problem

ORIGINS: Final = ("CZ", "DE", "GB", "US")
_SINCE: Final = date(2026, 7, 1)
_DUTY: Final = 47_000
_TAX: Final = 210_000
"""Millionths."""
_STEP: Final = 37
"""Minor units by which the carriage of one way differs from the next, so that no two countries are one zone."""


@dataclass(frozen=True, slots=True)
class _Goods:
    price_minor: int
    currency: str
    regions: list[str]
    origin: str | None
    tariff: str | None = None
    delivered: str = "prepaid"


def with_landed_costs(problem: Problem, plan: Plan, *, apart: bool = False) -> Problem:
    """Every product prepaid from one of `ORIGINS`, or, kept `apart`, each of its versions from one; the budget is raised by as much
    as the gifts of the `plan` without such costs become dearer, so that it is as short as before."""
    countries = sorted({one.country for one in problem.candidates})
    landing = Landing(_rates(countries, problem.terms.currency))
    choices = tuple(
        replace(one, extra=_extra(landing, one, one.code if apart else one.family)) for one in problem.choices
    )
    by_id, country = {one.id: one for one in choices}, {one.id: one.country for one in problem.candidates}
    after = sum(by_id[one.product_id].landed_minor(country[one.candidate_id]) for one in plan.chosen.values())
    return replace(problem, choices=choices, budget_minor=problem.budget_minor * after // max(1, plan.spend_minor))


def _extra(landing: Landing, choice: Choice, lies_with: str) -> dict[str, int]:
    """What comes on top in each country; whatever `lies_with` the same lies in one place."""
    origin = ORIGINS[crc32(lies_with.encode()) % len(ORIGINS)]
    goods = _Goods(choice.price_minor, choice.currency, sorted(choice.regions), origin)
    return dict(landing.by_country(goods) or {})


def _rates(countries: list[str], currency: str) -> list[Rate]:
    found = [
        Rate("wrap", "", "", "", 150, 0, currency, _SINCE),
        Rate("fee", "", "", "", 0, 20_000, currency, _SINCE),
    ]
    for at, country in enumerate(countries):
        for origin in ORIGINS:
            usual = 490 if origin == country else (890 if are_one(origin, country) else 1690)
            found.append(Rate("shipping", origin, country, "", usual + _STEP * at, 0, currency, _SINCE))
            found.append(Rate("duty", origin, country, "", 300, _DUTY, currency, _SINCE))
            found.append(Rate("tax", origin, country, "", 0, _TAX, currency, _SINCE))
    return found
