"""The words of a sheet of gifts in every language we ship, from `assets/translations/gift_sheets.json`: headings, kinds, marks."""

from __future__ import annotations

import json
from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache
from typing import Any, Final, Literal, cast, get_args

from service import said
from service.catalog.entry import GROUPS, LANGUAGES
from service.catalog.sheets.marks.headings import mark_field, named_by
from service.config import ASSETS
from service.dietary.read_diet import DietReading
from service.folding import fold

VOCABULARY: Final = ASSETS / "translations" / "gift_sheets.json"
Field = Literal[
    "code",
    "product",
    "variant",
    "name",
    "line",
    "inside",
    "kind",
    "category",
    "price",
    "currency",
    "countries",
    "origin",
    "tariff",
    "delivered",
    "stock",
    "lead_days",
    "restock_on",
    "perishable",
    "alcohol",
    "min_age",
    "contains",
    "may_contain",
    "free_from",
    "suits",
    "suits_not",
    "materials",
    "materials_free",
    "source",
    "source_date",
    "interests",
    "inscription",
    "picture",
]
FIELDS: Final[tuple[Field, ...]] = get_args(Field)
REQUIRED: Final[tuple[Field, ...]] = ("name", "price", "countries", "stock")
"""Columns without which a sheet cannot be read."""
TITLES: Final[Mapping[Field, str]] = {
    "code": "Code",
    "product": "Product",
    "variant": "Version",
    "name": "Gift",
    "line": "One line",
    "inside": "What’s inside",
    "kind": "Kind",
    "category": "Category",
    "price": "Price",
    "currency": "Currency",
    "countries": "Countries",
    "origin": "Lies in",
    "tariff": "Kind of goods",
    "delivered": "Price covers",
    "stock": "Stock",
    "lead_days": "Lead days",
    "restock_on": "Restock on",
    "perishable": "Perishable",
    "alcohol": "Alcohol",
    "min_age": "Minimum age",
    "contains": "Contains",
    "may_contain": "May contain",
    "free_from": "Free from",
    "suits": "Suits",
    "suits_not": "Doesn’t suit",
    "materials": "Materials and scents",
    "materials_free": "Free of materials",
    "source": "Source",
    "source_date": "Source date",
    "interests": "Interests",
    "inscription": "Inscription",
    "picture": "Picture",
}
_SAID: Final[Mapping[str, str]] = {
    "free": "free of {}",
    "traces": "traces of {}",
    "not": "not for {}",
    "part": "one of {}",
}
"""How pages call a column by what its heading says of a mark."""
_TEXTS: Final = ("name", "line", "inside")
_NEAR: Final = 0.84
_CLEARING: Final[frozenset[Field]] = frozenset({"free_from", "suits", "materials_free"})


@cache
def _all() -> dict[str, Any]:
    listed: dict[str, Any] = json.loads(VOCABULARY.read_text("utf-8"))
    return listed


@cache
def words(kind: str) -> frozenset[str]:
    """The words of a list, folded: "yes", "no", "traces", "all", "nothing"."""
    return frozenset(map(fold, _all()[kind]))


@cache
def _meanings(kind: str) -> dict[str, str]:
    return {fold(word): meaning for meaning, listed in _all()[kind].items() for word in listed}


def meaning(kind: str, text: str) -> str | None:
    """What a word of "kinds", "sources" or "inscriptions" means; None where nobody taught us."""
    return _meanings(kind).get(fold(text))


def near_meaning(kind: str, text: str) -> str | None:
    """The one that is likely meant by a word with a slip in it."""
    close = get_close_matches(fold(text), _meanings(kind), n=1, cutoff=_NEAR)
    return _meanings(kind)[close[0]] if close else None


@cache
def mark_words(group: str) -> Mapping[str, str]:
    """What a cell below a single allergen, diet or material may say, folded -> its mark."""
    marks = ("suited", "not", "unknown") if group == "diets" else ("contains", "may_contain", "absent", "unknown")
    return {fold(word) or word: mark for mark in marks for word in _all()["marks"][mark]}


def field_of(heading: str) -> str | None:
    """The field of a heading: one of FIELDS; "name:cs" for a text in another language; "allergens.milk" for a column of its own,
    with what its heading says of it ("allergens.milk:free", see `marks.headings`).

    None for a column that is not read.
    """
    plain = fold(heading.replace("_", " "))
    if not plain:
        return None
    if (known := _headings().get(plain)) is not None:
        return known
    base, _, language = plain.rpartition(" ")
    if language in LANGUAGES and _headings().get(base) in _TEXTS:
        return _headings()[base] if language == "en" else f"{_headings()[base]}:{language}"
    return mark_field(heading)


def near_field(heading: str) -> Field | None:
    """The field that is likely meant by a heading with a slip in it; never one that makes gifts safe: "does contain" is near to
    "does not contain"."""
    close = get_close_matches(fold(heading), _headings(), n=1, cutoff=_NEAR)
    near = _headings()[close[0]] if close else None
    return None if near in _CLEARING or named_by(heading) else near


def keys_in(group: str, read: DietReading) -> tuple[str, ...]:
    """What a reading names of a group: "allergens.milk"."""
    named = {"allergens": read.avoid, "diets": read.follow, "materials": read.materials}[group]
    return tuple(f"{group}.{name}" for name, bit in GROUPS[group].items() if bit & named)


@cache
def _headings() -> dict[str, Field]:
    found: dict[str, Field] = {}
    for field in FIELDS:
        for listed in _all()["fields"][field].values():
            for heading in listed:
                found.setdefault(fold(heading), field)
        found.setdefault(fold(field.replace("_", " ")), field)
    return found


def title_of(field: str) -> str:
    """A field as pages call it."""
    if field in TITLES:
        return TITLES[cast("Field", field)]
    base, _, more = field.partition(":")
    group, _, name = base.partition(".")
    if group in GROUPS:
        thing = said.mark(name)
        return _SAID.get(more, "{}").format(thing).capitalize()
    return f"{TITLES[cast('Field', base)]} ({more})" if more else field


def is_heading(cell: str) -> bool:
    """Whether a cell is one of the headings of a sheet of gifts."""
    return field_of(cell) is not None
