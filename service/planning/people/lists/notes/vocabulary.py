"""The words by which notes are read, in every language at once: `assets/translations/note_words.json` and the interests' labels.

They are compared as dietary words are (`dietary/tokens`): without case, accents or widths, Japanese sign by sign.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final, Literal

from service.config import ASSETS
from service.dietary.tokens import Words, fold_words
from service.sheets.text import REMEMBERED

Cue = Literal["likes", "has", "dislikes", "not", "absent", "until", "back", "only"]
_CUES: Final[tuple[Cue, ...]] = ("likes", "has", "dislikes", "not", "absent", "until", "back", "only")
_TRANSLATIONS: Final = ASSETS / "translations"
_SHORTEST: Final = 2
"""Letters by which the beginning of a word is looked up."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A phrase in a text: its words from `first` to before `last`, and what it stands for."""

    first: int
    last: int
    value: str


@dataclass(slots=True)
class Phrases:
    """Phrases that are found in a text, the longest first; one whose only word ends with a star is found by its beginning."""

    whole: dict[str, list[tuple[tuple[str, ...], str]]] = field(default_factory=lambda: defaultdict(list))
    begun: dict[str, list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))
    _begins: dict[str, bool] = field(default_factory=dict)
    """Word -> whether a phrase may begin with it; emptied when it is full."""

    def add(self, phrase: str, value: str) -> None:
        """Teaches one phrase."""
        words = fold_words(phrase.removesuffix("*"))
        if phrase.endswith("*") and len(words) == 1:
            self.begun[words[0][:_SHORTEST]].append((words[0], value))
        elif words:
            self.whole[words[0]].append((words, value))

    def settle(self) -> Phrases:
        """The same, the longest of each beginning first."""
        for found in self.whole.values():
            found.sort(key=lambda one: -len(one[0]))
        return self

    def find(self, words: Words) -> Iterator[Heard]:
        """The phrases of a text in their order; none overlaps another."""
        said, place, begins = words.folded, 0, self._begins
        while place < len(said):
            if begins.get(said[place]) is False or not self.may_begin(said[place]):
                place += 1
                continue
            heard = self._at(said, place)
            if heard is not None:
                yield heard
            place = heard.last if heard is not None else place + 1

    def may_begin(self, word: str) -> bool:
        """Whether a phrase begins with the word: most words of most notes begin none."""
        begins = self._begins.get(word)
        if begins is None:
            if len(self._begins) >= REMEMBERED:
                self._begins.clear()
            beginnings = self.begun.get(word[:_SHORTEST], ())
            begins = self._begins[word] = word in self.whole or any(word.startswith(one) for one, _ in beginnings)
        return begins

    def _at(self, said: list[str], place: int) -> Heard | None:
        for phrase, value in self.whole.get(said[place], ()):
            if tuple(said[place : place + len(phrase)]) == phrase:
                return Heard(place, place + len(phrase), value)
        for beginning, value in self.begun.get(said[place][:_SHORTEST], ()):
            if said[place].startswith(beginning):
                return Heard(place, place + 1, value)
        return None


@cache
def cues() -> Phrases:
    """What stands at a fact and says what it is: value is a Cue."""
    return _phrases((cue, _all()[cue]) for cue in _CUES)


@cache
def days() -> Phrases:
    """Those of them that stand at a day."""
    return _phrases((cue, _all()[cue]) for cue in ("until", "back"))


@cache
def interests() -> Phrases:
    """Everything that names an interest: value is its key."""
    labels: dict[str, dict[str, str]] = _read("interests")
    others: dict[str, list[str]] = _read("interest_words")
    found = Phrases()
    for key, by_language in labels.items():
        more = (phrase for words in _all()["interests"].get(key, {}).values() for phrase in words)
        for phrase in (*by_language.values(), *others.get(key, ()), *more):
            found.add(phrase, key)
    return found.settle()


@cache
def things() -> Phrases:
    """Everything that names a thing somebody may own: value is the shape or category of products."""
    return _phrases((key, words) for key, words in _all()["things"].items())


@cache
def never() -> Phrases:
    """Words about health, faith, family, origin and sexuality: value is which."""
    return _phrases((kind, words) for kind, words in _all()["never"].items())


@cache
def stop() -> Phrases:
    """Words by which nobody is to be written to."""
    return _phrases([("stop", _all()["stop"])])


@cache
def stop_alone() -> frozenset[tuple[str, ...]]:
    """The same, where the note says nothing else."""
    return frozenset(fold_words(word) for words in _all()["stop_alone"].values() for word in words)


def _phrases(groups: Iterable[tuple[str, dict[str, list[str]]]]) -> Phrases:
    found = Phrases()
    for value, by_language in groups:
        for phrase in (phrase for words in by_language.values() for phrase in words):
            found.add(phrase, value)
    return found.settle()


@cache
def _all() -> dict[str, Any]:
    return _read("note_words")


def _read(name: str) -> dict[str, Any]:
    said: dict[str, Any] = json.loads((_TRANSLATIONS / f"{name}.json").read_text("utf-8"))
    said.pop("_about", None)
    return said
