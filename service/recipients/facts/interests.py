"""The interests we have a word for, in any language we ship. What we have none for stays in the person's own words."""

from __future__ import annotations

import json
from functools import lru_cache

from service.config import ASSETS
from service.folding import fold


def find_interest(words: str) -> str | None:
    """The key of an interest, from its key, its label in any language or another word for it; None where we have no word for it."""
    return _keys().get(_folded(words))


@lru_cache(maxsize=1)
def _keys() -> dict[str, str]:
    labels: dict[str, dict[str, str]] = json.loads((ASSETS / "translations" / "interests.json").read_text("utf-8"))
    others: dict[str, list[str]] = json.loads((ASSETS / "translations" / "interest_words.json").read_text("utf-8"))
    found = {_folded(key): key for key in labels}
    for key, by_language in labels.items():
        for label in (*by_language.values(), *others.get(key, ())):
            found.setdefault(_folded(label), key)
    return found


def _folded(words: str) -> str:
    """As `fold`, and without the difference between spaces, underscores and plus signs between words."""
    return " ".join(fold(words.replace("_", " ").replace("+", " ")).split())
