"""What a product is marked with, as pages, papers and films tell it: its own facts, never what a person eats or keeps away from.

Allergens and diets are marked on what is eaten or put on skin; materials and scents on everything. Nothing is told as absent that
is not marked absent: a mark that is missing, of a product or of a whole catalog, is "not stated".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from renderers.context import GiftFacts, MaterialFacts, SafetyFacts
from renderers.language import vocabulary
from renderers.language.joins import joins
from renderers.language.translations import text

ANIMAL: Final = ("leather", "wool", "silk", "down", "horn", "pearl", "beeswax", "other_animal", "pigskin")
"""Every material that comes from an animal. Free of them all is one phrase instead of nine words."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One row of the table of what is in a gift; `kind` (contains, may, free, unknown) names its sentence and its shape."""

    kind: str
    words: str


def safety_of(
    kind: str,
    allergens: Mapping[str, str],
    diets: Mapping[str, str],
    materials: Mapping[str, str],
    min_age: int | None,
) -> SafetyFacts:
    """A product's marks by what they say. `kind` is edible, skin or neither; the marks are as the catalog has them, by key."""
    made_of = {key: materials.get(key, "unknown") for key in vocabulary.material_keys()}
    return SafetyFacts(
        is_consumable=kind != "neither",
        contains=_marked(allergens, "contains"),
        may_contain=_marked(allergens, "may_contain"),
        free_of=_marked(allergens, "absent"),
        unknown=_marked(allergens, "unknown"),
        suits=_marked(diets, "suited"),
        does_not_suit=_marked(diets, "not"),
        not_certified=_marked(diets, "unknown"),
        min_age=min_age,
        materials=MaterialFacts(
            contains=_marked(made_of, "contains"),
            may_contain=_marked(made_of, "may_contain"),
            free_of=_marked(made_of, "absent"),
            unknown=_marked(made_of, "unknown"),
        ),
    )


def table_of(locale: str, safety: SafetyFacts) -> list[Mark]:
    """The rows of "What is in it": allergens and materials together, as a reader looks for either.

    What is eaten or put on skin is told free of allergens only: that tea holds no leather helps nobody.
    """
    made_of = safety.materials
    free = _allergens(locale, safety.free_of) if safety.is_consumable else _free_of(locale, made_of.free_of)
    rows = (
        ("contains", [*_allergens(locale, safety.contains), *_materials(locale, made_of.contains)]),
        ("may", [*_allergens(locale, safety.may_contain), *_materials(locale, made_of.may_contain)]),
        ("free", free),
        ("unknown", [*_allergens(locale, safety.unknown), *_materials(locale, made_of.unknown)]),
    )
    return [Mark(kind, _capital(vocabulary.listed(locale, words))) for kind, words in rows if words]


def warnings_of(locale: str, safety: SafetyFacts) -> list[tuple[str, str]]:
    """(contains, may_contain or unknown; the words) of every mark that may stop somebody, allergens first."""
    made_of = safety.materials
    rows = (
        ("contains", safety.contains, made_of.contains),
        ("may_contain", safety.may_contain, made_of.may_contain),
        ("unknown", safety.unknown, made_of.unknown),
    )
    listed = ((kind, [*_allergens(locale, eaten), *_materials(locale, rest)]) for kind, eaten, rest in rows)
    return [(kind, vocabulary.listed(locale, words)) for kind, words in listed if words]


def inscribed(gift: GiftFacts) -> str | None:
    """The sentence that says what stands on the gift, in the language of its texts; None where nothing does."""
    return None if gift.inscription is None else text(gift.locale, "common.inscription", words=gift.inscription)


def handling(gift: GiftFacts) -> tuple[str, ...]:
    """How to use it and how to keep it, a sentence each in the language of its texts, where its maker says so."""
    said = (("use", gift.use), ("keep", gift.keep))
    return tuple(text(gift.locale, f"common.{key}", words=words) for key, words in said if words is not None)


def inside_of(gift: GiftFacts) -> str:
    """The contents as their maker tells them, what is written on it, how to use and keep it, and in the same language what they are
    marked with beside: for a paper."""
    made_of = gift.safety.materials
    rows = (("contains", made_of.contains), ("may_contain", made_of.may_contain), ("unknown", made_of.unknown))
    marked = [
        text(gift.locale, f"statement.inside.{kind}", materials=vocabulary.materials(gift.locale, keys))
        for kind, keys in rows
        if keys
    ]
    said = inscribed(gift)
    return joins(gift.locale)["gap"].join([gift.inside, *([said] if said else []), *handling(gift), *marked])


def has_no_animal_material(safety: SafetyFacts) -> bool:
    """Whether every material that comes from an animal is marked absent."""
    return set(ANIMAL) <= set(safety.materials.free_of)


def _marked(marks: Mapping[str, str], mark: str) -> tuple[str, ...]:
    return tuple(key for key, value in marks.items() if value == mark)


def _allergens(locale: str, keys: Iterable[str]) -> list[str]:
    return [vocabulary.allergen(locale, key) for key in keys]


def _materials(locale: str, keys: Iterable[str]) -> list[str]:
    return [vocabulary.material(locale, key) for key in keys]


def _free_of(locale: str, keys: tuple[str, ...]) -> list[str]:
    if not set(ANIMAL) <= set(keys):
        return _materials(locale, keys)
    others = [key for key in keys if key not in ANIMAL]
    return [text(locale, "microsite.safe.animal"), *_materials(locale, others)]


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
