"""From which age a product may be given, in years, and what is known of a person's age. Ages are compared as numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from service.decisions.values import Candidate, Choice

ADULT: Final = 18
"""What "of age" says: at least so many years, and no more than that is known."""
_ALCOHOL: Final[Mapping[str, int]] = {
    "AE": 21,
    "CA": 19,
    "CM": 21,
    "EG": 21,
    "FI": 20,
    "ID": 21,
    "IN": 25,
    "IS": 20,
    "JP": 20,
    "KR": 19,
    "KZ": 21,
    "LK": 21,
    "LT": 20,
    "MN": 21,
    "MY": 21,
    "NO": 20,
    "OM": 21,
    "PY": 20,
    "QA": 21,
    "SE": 20,
    "TH": 20,
    "TM": 21,
    "US": 21,
    "UZ": 21,
    "WS": 21,
}
"""Country (ISO 3166 alpha-2) -> the age from which alcohol of any strength may be bought anywhere in it, where it is above 18.

From general knowledge, not compared with the laws country by country. Where the law differs by strength (spirits in Finland,
Norway), by shop (Sweden) or by province (Canada, India), the strictest age stands. It does not say where alcohol may be sent at
all: that is the product's regions.
"""


def drinking_age(country: str) -> int:
    """From how many years on alcohol may be given in a country; 18 where nothing stricter is known."""
    return _ALCOHOL.get(country, ADULT)


def needed_age(choice: Choice, country: str) -> int:
    """How many years old somebody in this country must be for a product; 0 where any age will do."""
    return max(choice.min_age or 0, drinking_age(country) if choice.alcohol else 0)


def is_under(candidate: Candidate, age: int) -> bool:
    """Whether the person is known to be younger than an age above 0."""
    return candidate.age_below is not None and candidate.age_below <= age


def is_at_least(candidate: Candidate, age: int) -> bool:
    """Whether the person is known to have reached an age. Not the opposite of `is_under`: mostly neither is known."""
    return candidate.age_from is not None and candidate.age_from >= age
