"""The same campaign where a gift costs more than its price: pieces lie in four countries, and every way has rates of its own."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Final
from zlib import crc32

from service.catalog.landed.areas import are_one
from service.catalog.landed.reckon import Landing, Rate
from service.decisions.values import Choice, Problem

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


def with_landed_costs(problem: Problem) -> Problem:
    """Every product prepaid from one of `ORIGINS`; the budget is raised by as much as the products became dearer on
    average, so that it is as short as before."""
    countries = sorted({one.country for one in problem.candidates})
    landing = Landing(_rates(countries, problem.terms.currency))
    choices = tuple(replace(one, extra=_extra(landing, one)) for one in problem.choices)
    people = len(problem.candidates)
    before = sum(one.price_minor for one in problem.choices) * people
    after = sum(one.landed_minor(person.country) for person in problem.candidates for one in choices)
    budget = problem.budget_minor * after // max(1, before)
    return replace(problem, choices=choices, budget_minor=budget)


def _extra(landing: Landing, choice: Choice) -> dict[str, int]:
    goods = _Goods(choice.price_minor, choice.currency, sorted(choice.regions), _origin(choice))
    return dict(landing.by_country(goods) or {})


def _origin(choice: Choice) -> str:
    """Versions of one product lie together."""
    return ORIGINS[crc32(choice.family.encode()) % len(ORIGINS)]


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
