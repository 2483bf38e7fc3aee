"""What the keys of our vocabulary are called in a reader's language: interests, allergens, diets.

They are kept apart from the sentences because intake reads the same files the other way round.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, Final

from babel.lists import format_list

from renderers.errors import TemplateError
from renderers.translations import CATALOGS, DEFAULT_LOCALE, babel_locale, resolve

INTERESTS: Final = CATALOGS / "interests.json"
DIETARY: Final = CATALOGS / "dietary.json"


def interest(locale: str, value: str) -> str:
    """An interest as a person would say it, "trail running", or the words themselves where they are the person's own."""
    words = _interests().get(value, {})
    return words.get(resolve(locale)) or words.get(DEFAULT_LOCALE) or value


def allergen(locale: str, key: str) -> str:
    """An allergen's label. Raises TemplateError for a key without one."""
    return _dietary("allergens", locale, key)


def diet(locale: str, key: str) -> str:
    """A diet's label. Raises TemplateError for a key without one."""
    return _dietary("diets", locale, key)


def allergens(locale: str, keys: Iterable[str]) -> str:
    """Several allergens as the reader's language lists them: "milk, eggs and nuts"."""
    return listed(locale, (allergen(locale, key) for key in keys))


def diets(locale: str, keys: Iterable[str]) -> str:
    """Several diets as the reader's language lists them."""
    return listed(locale, (diet(locale, key) for key in keys))


def listed(locale: str, words: Iterable[str]) -> str:
    """Words joined as the reader's language does it."""
    return str(format_list(list(words), locale=babel_locale(locale)))


def _dietary(kind: str, locale: str, key: str) -> str:
    try:
        return str(_tree()[kind][key][resolve(locale)]["label"])
    except KeyError:
        raise TemplateError(f"There is no word for {key!r} in {DIETARY.name}.", where=resolve(locale)) from None


@cache
def _interests() -> Mapping[str, Mapping[str, str]]:
    words: Mapping[str, Mapping[str, str]] = json.loads(INTERESTS.read_text(encoding="utf-8"))
    return words


@cache
def _tree() -> Mapping[str, Any]:
    tree: Mapping[str, Any] = json.loads(DIETARY.read_text(encoding="utf-8"))
    return tree
