"""The words by which questions are known, in every language we ship: `assets/translations/concierge.json`.

An entry is one or several words, compared folded (`dietary.tokens`). A star at its end stands for any ending: "deliver*".
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from service.config import ASSETS
from service.dietary.tokens import fold_words

FILE: Final = ASSETS / "translations" / "concierge.json"
_SHORTEST_STEM: Final = 3


@dataclass(frozen=True, slots=True)
class Cue:
    """A phrase of folded words, the role it has; `is_open`: its last word may go on."""

    words: tuple[str, ...]
    role: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class Hit:
    """Words `first` to before `last` of a text stand for a role."""

    first: int
    last: int
    role: str


class Cues:
    """All phrases by the beginning of their first word."""

    def __init__(self, cues: Iterator[Cue]) -> None:
        self._whole: dict[str, list[Cue]] = defaultdict(list)
        self._open: dict[str, list[Cue]] = defaultdict(list)
        for cue in cues:
            is_open = cue.is_open and len(cue.words) == 1
            (self._open if is_open else self._whole)[cue.words[0]].append(cue)

    def find(self, folded: Sequence[str]) -> list[Hit]:
        """Every phrase that stands in the text, wherever and however often."""
        return [hit for place in range(len(folded)) for hit in self._at(folded, place)]

    def _at(self, folded: Sequence[str], place: int) -> Iterator[Hit]:
        word = folded[place]
        for cue in self._whole.get(word, ()):
            last = place + len(cue.words)
            if _stands(cue, folded[place:last]):
                yield Hit(place, last, cue.role)
        for length in range(1, len(word) + 1):
            for cue in self._open.get(word[:length], ()):
                yield Hit(place, place + 1, cue.role)


def _stands(cue: Cue, there: Sequence[str]) -> bool:
    if len(there) != len(cue.words):
        return False
    *whole, last = cue.words
    ends = there[-1].startswith(last) if cue.is_open else there[-1] == last
    return ends and list(there[:-1]) == whole


@cache
def cues() -> Cues:
    """The phrases of all languages at once: people mix them, and nobody says in which they write."""
    return Cues(_read())


def _read() -> Iterator[Cue]:
    loaded: dict[str, dict[str, list[str]]] = json.loads(FILE.read_text(encoding="utf-8"))
    for role, locales in loaded.items():
        for phrases in locales.values():
            for phrase in phrases:
                words = fold_words(phrase.rstrip("*"))
                if words and (len(words) > 1 or len(words[0]) >= _SHORTEST_STEM or not phrase.endswith("*")):
                    yield Cue(words, role, phrase.endswith("*"))
