"""The vocabulary of diets, allergens, materials and scents, as bits.

Allergens: the 14 of Regulation (EU) No 1169/2011, Annex II; the US big nine (FALCPA and FASTER Act) are a subset of them once
"crustaceans" and "molluscs" are told apart and sesame is counted. Diets: what people follow and products are tested against.
Materials are what a thing is made of or gives off, whether it is eaten or not: wool in a blanket, scent in a candle.
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
    """What a person follows. One bit each; the names in lower case are the keys used in data. All but the last are also stated of
    products."""

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
    NO_PORK = 1 << 10
    """Of people alone: no product states it. It is met by what suits any of `PORKLESS`, and says nothing of a faith."""


class Material(IntFlag):
    """What a person keeps away from in things, eaten or not. One bit each; the names in lower case are the keys used in data.

    `OTHER_ANIMAL` is every material of an animal without a bit of its own: fur, bone, feathers that are not down, gelatine, felt of
    hair. `ALCOHOL` is alcohol in what is not drunk, `SCENT` any smell that was put in, `FRAGRANCE_ALLERGENS` the named ones of the
    EU's cosmetics rules (linalool, limonene, eugenol ...), `PET_TOXIC` a plant that is toxic to cats or dogs.
    """

    LEATHER = 1 << 0
    WOOL = 1 << 1
    SILK = 1 << 2
    DOWN = 1 << 3
    HORN = 1 << 4
    PEARL = 1 << 5
    BEESWAX = 1 << 6
    OTHER_ANIMAL = 1 << 7
    PIGSKIN = 1 << 8
    ALCOHOL = 1 << 9
    SCENT = 1 << 10
    FRAGRANCE_ALLERGENS = 1 << 11
    LATEX = 1 << 12
    NICKEL = 1 << 13
    POLLEN = 1 << 14
    PET_TOXIC = 1 << 15


AllergenMark = Literal["contains", "may_contain", "absent", "unknown"]
DietMark = Literal["suited", "not", "unknown"]
MaterialMark = AllergenMark

ANIMAL: Final = (
    Material.LEATHER
    | Material.WOOL
    | Material.SILK
    | Material.DOWN
    | Material.HORN
    | Material.PEARL
    | Material.BEESWAX
    | Material.OTHER_ANIMAL
    | Material.PIGSKIN
)
"""Every material that comes from an animal."""
SHUNNED: Final[dict[Diet, Material]] = {
    Diet.VEGAN: ANIMAL,
    Diet.HALAL: Material.PIGSKIN | Material.ALCOHOL,
    Diet.KOSHER: Material.PIGSKIN | Material.ALCOHOL,
    Diet.NO_PORK: Material.PIGSKIN,
}
"""What a diet shuts out of things that are not eaten."""

SAFE_FOR_UNKNOWN: Final = Diet.VEGAN | Diet.HALAL | Diet.KOSHER | Diet.NO_ALCOHOL
"""What a consumable must suit before it goes to somebody whose diet we do not know."""


def key(bit: Allergen | Diet | Material) -> str:
    """The key of one bit as it stands in data: `Allergen.NUTS` -> "nuts"."""
    if bit.name is None or bit.bit_count() != 1:
        raise ValueError(f"{bit!r} is not a single bit.")
    return bit.name.lower()


ALLERGENS: Final[dict[str, Allergen]] = {key(bit): bit for bit in Allergen}
DIETS: Final[dict[str, Diet]] = {key(bit): bit for bit in Diet if bit is not Diet.NO_PORK}
"""Those that products state."""
FOLLOWED: Final[dict[str, Diet]] = {key(bit): bit for bit in Diet}
"""Those that people follow."""
PORKLESS: Final = ("vegan", "vegetarian", "halal", "kosher")
"""Diets none of which allows pork."""
MATERIALS: Final[dict[str, Material]] = {key(bit): bit for bit in Material}


def shunned_by(follow: Diet, named: Material = Material(0)) -> Material:  # noqa: B008 (flags are immutable)
    """Every material that somebody keeps away from: what they named, and what their diets shut out."""
    shunned = named
    for diet, materials in SHUNNED.items():
        if diet & follow:
            shunned |= materials
    return shunned
