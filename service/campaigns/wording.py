"""The words of a campaign or a product in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

Words = TypeVar("Words")


def in_language(texts: Mapping[str, Words], locale: str) -> Words:
    """The words of the locale, of its language, or else the English ones, which are always there."""
    return texts[language_of(texts, locale)]


def language_of(texts: Mapping[str, object], locale: str) -> str:
    """The key under which `in_language` finds its words."""
    return next((wanted for wanted in (locale, locale.partition("-")[0]) if texts.get(wanted)), "en")
