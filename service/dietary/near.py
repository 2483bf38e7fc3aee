"""Words that are one slip of the finger away from a word we know: a letter too many, too few, wrong, or two in the wrong order.

Similarity only ever raises a question; what somebody avoids is decided by words.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

SHORTEST: Final = 6
"""Letters of the shortest word whose slips are heard: below, too many ordinary words stand one letter apart."""
_LONGEST: Final = 40
"""Longer than any word we know."""


class Near:
    """Known words of at least `shortest` letters, found through what is left of them when one letter is taken out."""

    def __init__(self, words: Iterable[str], shortest: int = SHORTEST) -> None:
        self._shortest = shortest
        self._by_rest: dict[str, list[str]] = defaultdict(list)
        for word in sorted(set(words)):
            if len(word) >= shortest:
                for rest in _rests(word):
                    self._by_rest[rest].append(word)

    def find(self, word: str) -> str | None:
        """A known word that is one slip away, or None. The work grows with the word's length only."""
        if not self._shortest <= len(word) <= _LONGEST:
            return None
        for rest in _rests(word):
            for known in self._by_rest.get(rest, ()):
                if one_slip(known, word):
                    return known
        return None


def _rests(word: str) -> Iterator[str]:
    yield word
    for place in range(len(word)):
        yield word[:place] + word[place + 1 :]


def one_slip(known: str, word: str) -> bool:
    """Whether one letter was added, left out, replaced, or changed places with its neighbour."""
    if known == word or abs(len(known) - len(word)) > 1:
        return False
    start = next((place for place, (a, b) in enumerate(zip(known, word, strict=False)) if a != b), None)
    if start is None:
        return True
    a, b = known[start:], word[start:]
    return a[1:] == b or b[1:] == a or a[1:] == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])
