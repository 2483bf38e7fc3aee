"""The campaign's own words in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping


def in_language(texts: Mapping[str, str], locale: str) -> str:
    """The text of the locale, of its language, or else the English one, which every campaign has."""
    return texts.get(locale) or texts.get(locale.split("-", maxsplit=1)[0]) or texts["en"]
