"""The vocabulary of diets and allergens, as bits.

Allergens: the 14 of Regulation (EU) No 1169/2011, Annex II; the US big nine (FALCPA and FASTER Act) are a subset of them once
"crustaceans" and "molluscs" are told apart and sesame is counted. Diets: what people follow and products are tested against.
Bits decide, never similarity: a word that is not in the vocabulary is a question, not a guess.
"""

from __future__ import annotations

from enum import IntFlag
from typing import Final, Literal


class Allergen(IntFlag):
    """What a person avoids. One bit each; the names in lower case are the keys used in data."""

    GLUTEN = 1 << 0
    CRUSTACEANS = 1 << 1
    EGGS = 1 << 2
    FISH = 1 << 3
    PEANUTS = 1 << 4
    SOYA = 1 << 5
    MILK = 1 << 6
    NUTS = 1 << 7
    CELERY = 1 << 8
    MUSTARD = 1 << 9
    SESAME = 1 << 10
    SULPHITES = 1 << 11
    LUPIN = 1 << 12
    MOLLUSCS = 1 << 13


class Diet(IntFlag):
    """What a person follows. One bit each; the names in lower case are the keys used in data."""

    VEGAN = 1 << 0
    VEGETARIAN = 1 << 1
    PESCATARIAN = 1 << 2
    GLUTEN_FREE = 1 << 3
    DAIRY_FREE = 1 << 4
    HALAL = 1 << 5
    KOSHER = 1 << 6
    KETO = 1 << 7
    LOW_SUGAR = 1 << 8
    NO_ALCOHOL = 1 << 9


AllergenMark = Literal["contains", "may_contain", "absent", "unknown"]
DietMark = Literal["suited", "not", "unknown"]

SAFE_FOR_UNKNOWN: Final = Diet.VEGAN | Diet.HALAL | Diet.KOSHER | Diet.NO_ALCOHOL
"""What a consumable must suit before it goes to somebody whose diet we do not know."""


def key(bit: Allergen | Diet) -> str:
    """The key of one bit as it stands in data: `Allergen.NUTS` -> "nuts"."""
    if bit.name is None or bit.bit_count() != 1:
        raise ValueError(f"{bit!r} is not a single bit.")
    return bit.name.lower()


ALLERGENS: Final[dict[str, Allergen]] = {key(bit): bit for bit in Allergen}
DIETS: Final[dict[str, Diet]] = {key(bit): bit for bit in Diet}
