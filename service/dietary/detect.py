"""Dietary words in free text, in any language: notes, declines, messages, corrections. A hit is a question, never a fact.

The rule, clause by clause (a clause ends at a comma, a dash, a bracket or the end of a sentence):

* A word for a diet, an allergy, an intolerance, a fast or a pregnancy, and "does not eat" or "does not drink", is always a hit,
  also where it is denied ("no allergies", "not vegan any more"): whoever writes it speaks about food. Pregnancy counts since it
  changes what may be eaten; it names no bit, since nobody's health is concluded from a note.
* A food is a hit where its clause also denies, avoids, doubts, or tells of harm ("no nuts", "hates fish", "fish makes him ill",
  "eggs?"), and where a sentence holds nothing but foods ("nuts", "milk, eggs"). A list goes on over commas: "no milk, eggs, soy".
  A food that is only named is none: "loves hazelnut chocolate".
* Harm is a hit for every food and material of its sentence ("loves cheese, but gets sick from it").
* What people name because they like it (coffee, wine, chocolate), and what a thing is made of (wool, leather, scent), is a hit only
  where the denial stands right at it ("no wine", "wool free"), or an allergy in its sentence.
* A word with one wrong letter counts as the word it is near to, as far as the question goes; a short one only beside an allergy.

The bits are the strictest reading: every food, diet and material that was hit, and every food of a text that speaks of an allergy.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from service.dietary.prose import TELLING, Found, Sense, find_slips, find_words, may_tell, without_addresses
from service.dietary.tokens import Words, words_of
from service.dietary.vocabulary import Allergen, Diet, Material

_SENTENCE_END: Final = re.compile(r"[.!?;|•\n\r。！？؟;…]")
_PART_END: Final = re.compile(r"[,:()\[\]{}/、，؛،：（）·–—]|\s-+\s")
_QUESTION: Final = re.compile(r"[?？؟;¿⸮]")
_REACH: Final = 1
"""Words between a denial and what it denies, where the denial must stand right at it: "no warm wool"."""
_BETWEEN: Final = Sense.FILLER | Sense.GIVING
_SHORT_DENIAL: Final = 3
"""Words of a clause that can only be about what stands before it."""
_LIST_REACH: Final = 2
"""Words between two members of a list: "no wool or any leather"."""


@dataclass(frozen=True, slots=True)
class Detection:
    """Dietary words as they were written, and the strictest reading of the text: what holds while the question is open."""

    words: tuple[str, ...]
    avoid: Allergen
    follow: Diet
    materials: Material


@dataclass(slots=True)
class _Part:
    """The found words of one clause."""

    found: list[Found]
    size: int
    asked: bool
    condition: bool

    @property
    def names(self) -> bool:
        """Whether it names a food or material."""
        return any(one.sense & (Sense.FOOD | Sense.MATERIAL | Sense.ALWAYS) for one in self.found)

    @property
    def pure(self) -> bool:
        """Whether nothing else is said in it. A gift that is asked for ("send chocolate") is something else."""
        gives = not self.condition and any(one.sense == Sense.GIVING for one in self.found)
        return not gives and sum(one.last - one.first for one in self.found) == self.size


def detect(text: str) -> Detection | None:
    """Finds the dietary words of a text. None: there is none. The work grows with the length of the text only."""
    words = words_of(without_addresses(text))
    if not any(map(may_tell, words.folded)):
        return None
    found = list(find_words(words))
    if not any(one.sense & TELLING for one in found):
        return None
    allergy = any(one.sense & Sense.ALLERGY for one in found)
    if allergy:
        found = sorted([*found, *find_slips(words, found)], key=lambda one: one.first)
    sentences = _sentences(words, found)
    hits = [one for sentence in sentences for one in _hits(sentence, allergy)]
    if not hits:
        return None
    avoid, follow, materials = Allergen(0), Diet(0), Material(0)
    for one in hits:
        avoid |= one.avoid
        follow |= one.follow
        materials |= one.materials
    written = dict.fromkeys(words.written(one.first, one.last) for one in hits)
    return Detection(tuple(written), avoid, follow, materials)


def detect_plain(text: str) -> Detection | None:
    """The same where something else is named (an industry, an event, a town), which may be a food or a diet itself.

    Only what speaks of an allergy, or denies or avoids what it names, counts: "Dairy" and "Vegan Expo" do not.
    """
    found = detect(text)
    if found is None:
        return None
    senses = [one.sense for one in find_words(words_of(without_addresses(text)))]
    return found if any(sense & (Sense.ALLERGY | Sense.CONDITION) for sense in senses) else None


def _sentences(words: Words, found: Sequence[Found]) -> list[list[_Part]]:
    """The found words by sentence and clause."""
    sentence, part = 0, 0
    place_of: list[tuple[int, int]] = []
    asked: set[tuple[int, int]] = set()
    sizes: dict[tuple[int, int], int] = {}
    inside = {index for one in found for index in range(one.first, one.last - 1)}
    bracketed = {
        one.last - 1 for one in found if one.last - one.first > 1 and "(" in words.written(one.first, one.last)
    }
    for index in range(len(words)):
        place_of.append((sentence, part))
        sizes[sentence, part] = sizes.get((sentence, part), 0) + 1
        end = words.spans[index][1]
        after = words.spans[index + 1][0] if index + 1 < len(words) else len(words.text)
        if index not in inside and words.text[end:after] != " ":  # the brackets of "lilies (cat)" end no clause
            gap = words.text[end:after].removeprefix(")" if index in bracketed else "")
            if _QUESTION.search(gap):
                asked.add((sentence, part))
            if _SENTENCE_END.search(gap):
                sentence += 1
                part += 1
            elif _PART_END.search(gap):
                part += 1
    parts: dict[tuple[int, int], _Part] = {
        place: _Part([], size, place in asked, place in asked) for place, size in sizes.items()
    }
    for one in found:
        parts[place_of[one.first]].found.append(one)
    for listed in parts.values():
        listed.condition |= any(one.sense & (Sense.CONDITION | Sense.AFTER | Sense.ALWAYS) for one in listed.found)
    return [[parts[place] for place in places] for _, places in groupby(sizes, key=lambda place: place[0])]


def _hits(sentence: Sequence[_Part], allergy: bool) -> list[Found]:
    """The found words of one sentence that are dietary. `allergy`: the text speaks of one."""
    allergy_here = any(one.sense & Sense.ALLERGY for part in sentence for one in part.found)
    harm_here = any(one.sense & Sense.HARM for part in sentence for one in part.found)
    nothing_else = all(part.pure for part in sentence)
    listed_foods = nothing_else and any(_is_plain(one) for part in sentence for one in part.found)
    asked = any(part.asked for part in sentence)
    lists = _lists(sentence)
    hits = []
    for part, listed in zip(sentence, lists, strict=True):
        for index, one in enumerate(part.found):
            if one.sense & Sense.ALWAYS or (
                one.sense & (Sense.FOOD | Sense.MATERIAL)
                and (
                    allergy_here
                    or (harm_here and _is_harmed_by(one, part))
                    or _counts(part, index, listed)
                    or (allergy and _is_plain(one))
                    or (nothing_else and _tells_alone(one, asked))
                    or (listed_foods and _is_among_foods(one))  # 卵・乳: beside an egg it is milk
                )
            ):
                hits.append(one)
    return hits


def _is_plain(one: Found) -> bool:
    """Whether it is a food that people do not name for another reason."""
    return bool(one.sense & Sense.FOOD) and not one.sense & (Sense.LIKED | Sense.ELSEWHERE)


def _is_harmed_by(one: Found, part: _Part) -> bool:
    """Whether harm in its sentence tells of it. A word of another meaning needs the harm in its own clause."""
    if one.sense & Sense.MISSPELT:
        return False
    if one.sense & Sense.ELSEWHERE:
        here = any(other.sense & Sense.HARM for other in part.found)
        return here and (part.pure or bool(one.sense & Sense.FOOD))  # "down with a migraine" is no feather
    return True


def _tells_alone(one: Found, asked: bool) -> bool:
    """Whether it speaks of food where nothing else is said: "nuts", "GF", or asked about, "wool?", "cheese?"."""
    if one.sense & Sense.ELSEWHERE:
        return bool(one.follow) or (asked and bool(one.materials))
    return _is_plain(one) or (asked and bool(one.avoid or one.materials))


def _is_among_foods(one: Found) -> bool:
    """Whether it is a food, where everything around it is one, though alone it may mean something else."""
    return bool(one.sense & Sense.FOOD) and not one.sense & (Sense.LIKED | Sense.MISSPELT)


def _lists(sentence: Sequence[_Part]) -> list[bool]:
    """Which clauses only go on with what a clause before them denies, or are denied by the clause after them."""
    inherits = [False] * len(sentence)
    for index in range(1, len(sentence)):
        before, part = sentence[index - 1], sentence[index]
        inherits[index] = part.pure and (inherits[index - 1] or (before.condition and (before.names or before.pure)))
    for index in range(len(sentence) - 2, -1, -1):
        after, part = sentence[index + 1], sentence[index]
        inherits[index] |= part.pure and after.pure and (after.condition or inherits[index + 1])
        shut_out = after.condition and not after.names and after.size <= _SHORT_DENIAL  # "Nuts: absolutely not!"
        inherits[index] |= shut_out and part.pure and any(map(_is_plain, part.found))
    return inherits


def _counts(part: _Part, index: int, listed: bool) -> bool:
    """Whether what surrounds a food or material makes it something that is avoided or doubted."""
    one = part.found[index]
    if one.sense & (Sense.MISSPELT | Sense.ELSEWHERE) and not part.pure:
        return any(other.sense & Sense.ALWAYS for other in part.found)
    if listed:
        return True
    if not part.condition:
        return False
    if one.sense & (Sense.LIKED | Sense.SIMILAR) or not one.sense & Sense.FOOD:
        return _denied(part, index)
    return True


def _denied(part: _Part, index: int) -> bool:
    """Whether a denial stands right at it: before it, also over other foods in between, or behind it ("free")."""
    one = part.found[index]
    after = next((other for other in part.found[index + 1 :] if not other.sense & _BETWEEN), None)
    if after is not None:
        away = after.first - one.last
        behind = after.sense & Sense.CONDITION and not away and not one.sense & Sense.ELSEWHERE  # "Leder nicht"
        between = sum(other.last - other.first for other in part.found[index + 1 :] if other.first < after.first)
        if behind or (after.sense & (Sense.AFTER | Sense.ALWAYS) and away - between <= _REACH):  # チーズは食べられない
            return True
    for other in reversed(part.found[:index]):
        away = one.first - other.last
        if other.sense & (Sense.CONDITION | Sense.ALWAYS):
            return away <= _REACH
        if other.sense & Sense.GIVING and not away:
            one = other
        if other.sense & (Sense.FOOD | Sense.MATERIAL) and away <= _LIST_REACH:
            one = other
    return False
