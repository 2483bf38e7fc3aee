"""The words for keys in data, in the reader's language: allergens, diets, materials, interests.

They are kept apart from the sentences because intake reads the same files the other way round. A key nobody has a word for is
an error for allergens, diets and materials; an interest may be the person's own words and then stands as it is.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from typing import Any, Final

from babel.lists import format_list

from renderers.errors import TemplateError
from renderers.language.joins import joins
from renderers.language.translations import CATALOGS, DEFAULT_LOCALE, babel_locale, resolve, text

NO_PORK: Final = "no_pork"
"""Followed by people and stated of no product, so that no list is read by its words."""


def allergen(locale: str, key: str) -> str:
    """What an allergen is called. Raises TemplateError for a key without a word."""
    return _dietary("allergens", locale, key)


def diet(locale: str, key: str) -> str:
    """What a diet is called. Raises TemplateError for a key without a word."""
    if key == NO_PORK:
        return text(locale, f"words.diet.label.{key}")
    return _dietary("diets", locale, key)


def material(locale: str, key: str) -> str:
    """What a material or scent is called. Raises TemplateError for a key without a word."""
    return _dietary("materials", locale, key)


def interest(locale: str, value: str) -> str:
    """What an interest is called, or the words themselves where they are the person's own."""
    words: Mapping[str, str] = _read("interests").get(value, {})
    return words.get(resolve(locale)) or words.get(DEFAULT_LOCALE) or value


def allergens(locale: str, keys: Iterable[str]) -> str:
    """Several allergens as the language lists them: milk, eggs and soya."""
    return listed(locale, [allergen(locale, key) for key in keys])


def materials(locale: str, keys: Iterable[str]) -> str:
    """Several materials as the language lists them: leather, wool and nickel."""
    return listed(locale, [material(locale, key) for key in keys])


def listed(locale: str, words: Iterable[str]) -> str:
    """Words joined with the language's own last "and"; by commas alone where one of them has an "and" of its own."""
    return _joined(locale, tuple(words))


@lru_cache(maxsize=4096)
def _joined(locale: str, words: tuple[str, ...]) -> str:
    last_two = str(format_list(["", ""], locale=babel_locale(locale))).replace("\N{NO-BREAK SPACE}", " ")
    if len(words) > 1 and any(last_two in word for word in words):
        # "Cereals containing gluten and sulphur dioxide and sulphites" says what the cereals contain.
        return joins(locale)["comma"].join(words)
    return str(format_list(list(words), locale=babel_locale(locale)))


def _dietary(kind: str, locale: str, key: str) -> str:
    try:
        words: Mapping[str, str] = _read("dietary")[kind][key][resolve(locale)]
        # A label is also what a list may say, so that it must be plain alone; among other words it may be `shown` shorter.
        return words.get("shown") or words["label"]
    except KeyError:
        raise TemplateError(f"There is no word for {key} in dietary.json.", where=resolve(locale)) from None


@cache
def allergen_keys() -> tuple[str, ...]:
    """All allergens there are words for, in the order in which a form offers them."""
    return tuple(_read("dietary")["allergens"])


@cache
def diet_keys() -> tuple[str, ...]:
    """All diets there are words for, in the order in which a form offers them."""
    return tuple(_read("dietary")["diets"])


def followed_keys() -> tuple[str, ...]:
    """All diets that a person may say they follow, in the order in which a form offers them."""
    return (*diet_keys(), NO_PORK)


@cache
def material_keys() -> tuple[str, ...]:
    """All materials and scents there are words for, in the order in which they are shown."""
    return tuple(_read("dietary")["materials"])


@cache
def _read(name: str) -> Mapping[str, Any]:
    words: Mapping[str, Any] = json.loads((CATALOGS / f"{name}.json").read_text(encoding="utf-8"))
    return words
