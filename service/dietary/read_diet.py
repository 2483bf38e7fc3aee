"""One diet cell of an upload, in any of the languages we know: what it certainly says, and what it leaves open.

Words are looked up whole in `assets/translations/dietary.json`, longest phrase first, without regard to case, accents or the
language they are in. A word that is not there is reported, never guessed; doubt ("nuts?", "maybe vegan") is a question to ask.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Final, Literal

from service.config import ASSETS
from service.dietary.vocabulary import ALLERGENS, DIETS, Allergen, Diet, Material

VOCABULARY: Final = ASSETS / "translations" / "dietary.json"

Role = Literal["none", "unknown", "unsure", "before", "about", "links"]
"""`none` means nothing to avoid, `unknown` that nobody asked, `unsure` doubt. `before` are words that shut out what follows
("without"), `about` words that stand with an allergen ("allergy"), `links` words that say nothing by themselves ("and")."""
_ROLES: Final[tuple[Role, ...]] = ("none", "unknown", "unsure", "before", "about", "links")
_ANSWERS: Final[frozenset[Role]] = frozenset({"none", "unknown"})
_DOUBT: Final = re.compile(r"[?？؟¿]")
_SEPARATORS: Final = re.compile(r"[,;/|\n\r•·、，；،؛]+")
_WORD: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W_]+")
"""A word, or a single character of a script that is written without spaces."""
_LETTERS: Final = str.maketrans({"ð": "d", "þ": "th", "æ": "ae", "ø": "o", "œ": "oe", "ł": "l", "ı": "i"})


@dataclass(frozen=True, slots=True)
class DietReading:
    """`known` says that the cell is a complete answer; `ask` that it is ambiguous and the person must be asked.

    `unknown_words` are the cell's words that nobody taught us, as written: an error for the upload page.
    """

    avoid: Allergen
    follow: Diet
    known: bool
    ask: bool
    unknown_words: tuple[str, ...] = ()
    materials: Material = Material(0)  # noqa: RUF009 (flags are immutable)


@dataclass(slots=True)
class _Meaning:
    """What a phrase means; several at once where a word is wide ("shellfish") or shared between languages."""

    avoid: Allergen = Allergen(0)  # noqa: RUF009 (flags are immutable)
    follow: Diet = Diet(0)  # noqa: RUF009
    roles: set[Role] = field(default_factory=set)


@dataclass(slots=True)
class _Segment:
    """What one part of the cell, between commas, says."""

    avoid: Allergen
    follow: Diet
    roles: set[Role]
    unknown_words: list[str]


def read_diet(cell: str) -> DietReading:
    """Reads one cell. An empty cell, or one of dashes only, is an unknown diet: no error, but nothing known either."""
    segments = [_read_segment(part) for part in _parts(cell)]
    roles = {role for segment in segments for role in segment.roles}
    avoid, follow = Allergen(0), Diet(0)
    for segment in segments:
        if "unsure" not in segment.roles:
            avoid |= segment.avoid
            follow |= segment.follow
    doubt = "unsure" in roles
    unknown_words = tuple(word for segment in segments for word in segment.unknown_words)
    if unknown_words and not doubt:
        return DietReading(avoid, follow, known=False, ask=False, unknown_words=unknown_words)
    restricted = bool(avoid or follow)
    contradiction = restricted and "none" in roles
    silent = bool(roles) and not restricted and not roles & _ANSWERS
    ask = doubt or contradiction or silent
    known = not ask and "unknown" not in roles and (restricted or "none" in roles)
    return DietReading(avoid, follow, known, ask, unknown_words)


def _parts(cell: str) -> Iterator[str]:
    """The cell as one part where it is one phrase as a whole ("n/a"), else its parts between separators."""
    if tuple(_fold(cell)) in _phrases() and not _DOUBT.search(cell):
        return iter((cell,))
    return (part for part in _SEPARATORS.split(cell) if part.strip())


def _read_segment(part: str) -> _Segment:
    said = _Segment(Allergen(0), Diet(0), set(), [])
    if _DOUBT.search(part):
        said.roles.add("unsure")
    words = [match.group() for match in _WORD.finditer(unicodedata.normalize("NFKC", _without_apostrophes(part)))]
    shut_out: str | None = None
    whole = tuple(_fold(part)) in _phrases()
    for written, meaning in _phrases_in(words):
        if meaning is None:
            said.unknown_words.append(written)
            shut_out = None
        elif meaning.avoid or meaning.follow:
            if shut_out and not meaning.avoid:
                said.unknown_words.append(f"{shut_out} {written}")
            else:
                said.avoid |= meaning.avoid
                said.follow |= meaning.follow
            said.roles |= meaning.roles & {"unsure"}
            shut_out = None
        else:
            roles = _in_place(meaning.roles, whole)
            shut_out = written if "before" in roles else shut_out
            said.roles |= roles
    if "about" in said.roles and not (said.avoid or said.follow or said.unknown_words or said.roles & _ANSWERS):
        said.roles.add("unsure")  # an allergy, but to what?
    return said


def _in_place(roles: set[Role], whole: bool) -> set[Role]:
    """Some words answer when they stand alone ("no", "keine") and only lead on to others when they do not ("no nuts")."""
    answers = roles & _ANSWERS
    if not answers or answers == roles:
        return roles
    return answers if whole else roles - _ANSWERS


def _phrases_in(words: Sequence[str]) -> Iterator[tuple[str, _Meaning | None]]:
    """The longest known phrases from left to right; neighbouring unknown words come together, with None."""
    phrases, longest = _phrases(), _longest()
    folded = [_fold_word(word) for word in words]
    place, strange = 0, 0
    while place < len(words):
        for length in range(min(longest, len(words) - place), 0, -1):
            meaning = phrases.get(tuple(folded[place : place + length]))
            if meaning is not None:
                if strange < place:
                    yield " ".join(words[strange:place]), None
                yield " ".join(words[place : place + length]), meaning
                place += length
                strange = place
                break
        else:
            place += 1
    if strange < place:
        yield " ".join(words[strange:place]), None


def _fold(text: str) -> list[str]:
    words = _WORD.findall(unicodedata.normalize("NFKC", _without_apostrophes(text)))
    return [_fold_word(word) for word in words]


def _fold_word(word: str) -> str:
    """Lower case, without accents, letters that have no bare form written out: as people type in a hurry."""
    bare = unicodedata.normalize("NFKD", word.casefold().translate(_LETTERS))
    return "".join(mark for mark in bare if not unicodedata.combining(mark))


def _without_apostrophes(text: str) -> str:
    return text.replace("'", "").replace("’", "")


@cache
def _vocabulary() -> Mapping[str, Mapping[str, object]]:
    loaded: Mapping[str, Mapping[str, object]] = json.loads(VOCABULARY.read_text(encoding="utf-8"))
    return loaded


@cache
def _phrases() -> Mapping[tuple[str, ...], _Meaning]:
    phrases: dict[tuple[str, ...], _Meaning] = {}
    for name, phrase in _named():
        meaning = phrases.setdefault(tuple(_fold(phrase)), _Meaning())
        meaning.avoid |= ALLERGENS.get(name, Allergen(0))
        meaning.follow |= DIETS.get(name, Diet(0))
    for role in _ROLES:
        for locale in _vocabulary()[role].values():
            for phrase in _strings(locale):
                phrases.setdefault(tuple(_fold(phrase)), _Meaning()).roles.add(role)
    return phrases


@cache
def _longest() -> int:
    return max(len(phrase) for phrase in _phrases())


def _named() -> Iterator[tuple[str, str]]:
    """Every label and synonym with the key of its allergen or diet."""
    for kind in ("allergens", "diets"):
        for name, locales in _vocabulary()[kind].items():
            if not isinstance(locales, dict):
                raise ValueError(f"{VOCABULARY.name}: {name} has no languages.")
            for entry in locales.values():
                yield from ((name, phrase) for phrase in (entry["label"], *entry["synonyms"]))


def _strings(value: object) -> list[str]:
    if not isinstance(value, list):
        raise ValueError(f"{VOCABULARY.name}: expected a list of words.")
    return [str(one) for one in value]
