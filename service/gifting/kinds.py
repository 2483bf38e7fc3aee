"""The words that gifts are asked for by: of their names and lines, categories, interests and shapes, in every language we ship."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from functools import cache
from threading import Lock
from typing import Any, Final

from cachetools import LRUCache
from sqlalchemy import select
from sqlalchemy.orm import Session

from service.catalog.models import Product
from service.config import ASSETS
from service.db.writing.chunks import in_chunks
from service.decisions.swaps.kinds import Words
from service.folding import asked_words, searched_words

_KEPT: Final = 20_000
_words: Final[LRUCache[tuple[str, int], Words]] = LRUCache(_KEPT)
"""By a product's id and revision; about three kilobytes each."""
_lock: Final = Lock()
TAPS: Final = (
    "tea",
    "coffee",
    "chocolate",
    "cooking",
    "reading",
    "gardening",
    "music",
    "board_games",
    "running",
    "design",
)
"""Interests that are offered to be tapped by whoever does not want to type."""


def asked_for(text: str) -> tuple[Sequence[str], ...]:
    """The words of what somebody typed that say something about a kind, each in all its spellings."""
    fillers = _fillers()
    return tuple(spelled for spelled in asked_words(text) if not fillers.intersection(spelled))


def words_of(session: Session, revisions: dict[str, int]) -> dict[str, Words]:
    """The words of these products (id -> revision), by id. Each is read once in each of its revisions."""
    with _lock:
        found = {key: kept for key, revision in revisions.items() if (kept := _words.get((key, revision))) is not None}
    for some in in_chunks([key for key in revisions if key not in found]):
        for product in session.scalars(select(Product).where(Product.id.in_(some))):
            words = _read(product)
            found[product.id] = words
            with _lock:
                _words[product.id, product.revision] = words
    return found


def _read(product: Product) -> Words:
    texts: Collection[dict[str, Any]] = product.texts.values()
    called = [
        product.category,
        product.archetype.replace("_", " ").replace("-", " "),
        *_categories().get(product.category, ()),
    ]
    for interest in product.interests:
        called += _interests().get(interest, [interest.replace("_", " ")])
    written = [one[part] for one in texts for part in ("name", "line") if one.get(part)]
    return Words(
        code=product.sku,
        keys=frozenset(word for words in called for word in searched_words(words)) - _fillers(),
        texts=frozenset(word for words in written for word in searched_words(words)) - _fillers(),
    )


@cache
def _kind_words() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((ASSETS / "translations" / "kind_words.json").read_text("utf-8"))
    return loaded


@cache
def _fillers() -> frozenset[str]:
    return frozenset(word for filler in _kind_words()["fillers"] for word in searched_words(filler))


def _categories() -> dict[str, list[str]]:
    found: dict[str, list[str]] = _kind_words()["categories"]
    return found


@cache
def _interests() -> dict[str, list[str]]:
    """Every interest by its key: its key in words, its labels and what else it is called."""
    folder = ASSETS / "translations"
    labels: dict[str, dict[str, str]] = json.loads((folder / "interests.json").read_text("utf-8"))
    others: dict[str, Any] = json.loads((folder / "interest_words.json").read_text("utf-8"))
    return {
        key: [key.replace("_", " "), *by_language.values(), *others.get(key, ())] for key, by_language in labels.items()
    }
