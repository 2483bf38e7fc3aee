"""What the words of running text have to do with food: each found word with what it may mean, before anything is decided.

Words of the vocabulary are found whole and in any language, also inside compounds ("Nussallergie", "hnetulaust") and with one slip
of the finger ("vegitarian"). Whether somebody avoids what is named, or only likes it, is decided in `detect`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntFlag
from functools import cache, lru_cache
from typing import Final

from service.dietary.lexicon import Meaning, prose_lexicon, spellings, stems
from service.dietary.near import Near
from service.dietary.tokens import Words, without_particle
from service.dietary.vocabulary import Allergen, Diet, Material


class Sense(IntFlag):
    """What a found word does."""

    ALWAYS = 1
    """Speaks of a diet, an allergy or of not eating, whatever stands around it."""
    ALLERGY = 2
    FOOD = 4
    LIKED = 8
    """A food or drink that people name because they like it: coffee, wine, chocolate."""
    ELSEWHERE = 16
    """Means something else in ordinary text, or in another language: "ton", "cod", "horn"."""
    MATERIAL = 32
    CONDITION = 64
    """Denies, avoids, doubts, or tells of harm."""
    AFTER = 128
    """Denies what stands right before it: nut "free"."""
    FILLER = 256
    """Says nothing by itself."""
    SIMILAR = 512
    MISSPELT = 1024
    """Another word as it stands, and a food only for who leaves accents out: "peste", over, for "pește", fish."""
    HARM = 2048
    """Tells what something does to somebody ("gets sick from it"), whichever clause of the sentence names it."""
    GIVING = 4096
    """Stands between a denial and what is denied without changing it: "never give her wool"."""


TELLING: Final = Sense.ALWAYS | Sense.FOOD | Sense.MATERIAL
"""Without one of these there is nothing to decide."""


@dataclass(frozen=True, slots=True)
class Found:
    """Words `first` to before `last` of a text, and what they may mean."""

    first: int
    last: int
    sense: Sense
    avoid: Allergen = Allergen(0)  # noqa: RUF009 (flags are immutable)
    follow: Diet = Diet(0)  # noqa: RUF009
    materials: Material = Material(0)  # noqa: RUF009


@dataclass(frozen=True, slots=True)
class _Word:
    """What a single word says that is no phrase of the vocabulary."""

    sense: Sense
    avoid: Allergen = Allergen(0)  # noqa: RUF009 (flags are immutable)
    follow: Diet = Diet(0)  # noqa: RUF009
    materials: Material = Material(0)  # noqa: RUF009


_ADDRESS: Final = re.compile(r"\S{1,300}@\S+|(?i:https?://|www\.)\S+|LaTeX")
"""Mail and web addresses; and the program for typesetting, which only its capitals tell from the rubber."""
_WITHOUT: Final = re.compile(r"\b(w)/(o)\b", re.I)
"""One word, though it has in it what ends a clause."""
_MAY_ADDRESS: Final = re.compile("[@/]|(?i:www)|LaTeX")
"""Without one of these nothing is blanked out."""
_KANJI: Final = re.compile(r"[\u3400-\u9fff]")
_KATAKANA: Final = re.compile(r"[\u30a1-\u30ff]")
_LINKERS: Final = ("", "s", "n", "en", "es", "e", "er")
"""What German, Norwegian and Icelandic put between the parts of a compound."""
_SHORTEST: Final = 4
"""Letters of the shortest word, or second part of a compound, that is looked into."""
_SHORTEST_WITH_ALLERGY: Final = 5
"""Letters of the shortest word whose slips are heard beside an allergy."""


def without_addresses(text: str) -> str:
    """The text with mail and web addresses blanked out and "w/o" in one piece, every other character in its place."""
    return _WITHOUT.sub(r"\1-\2", _ADDRESS.sub(_blank, text)) if _MAY_ADDRESS.search(text) else text


def _blank(found: re.Match[str]) -> str:
    return " " * len(found.group())


def find_words(words: Words) -> Iterator[Found]:
    """The words that may matter, from left to right. Whoever is addressed by name ("Mr Salmon") is not food."""
    lexicon, senses, titles = prose_lexicon(), _senses(), _titles()
    folded = words.folded
    place = 0
    while place < len(folded):
        found = lexicon.at(folded, place)
        if found is None:
            single = _read_word(folded[place])
            if single is not None:
                yield Found(place, place + 1, single.sense, single.avoid, single.follow, single.materials)
            place += 2 if folded[place] in titles else 1
            continue
        length, meaning = found
        sense = senses[id(meaning)]
        if "spelled" in meaning.roles:
            sense = _as_spelled(sense, words.written(place, place + length))
        if sense and not _inside_word(words, place, length, sense):
            yield Found(place, place + length, sense, meaning.avoid, meaning.follow, meaning.materials)
        place += length


def find_slips(words: Words, found: Sequence[Found]) -> Iterator[Found]:
    """What the words that were not found may be slips of, where a text speaks of an allergy: "allergic to whaet"."""
    near, meanings = _near_with_allergy()
    taken = {index for one in found for index in range(one.first, one.last)}
    for index, word in enumerate(words.folded):
        if index not in taken and word not in _ordinary() and (known := near.find(word)) is not None:
            meaning = meanings[known]
            yield Found(
                index, index + 1, Sense.ALWAYS | Sense.SIMILAR, meaning.avoid, meaning.follow, meaning.materials
            )


@cache
def _senses() -> dict[int, Sense]:
    """The sense of every meaning of the vocabulary, by its identity: worked out once, not at every word."""
    return {id(meaning): _sense(meaning) for meaning in prose_lexicon().phrases.values()}


def _sense(meaning: Meaning) -> Sense:
    roles = meaning.roles
    if "aside" in roles:
        return Sense(0)
    sense = Sense(0)
    if "elsewhere" in roles:
        sense |= Sense.ELSEWHERE
    elif meaning.follow or meaning.allergy or "always" in roles:
        sense |= Sense.ALWAYS
    if meaning.allergy:
        sense |= Sense.ALLERGY | Sense.ALWAYS
    if meaning.avoid or "other" in roles or (meaning.follow and not sense & Sense.ALWAYS):
        sense |= Sense.FOOD
    if meaning.materials:
        sense |= Sense.MATERIAL
    if "liked" in roles:
        sense |= Sense.LIKED
    if "condition" in roles or meaning.denies or ("before" in roles and "harmless" not in roles):
        sense |= Sense.CONDITION
    if "harm" in roles:
        sense |= Sense.HARM | Sense.CONDITION
    if "after" in roles:
        sense |= Sense.AFTER
    if not sense and roles & {"links", "qualified", "about", "unsure", "or", "only", "none", "unknown", "before"}:
        sense |= Sense.FILLER
    return sense | Sense.GIVING if "gives" in roles else sense


def _as_spelled(sense: Sense, written: str) -> Sense:
    """What is left of a sense where another word has the same letters: all, little where accents may be left out, or nothing."""
    if unicodedata.normalize("NFC", written).casefold() in spellings():
        return sense
    return sense & ~(Sense.ALWAYS | Sense.CONDITION) | Sense.MISSPELT if written.isascii() else Sense(0)


def _inside_word(words: Words, place: int, length: int, sense: Sense) -> bool:
    """Whether what was found only stands inside a longer word of a script without spaces (金魚 is a goldfish, 貝塚 a name).

    A mark between two signs ends a word: 小麦、卵、乳 is a list of three.
    """
    folded, spans = words.folded, words.spans
    if sense & Sense.ALLERGY or len(folded[place][0].encode()) < 3:
        return False
    end = place + length
    before = folded[place - 1] if place and spans[place - 1][1] == spans[place][0] else ""
    after = folded[end] if end < len(folded) and spans[end][0] == spans[end - 1][1] else ""
    if length == 1 and not sense & Sense.ALWAYS and _KANJI.match(folded[place]):
        return bool(_KANJI.match(before) or (_KANJI.match(after) and not _denies(folded, place + 1)))
    if _KATAKANA.match(folded[place]):
        goes_on = _KATAKANA.match(after) and prose_lexicon().at(folded, place + length) is None
        return bool(_KATAKANA.match(before) or goes_on)
    return False


def _denies(folded: list[str], place: int) -> bool:
    """Whether a denial begins here: 卵不可, 魚以外."""
    found = prose_lexicon().at(folded, place)
    return found is not None and bool(_senses()[id(found[1])] & (Sense.CONDITION | Sense.AFTER))


@lru_cache(maxsize=65_536)
def may_tell(word: str) -> bool:
    """Whether a diet, a food or a material may be named by words that begin with this one; most words of most texts begin none."""
    single = _read_word(word)
    if single is not None and single.sense & TELLING:
        return True
    telling = _telling_beginnings()
    return word in telling or any(bare in telling for bare in without_particle(word))


@cache
def _telling_beginnings() -> frozenset[str]:
    senses = _senses()
    return frozenset(words[0] for words, meaning in prose_lexicon().phrases.items() if senses[id(meaning)] & TELLING)


@lru_cache(maxsize=65_536)
def _read_word(word: str) -> _Word | None:
    if word.isdigit() or len(word) < _SHORTEST or word in _ordinary():
        return None
    return _of_allergy_or_diet(word) or _compound(word) or _similar(word)


def _of_allergy_or_diet(word: str) -> _Word | None:
    """A word that speaks of an allergy anywhere in it, or begins as a diet does."""
    for stem in stems()["allergy"]:
        place = word.find(stem)
        if place >= 0:
            return _named(_part(word[:place]), Sense.ALWAYS | Sense.ALLERGY)
    return _Word(Sense.ALWAYS) if word.startswith(stems()["diet"]) else None


def _compound(word: str) -> _Word | None:
    """A food with an ending that shuts it out, before another word, or behind one ("Rohmilch")."""
    for ending in stems()["free"]:
        if word.endswith(ending) and (head := _part(word[: -len(ending)])) is not None:
            return _named(head, Sense.ALWAYS)
    for stem in stems()["food"]:
        if word.startswith(stem) and len(word) - len(stem) >= _SHORTEST and (head := _part(stem)) is not None:
            return _named(head, Sense.FOOD)
    for tail in stems()["tail"]:
        if word.endswith(tail) and len(word) - len(tail) >= _SHORTEST - 1 and (head := _part(tail)) is not None:
            return _named(head, Sense.FOOD | Sense.LIKED)
    return None


def _named(head: Meaning | None, sense: Sense) -> _Word:
    if head is None:
        return _Word(sense)
    return _Word(sense, head.avoid, head.follow, head.materials)


def _part(part: str) -> Meaning | None:
    """The food or material that the first part of a compound names."""
    if len(part) < 2:
        return None
    phrases = prose_lexicon().phrases
    for linker in _LINKERS:
        if part.endswith(linker):
            bare = part[: len(part) - len(linker)]
            for end in ("", "r", "n", "e", "er"):
                meaning = phrases.get((bare + end,))
                if meaning is not None and (meaning.avoid or meaning.materials or "other" in meaning.roles):
                    return meaning
    return None


def _similar(word: str) -> _Word | None:
    near, meanings = _near()
    known = near.find(word)
    if known is None:
        return None
    meaning = meanings[known]
    return _named(
        meaning, _sense(meaning) & (Sense.ALWAYS | Sense.ALLERGY | Sense.FOOD | Sense.MATERIAL) | Sense.SIMILAR
    )


@cache
def _near() -> tuple[Near, dict[str, Meaning]]:
    """Words for diets and allergies, and the foods whose slips are heard: of the others, too many stand near ordinary words."""
    foods = set(stems()["slips"])
    meanings = {
        words[0]: meaning
        for words, meaning in prose_lexicon().phrases.items()
        if len(words) == 1
        and not meaning.roles & {"elsewhere", "liked", "aside", "spelled"}
        and (meaning.follow or meaning.allergy or words[0] in foods)
    }
    return Near(meanings), meanings


@cache
def _near_with_allergy() -> tuple[Near, dict[str, Meaning]]:
    """Every word for a food or material of five letters and more."""
    meanings = {
        words[0]: meaning
        for words, meaning in prose_lexicon().phrases.items()
        if len(words) == 1
        and (meaning.avoid or meaning.materials)
        and not meaning.roles & {"aside", "elsewhere", "spelled"}
    }
    return Near(meanings, _SHORTEST_WITH_ALLERGY), meanings


@cache
def _ordinary() -> frozenset[str]:
    return frozenset(stems()["ordinary"])


@cache
def _titles() -> frozenset[str]:
    return frozenset(stems()["titles"])
