"""The words that lists of people use for what is not a name, not a title, not an answer: `assets/translations/list_words.json`."""

from __future__ import annotations

import json
from functools import cache
from typing import Final

from service.config import ASSETS
from service.folding import fold

VOCABULARY: Final = ASSETS / "translations" / "list_words.json"


def words(kind: str) -> frozenset[str]:
    """The words of a kind as they stand there."""
    return frozenset(_all()[kind])


def folded(kind: str) -> frozenset[str]:
    """The same, folded for comparing."""
    return frozenset(map(fold, _all()[kind]))


@cache
def _all() -> dict[str, list[str]]:
    listed: dict[str, list[str]] = json.loads(VOCABULARY.read_text("utf-8"))
    return listed
