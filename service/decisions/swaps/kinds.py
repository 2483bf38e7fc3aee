"""What somebody asks for in their own words, found among the words of products: exactly, by how it begins, or with a slip.

Only words decide here, and only among products that may be shown already: a match makes nothing safe.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

EXACT: Final = 1.0
BEGINS: Final = 0.8
SLIPPED: Final = 0.6
"""How much a word counts that stands there as it was asked, begins alike, or is one or two letters away."""
KEY: Final = 1.5
"""A word for what a product is (its category, its interests, its shape) says more than one in its name or line."""
BEGINS_FROM: Final = 4
"""Letters from which the beginning of a word is looked for, on either side: "knit" finds "knitting", "hikes" "hike"."""
SLIPS_FROM: Final = 5
"""Letters from which slips are forgiven."""
ALIKE: Final = 0.8
"""Share of equal letters, as `difflib` counts it, from which a word is taken for one with slips."""
_ENDING: Final = 3
"""Letters by which the longer of two words that begin alike may go on, where the product's is the shorter."""
_CLOSE_ENOUGH: Final = 0.5
"""What matches less than half as well as the best is left out."""


@dataclass(frozen=True, slots=True)
class Words:
    """A product's words, folded: `keys` for what it is, `texts` of its name and line, in every language."""

    code: str
    keys: frozenset[str]
    texts: frozenset[str]


def find_kind(asked: Sequence[Sequence[str]], products: Mapping[str, Words]) -> tuple[str, ...]:
    """Ids of the products that match, best first, equals by code. `asked`: each word in all the spellings it may have."""
    vocabulary = _Vocabulary(products.values())
    wanted = [vocabulary.near(spellings) for spellings in asked]
    scores = {key: sum(_score(found, words) for found in wanted) for key, words in products.items()}
    best = max(scores.values(), default=0.0)
    if not best:
        return ()
    kept = [key for key, score in scores.items() if score and score >= _CLOSE_ENOUGH * best]
    return tuple(sorted(kept, key=lambda key: (-scores[key], products[key].code)))


class _Vocabulary:
    """All words of some products."""

    def __init__(self, products: Iterable[Words]) -> None:
        self._all = sorted({word for one in products for word in one.keys | one.texts})

    def near(self, spellings: Sequence[str]) -> dict[str, float]:
        """Words that stand for the asked one, each with how well; slips only where nothing better is there."""
        found: dict[str, float] = {}
        for asked in spellings:
            for word in self._all:
                if word == asked:
                    found[word] = EXACT
                elif _begins(word, asked):
                    found.setdefault(word, BEGINS)
        return found or {word: SLIPPED for asked in spellings for word in self._slips(asked)}

    def _slips(self, asked: str) -> list[str]:
        if len(asked) < SLIPS_FROM:
            return []
        near = [word for word in self._all if abs(len(word) - len(asked)) <= 2 and len(word) >= SLIPS_FROM]
        return get_close_matches(asked, near, n=5, cutoff=ALIKE)


def _begins(word: str, asked: str) -> bool:
    if _is_sign(asked[:1]):
        # Signs of words stand in other words without a space.
        return asked in word or (len(word) > 1 and word in asked)
    if len(asked) >= BEGINS_FROM and word.startswith(asked):
        return True
    return len(word) >= BEGINS_FROM and asked.startswith(word) and len(asked) - len(word) <= _ENDING


def _is_sign(letter: str) -> bool:
    return "\u3040" <= letter <= "\u9fff"


def _score(found: Mapping[str, float], words: Words) -> float:
    """How well one asked word is answered by a product: by its best word."""
    keys = max((KEY * found[word] for word in words.keys & found.keys()), default=0.0)
    return max(keys, max((found[word] for word in words.texts & found.keys()), default=0.0))
