"""The dietary words of every language we know, ready to be looked up: read once, from the files in `assets/translations`.

`dietary.json` has the words that a dietary cell may hold; `dietary_prose.json` adds what only tells in running text. A phrase is
looked up whole, the longest first, whatever language it is in.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Final

from service.config import ASSETS
from service.dietary.tokens import fold_words, without_particle
from service.dietary.vocabulary import ALLERGENS, DIETS, MATERIALS, Allergen, Diet, Material

VOCABULARY: Final = ASSETS / "translations" / "dietary.json"
PROSE: Final = ASSETS / "translations" / "dietary_prose.json"
KINDS: Final = ("allergens", "diets", "materials")


@dataclass(slots=True)
class Meaning:
    """What a phrase means; several at once where a word is wide ("shellfish") or shared between languages.

    `roles` are the lists of the files in which the phrase stands ("before", "unsure"); the readers say what each does.
    """

    avoid: Allergen = Allergen(0)  # noqa: RUF009 (flags are immutable)
    follow: Diet = Diet(0)  # noqa: RUF009
    materials: Material = Material(0)  # noqa: RUF009
    roles: set[str] = field(default_factory=set)
    allergy: bool = False
    """Whether it speaks of an allergy or intolerance ("allergic", "Nussallergie")."""
    denies: bool = False
    """Whether a denial is part of it ("no gluten")."""

    @property
    def names(self) -> bool:
        """Whether it names an allergen, a diet or a material."""
        return bool(self.avoid or self.follow or self.materials)

    def names_more_than(self, other: Meaning) -> bool:
        """Whether it names something that the other does not."""
        return bool(self.avoid & ~other.avoid or self.follow & ~other.follow or self.materials & ~other.materials)


class Lexicon:
    """Phrases and their meanings."""

    def __init__(self) -> None:
        self.phrases: dict[tuple[str, ...], Meaning] = {}
        self._lengths: dict[str, tuple[int, ...]] = {}

    def add(self, phrase: str) -> Meaning:
        """The meaning of a phrase, made if it is new. Raises ValueError for a phrase without a word."""
        words = fold_words(phrase)
        if not words:
            raise ValueError(f"{phrase!r} has no word in it.")
        if words not in self.phrases:
            self.phrases[words] = Meaning()
            self._lengths[words[0]] = tuple(sorted({*self._lengths.get(words[0], ()), len(words)}, reverse=True))
        return self.phrases[words]

    def at(self, words: Sequence[str], place: int) -> tuple[int, Meaning] | None:
        """The longest phrase that begins at `place`, with its number of words."""
        found = self._at(words, place, words[place])
        if found is None:
            inner = (self._at(words, place, bare) for bare in without_particle(words[place]))
            return next((one for one in inner if one is not None), None)
        return found

    def _at(self, words: Sequence[str], place: int, first: str) -> tuple[int, Meaning] | None:
        for length in self._lengths.get(first, ()):
            if place + length <= len(words):
                meaning = self.phrases.get((first, *words[place + 1 : place + length]))
                if meaning is not None:
                    return length, meaning
        return None


_one_lexicon: Final = Lock()


@cache
def cell_lexicon() -> Lexicon:
    """The words of a dietary cell."""
    lexicon = Lexicon()
    _fill(lexicon, _load(VOCABULARY))
    _complete(lexicon)
    return lexicon


def prose_lexicon() -> Lexicon:
    """The words of a dietary cell, and those that tell in running text only. One for the whole process, also where two threads ask
    for the first time at once: what a meaning tells is kept by its identity."""
    with _one_lexicon:
        return _prose_lexicon()


@cache
def _prose_lexicon() -> Lexicon:
    lexicon = Lexicon()
    _fill(lexicon, _load(VOCABULARY))
    _fill(lexicon, {name: words for name, words in _load(PROSE).items() if name != "stems"})
    _complete(lexicon)
    return lexicon


@cache
def stems() -> Mapping[str, tuple[str, ...]]:
    """Name of a list of word parts -> the parts, folded; as they stand inside compounds and inflected words."""
    return {
        name: tuple(dict.fromkeys("".join(fold_words(part)) for part in strings(locale, PROSE)))
        for name, locale in _mapping(_load(PROSE)["stems"], PROSE).items()
    }


@cache
def spellings() -> frozenset[str]:
    """The phrases that are other words without their accents, as they must be written."""
    locales = _mapping(_load(PROSE)["spelled"], PROSE).values()
    return frozenset(phrase.casefold() for words in locales for phrase in strings(words, PROSE))


def named(kinds: Sequence[str] = KINDS) -> Iterator[tuple[str, str, str, str]]:
    """Kind, key, language and phrase of every label and synonym."""
    vocabulary = _load(VOCABULARY)
    for kind in kinds:
        for name, locales in _mapping(vocabulary[kind], VOCABULARY).items():
            for locale, entry in _mapping(locales, VOCABULARY).items():
                words = _mapping(entry, VOCABULARY)
                for phrase in (words["label"], *strings(words["synonyms"], VOCABULARY)):
                    yield kind, name, locale, str(phrase)


def _fill(lexicon: Lexicon, loaded: Mapping[str, object]) -> None:
    if "allergens" in loaded:
        for kind, name, _, phrase in named():
            meaning = lexicon.add(phrase)
            if kind == "allergens":
                meaning.avoid |= ALLERGENS[name]
            elif kind == "diets":
                meaning.follow |= DIETS[name]
            else:
                meaning.materials |= MATERIALS[name]
    _fill_roles(lexicon, loaded, without=KINDS)


def fill_roles(lexicon: Lexicon, path: Path, without: Sequence[str] = ()) -> None:
    """Adds the lists of a file, each phrase with the name of its list as its role."""
    _fill_roles(lexicon, _load(path), without)


def _fill_roles(lexicon: Lexicon, loaded: Mapping[str, object], without: Sequence[str]) -> None:
    for role, locales in loaded.items():
        if role not in without:
            for words in _mapping(locales, VOCABULARY).values():
                for phrase in strings(words, VOCABULARY):
                    lexicon.add(phrase).roles.add(role)


def _complete(lexicon: Lexicon) -> None:
    """Says of each phrase what its own words say."""
    allergy = stems()["allergy"]
    denials = {words for words, meaning in lexicon.phrases.items() if "before" in meaning.roles}
    longest = max(len(words) for words in denials)
    for words, meaning in lexicon.phrases.items():
        whole = "".join(words)
        if not meaning.names and meaning.roles & {"always", "other"}:
            _take_over(lexicon, words, meaning)
        meaning.allergy = any(stem in whole for stem in allergy)
        meaning.denies = any(words[:length] in denials for length in range(1, min(longest + 1, len(words))))


def _take_over(lexicon: Lexicon, words: tuple[str, ...], meaning: Meaning) -> None:
    """Gives a longer phrase the diets of the words in it ("not vegan"), and what else they name where the phrase always tells."""
    for first in range(len(words)):
        for last in range(first + 1, len(words) + 1):
            inner = lexicon.phrases.get(words[first:last])
            if inner is not None and inner is not meaning:
                meaning.follow |= inner.follow
                if "always" in meaning.roles:
                    meaning.avoid |= inner.avoid
                    meaning.materials |= inner.materials


@cache
def _load(path: Path) -> Mapping[str, object]:
    loaded: Mapping[str, object] = json.loads(path.read_text(encoding="utf-8"))
    return loaded


def _mapping(value: object, path: Path) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise ValueError(f"{path.name}: expected languages with their words.")
    return value


def strings(value: object, path: Path) -> list[str]:
    """A list of words of a file. Raises ValueError for anything else."""
    if not isinstance(value, list):
        raise ValueError(f"{path.name}: expected a list of words.")
    return [str(one) for one in value]
