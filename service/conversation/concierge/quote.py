"""Quotes the table of what is in a gift: its own rows in the reader's language, unknown as unknown, and nothing beside them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass

from renderers.context import GiftFacts, SafetyFacts
from renderers.language import vocabulary
from renderers.language.joins import joins
from renderers.language.translations import text
from renderers.product.marks import ANIMAL, table_of

_SHUNNED = {"vegan": ANIMAL, "halal": ("pigskin", "alcohol"), "kosher": ("pigskin", "alcohol")}
"""What a diet shuts out of things that are not eaten."""


@dataclass(frozen=True, slots=True)
class Quote:
    """`words`: the rows, a line each; "" where the table has none about it. `is_unknown`: something asked for is not stated."""

    words: str
    is_unknown: bool


def quote_all(gift: GiftFacts, locale: str) -> Quote:
    """All of the table and what its maker says is in it."""
    rows = [
        f"{text(locale, f'microsite.safe.{mark.kind}')}{_colon(locale)}{mark.words}"
        for mark in table_of(locale, gift.safety)
    ]
    is_unknown = bool(gift.safety.unknown or gift.safety.materials.unknown)
    return Quote(_joined([gift.inside, *rows]), is_unknown)


def quote_marks(
    gift: GiftFacts, locale: str, avoid: Collection[str], follow: Collection[str], materials: Collection[str]
) -> Quote:
    """What the table says of these allergens, diets and materials, by key. What it does not name is unknown."""
    safety = gift.safety
    rows = [
        *_allergens(safety, locale, avoid),
        *_diets(safety, locale, follow),
        *_materials(safety, locale, _all_materials(safety, follow, materials)),
    ]
    asked = [*avoid, *follow, *materials]
    told = _told(safety, avoid, follow, materials)
    return Quote(_joined(rows), len(told) < len(asked))


def _told(
    safety: SafetyFacts, avoid: Collection[str], follow: Collection[str], materials: Collection[str]
) -> list[str]:
    """Of the keys, those of which something is known."""
    made_of = safety.materials
    known_materials = {*made_of.contains, *made_of.may_contain, *made_of.free_of}
    known_allergens = {*safety.contains, *safety.may_contain, *safety.free_of}
    known_diets = {*safety.suits, *safety.does_not_suit}
    if not safety.is_consumable:
        known_diets |= {diet for diet, shut in _SHUNNED.items() if set(shut) <= known_materials}
    return [
        *(key for key in avoid if key in known_allergens),
        *(key for key in follow if key in known_diets),
        *(key for key in materials if key in known_materials),
    ]


def _allergens(safety: SafetyFacts, locale: str, asked: Collection[str]) -> Iterator[str]:
    rows = (safety.contains, safety.may_contain, safety.free_of, safety.unknown)
    return _marked(locale, rows, vocabulary.allergen, asked)


def _materials(safety: SafetyFacts, locale: str, asked: Collection[str]) -> Iterator[str]:
    made_of = safety.materials
    rows = (made_of.contains, made_of.may_contain, made_of.free_of, made_of.unknown)
    return _marked(locale, rows, vocabulary.material, asked)


def _marked(
    locale: str, rows: Iterable[Collection[str]], word: Callable[[str, str], str], asked: Collection[str]
) -> Iterator[str]:
    """The table's rows, in the order of its kinds, as far as they hold what was asked for."""
    for kind, keys in zip(("contains", "may", "free", "unknown"), rows, strict=True):
        named = [word(locale, key) for key in keys if key in asked]
        if named:
            yield _row(locale, kind, named)


def _diets(safety: SafetyFacts, locale: str, asked: Collection[str]) -> Iterator[str]:
    rows = (("suits", safety.suits), ("unsuited", safety.does_not_suit), ("uncertified", safety.not_certified))
    for kind, keys in rows:
        yield from (text(locale, f"words.diet.{kind}.{key}") for key in keys if key in asked)


def _all_materials(safety: SafetyFacts, follow: Collection[str], materials: Collection[str]) -> frozenset[str]:
    if safety.is_consumable:
        return frozenset(materials)
    return frozenset(materials).union(*(_SHUNNED.get(diet, ()) for diet in follow))


def _row(locale: str, kind: str, named: list[str]) -> str:
    listed = vocabulary.listed(locale, named)
    return f"{text(locale, f'microsite.safe.{kind}')}{_colon(locale)}{listed}"


def _colon(locale: str) -> str:
    return joins(locale)["colon"] + joins(locale)["gap"]


def _joined(rows: list[str]) -> str:
    return "\n".join(row for row in rows if row)
