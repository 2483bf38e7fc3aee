"""What the rules of companies would call a product: a sort, by its kind and by the words that its category stands under."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Final

from service.config import ASSETS
from service.folding import fold

_OF_KIND: Final = {"edible": "food", "skin": "cosmetics"}


def sort_of(category: str, kind: str) -> str:
    """A code of `stated.rules.SORTS`; "" where the category is a word that nobody has put under one."""
    return _OF_KIND.get(kind) or _words().get(_plain(category), "")


@cache
def _words() -> Mapping[str, str]:
    told: Mapping[str, list[str]] = json.loads((ASSETS / "translations" / "policy_sorts.json").read_text("utf-8"))
    return {_plain(word): sort for sort, words in told.items() for word in words}


def _plain(category: str) -> str:
    return " ".join(fold(category.replace("_", " ")).split())
