"""What the keys of our vocabulary are called in a reader's language: interests, allergens, diets."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, Final, cast

from babel.lists import format_list

from renderers.errors import TemplateError
from renderers.translations import CATALOGS, DEFAULT_LOCALE, babel_locale, resolve

INTERESTS: Final = CATALOGS / "interests.json"
DIETARY: Final = CATALOGS / "dietary.json"


def interest(locale: str, key: str) -> str:
    """An interest as a person would say it: "trail running". Raises TemplateError for a key without a label."""
    return _label(_interests(), "interest", key, locale)


def allergen(locale: str, key: str) -> str:
    """An allergen's label. Raises TemplateError for a key without one."""
    return _label(_dietary("allergens"), "allergen", key, locale)


def diet(locale: str, key: str) -> str:
    """A diet's label. Raises TemplateError for a key without one."""
    return _label(_dietary("diets"), "diet", key, locale)


def allergens(locale: str, keys: Iterable[str]) -> str:
    """Several allergens as the reader's language lists them: "milk, eggs and nuts"."""
    return listed(locale, (allergen(locale, key) for key in keys))


def diets(locale: str, keys: Iterable[str]) -> str:
    """Several diets as the reader's language lists them."""
    return listed(locale, (diet(locale, key) for key in keys))


def listed(locale: str, words: Iterable[str]) -> str:
    """Words joined as the reader's language does it."""
    return str(format_list(list(words), locale=babel_locale(locale)))


def _label(labels: Mapping[str, Mapping[str, str]], what: str, key: str, locale: str) -> str:
    by_locale = labels.get(key, {})
    label = by_locale.get(resolve(locale)) or by_locale.get(DEFAULT_LOCALE)
    if not label:
        raise TemplateError(f"There is no label for the {what} {key!r}.", where=locale)
    return label


@cache
def _interests() -> Mapping[str, Mapping[str, str]]:
    return cast("Mapping[str, Mapping[str, str]]", json.loads(INTERESTS.read_text(encoding="utf-8")))


@cache
def _dietary(part: str) -> Mapping[str, Mapping[str, str]]:
    tree: dict[str, dict[str, dict[str, dict[str, Any]]]] = json.loads(DIETARY.read_text(encoding="utf-8"))
    return {key: {locale: str(entry["label"]) for locale, entry in by.items()} for key, by in tree[part].items()}
