"""Customs areas: within one no parcel is cleared, so nothing can be asked for at a door.

Only areas that are wholly one are named. Countries with a customs union of their own with one of them (Turkey, Andorra, San Marino)
are areas of their own here: for some goods there is duty, and a rate that somebody enters says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

AREAS: Final[Mapping[str, frozenset[str]]] = {
    "EU": frozenset(
        (
            "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU", "LV", "MC",
            "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
        )
    ),
    "UK": frozenset(("GB", "GG", "IM", "JE")),
    "CHLI": frozenset(("CH", "LI")),
}  # fmt: skip
"""By the name that a rate may give: Regulation (EU) 952/2013, Article 4; the customs union of the United Kingdom with the Crown
Dependencies; the customs treaty of 1923 between Switzerland and Liechtenstein."""
_AREA: Final = {country: area for area, countries in AREAS.items() for country in countries}


def area_of(country: str) -> str:
    """The area of a country; its own code where it stands alone."""
    return _AREA.get(country, country)


def are_one(origin: str, destination: str) -> bool:
    """Whether nothing is cleared between two countries."""
    return area_of(origin) == area_of(destination)


def covers(place: str, country: str) -> bool:
    """Whether a rate's country, area or "" (any) holds for a country."""
    return place in {"", country, area_of(country)}


def nearness(place: str, country: str) -> int:
    """How closely a place that covers a country names it: 2 the country, 1 its area, 0 any."""
    return 2 if place == country else (1 if place else 0)
