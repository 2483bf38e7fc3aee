"""The words that lists of people use for what is not a name, not a title, not an answer: `assets/translations/list_words.json`."""

from __future__ import annotations

import json
from functools import cache
from typing import Any, Final

from service.config import ASSETS
from service.folding import fold

VOCABULARY: Final = ASSETS / "translations" / "list_words.json"
CLDR_NAMES: Final = ASSETS / "translations" / "cldr_names.json"
"""Written by `python -m workshop.names`, from what Babel knows."""


def words(kind: str) -> frozenset[str]:
    """The words of a kind as they stand there."""
    return frozenset(_all()[kind])


def folded(kind: str) -> frozenset[str]:
    """The same, folded for comparing."""
    return frozenset(map(fold, _all()[kind]))


def cldr_names(kind: str) -> dict[str, dict[str, Any]]:
    """Language -> code -> name for the kinds "countries" and "languages"; language -> name -> number for "months". Read anew each
    time: whoever asks keeps what they look up, folded."""
    listed: dict[str, dict[str, Any]] = json.loads(CLDR_NAMES.read_text("utf-8"))[kind]
    return listed


@cache
def _all() -> dict[str, list[str]]:
    listed: dict[str, list[str]] = json.loads(VOCABULARY.read_text("utf-8"))
    return listed
