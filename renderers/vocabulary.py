"""The words for keys in data, in the reader's language: allergens, diets, interests, categories.

They are kept apart from the sentences because intake reads the same files the other way round. A key nobody has a word for is
an error for allergens and diets; an interest may be the person's own words and then stands as it is.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from babel.lists import format_list

from renderers.errors import TemplateError
from renderers.translations import CATALOGS, DEFAULT_LOCALE, babel_locale, resolve

_DIETARY: Final = CATALOGS / "dietary.json"


def allergen(locale: str, key: str) -> str:
    """What an allergen is called. Raises TemplateError for a key without a word."""
    return _dietary("allergens", locale, key)


def diet(locale: str, key: str) -> str:
    """What a diet is called. Raises TemplateError for a key without a word."""
    return _dietary("diets", locale, key)


def interest(locale: str, value: str) -> str:
    """What an interest is called, or the words themselves where they are the person's own."""
    return _word("interests", locale, value)


def category(locale: str, value: str) -> str:
    """What a category of the catalog is called, or the words themselves."""
    return _word("categories", locale, value)


def allergens() -> tuple[str, ...]:
    """Every allergen's key in the order of the vocabulary."""
    return tuple(_read("dietary")["allergens"])


def diets() -> tuple[str, ...]:
    """Every diet's key in the order of the vocabulary."""
    return tuple(_read("dietary")["diets"])


def listed(locale: str, words: list[str]) -> str:
    """Words as a list with the language's own last "and": milk, eggs and soya."""
    return str(format_list(words, locale=babel_locale(locale)))


def _dietary(kind: str, locale: str, key: str) -> str:
    try:
        return str(_read("dietary")[kind][key][resolve(locale)]["label"])
    except KeyError:
        raise TemplateError(f"There is no word for {key} in {_DIETARY.name}.", where=resolve(locale)) from None


def _word(file: str, locale: str, value: str) -> str:
    words: Mapping[str, str] = _read(file).get(value, {})
    return words.get(resolve(locale)) or words.get(DEFAULT_LOCALE) or value


@cache
def _read(name: str) -> Mapping[str, Any]:
    path = CATALOGS / f"{name}.json"
    if not path.exists():
        return {}
    words: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return words
