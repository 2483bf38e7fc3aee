"""What a product is marked with, as the console says it: what matters to somebody, never "not food" as a reason for safe."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from renderers.language import vocabulary
from service.catalog.models import Product
from service.dietary.vocabulary import ALLERGENS, DIETS, MATERIALS

_LOCALE: Final = "en"
_KINDS: Final[Mapping[str, str]] = {"edible": "Food or drink", "skin": "For the skin", "neither": "Not food"}
_WARNINGS: Final = (
    ("contains", "contains"),
    ("may_contain", "may contain"),
    ("unknown", "not stated, which counts as not safe:"),
)


def describe_marks(product: Product) -> str:
    """One line: "Not food; contains leather; not stated, which counts as not safe: nickel". A missing mark is not stated."""
    return "; ".join([_KINDS[product.kind], *_warnings(product), *_cleared(product)])


def safe_for(product: Product) -> tuple[str, str, str]:
    """(state of the kit, words, what follows) for the list: what matters to somebody, never "not food" as a reason for safe."""
    if product.recalled_at is not None:
        return "stop", "Nobody", "recalled"
    if product.retired_at is not None:
        return "off", "Nobody new", "retired; whoever was promised it keeps it"
    if product.is_unsettled:
        return "stop", "Nobody yet", "its texts name food or skin; say that it’s neither"
    contained = [words for words in _warnings(product) if not words.startswith("not stated")]
    parts = [_KINDS[product.kind], *contained] if product.kind != "edible" else contained
    if product.unknown_marks:
        parts.append(f"{product.unknown_marks} {'mark' if product.unknown_marks == 1 else 'marks'} unknown")
        return "need", _joined(parts), "not for anyone who avoids what’s unknown"
    if contained or not _suits_everybody(product):
        return "need", _joined(parts), "not for anyone who avoids it"
    return "ok", "Everyone", "; ".join(_cleared(product))


def _joined(parts: list[str]) -> str:
    whole = "; ".join(parts)
    return whole[:1].upper() + whole[1:]


def _suits_everybody(product: Product) -> bool:
    return product.kind == "neither" or all(_mark(product.diets, key) == "suited" for key in DIETS)


def _warnings(product: Product) -> Iterator[str]:
    allergens = ALLERGENS if product.kind != "neither" else ()
    for mark, words in _WARNINGS:
        named = [vocabulary.allergen(_LOCALE, key) for key in allergens if _mark(product.allergens, key) == mark]
        named += [vocabulary.material(_LOCALE, key) for key in MATERIALS if _mark(product.materials, key) == mark]
        if named:
            yield f"{words} {vocabulary.listed(_LOCALE, named)}"


def _cleared(product: Product) -> Iterator[str]:
    """What the product is free of as a whole, said only where every single mark says so."""
    if product.kind != "neither" and all(_mark(product.allergens, key) == "absent" for key in ALLERGENS):
        yield f"none of the {len(ALLERGENS)} allergens"
    if all(_mark(product.materials, key) == "absent" for key in MATERIALS):
        yield f"none of the {len(MATERIALS)} materials and scents"


def _mark(marks: Mapping[str, str], key: str) -> str:
    return marks.get(key, "unknown")
