"""What a product's own page says is in it: every allergen, diet and material with its word; "unknown" is a word like the others."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from renderers.language import vocabulary
from service.catalog.models import Product
from service.dietary.vocabulary import ALLERGENS, DIETS, MATERIALS

KINDS: Final[Mapping[str, str]] = {
    "edible": "Food or drink",
    "skin": "For the skin",
    "neither": "Not eaten or used on skin",
}
_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "contains": ("stop", "contains"),
    "may_contain": ("need", "may contain"),
    "absent": ("ok", "absent"),
    "suited": ("ok", "suited"),
    "not": ("stop", "not suited"),
    "unknown": ("held", "unknown"),
}
"""Mark -> its state in the kit, and its word."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One line: `state` is a state of the kit, `word` says it."""

    name: str
    state: str
    word: str


def marks_of(product: Product) -> Sequence[tuple[str, Sequence[Mark]]]:
    """(heading, its marks) for what the product has to state: food and skin products everything, others their materials."""
    materials = (
        "Materials and scents",
        _marks(MATERIALS, product.materials, lambda key: vocabulary.material("en", key)),
    )
    if product.kind == "neither":
        return (materials,)
    return (
        ("Allergens", _marks(ALLERGENS, product.allergens, lambda key: vocabulary.allergen("en", key))),
        ("Diets", _marks(DIETS, product.diets, lambda key: vocabulary.diet("en", key))),
        materials,
    )


def _marks(keys: Mapping[str, object], marks: Mapping[str, str], name_of: Callable[[str], str]) -> Sequence[Mark]:
    return [Mark(name_of(key), *_WORDS[marks.get(key, "unknown")]) for key in keys]
