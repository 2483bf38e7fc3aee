"""The dietary cells of one row, in any of the languages we know: what they certainly say, and what they leave open.

Words are looked up whole, longest phrase first, without regard to case, accents or the language they are in. A word that is not
there is reported, never guessed. Doubt is a question to ask: a question mark, "maybe", a food without a mark of its own, and every
denial of a diet, of an allergy or of "everything" ("not vegan any more", "no nut allergy", "can't eat everything"). While a
question is open the stricter reading holds, so a doubtful reading names all that the cell named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, reduce
from operator import or_
from typing import Final

from service.dietary.lexicon import Meaning, cell_lexicon
from service.dietary.tokens import Words, fold_words
from service.dietary.vocabulary import Allergen, Diet, Material

_ANSWERS: Final = frozenset({"none", "unknown"})
_DOUBT: Final = re.compile(r"[?？؟¿⸮\u037e]")
_SEPARATORS: Final = re.compile(
    r"[,;/／|¦\n\r\t•·・、，；،؛(){}\[\]（）【】「」]+|(?<=\w{3})[.!。！]+(?=\s|$)|\s[-‐-―−]+\s"
)
_EVERYTHING: Final = (
    "everything", "anything", "all", "alles", "allem", "allen", "vše", "všechno", "všemu", "cokoli", "cokoliv", "всё", "все",
    "всего", "всему", "что угодно", "allt", "öllu", "alt", "totul", "tot", "toate", "orice", "كل", "شيء", "すべて", "全て", "全部",
    "何", "全", "todo", "tout", "τα πάντα",
)  # fmt: skip
"""Words for all there is, in what says that somebody eats it."""
_DASH: Final = re.compile(r"\s[-‐-―−]+\s")
_WRITTEN_SHORT: Final = (
    (re.compile(r"\bw\s?/\s?o\b", re.I), "without"),
    (re.compile(r"\bn\s?/\s?a\b", re.I), "na"),
    (re.compile(r"\bw/(?=\s)", re.I), "with"),
)
"""What has a separator inside and is one word all the same."""


@dataclass(frozen=True, slots=True)
class DietReading:
    """`known` says that the cell is a complete answer; `ask` that it is ambiguous and the person must be asked.

    `avoid`, `follow` and `materials` hold everything that was named, also in doubt. `unknown_words` are the words that nobody
    taught us, as written: an error for the upload page unless the person is asked anyway.
    """

    avoid: Allergen
    follow: Diet
    known: bool
    ask: bool
    unknown_words: tuple[str, ...] = ()
    materials: Material = Material(0)  # noqa: RUF009 (flags are immutable)

    @property
    def restricted(self) -> bool:
        """Whether anything to avoid or to follow was named."""
        return bool(self.avoid or self.follow or self.materials)


_EMPTY: Final = DietReading(Allergen(0), Diet(0), known=False, ask=False)


@dataclass(slots=True)
class _Segment:
    """What one part of the cell, between separators, says."""

    avoid: Allergen = Allergen(0)  # noqa: RUF009 (flags are immutable)
    follow: Diet = Diet(0)  # noqa: RUF009
    materials: Material = Material(0)  # noqa: RUF009
    roles: set[str] = field(default_factory=set)
    unknown_words: list[str] = field(default_factory=list)
    allergy: bool = False
    denies: bool = False
    eats_all: bool = False
    """Whether it says that there is nothing at all to avoid, and not only that there is no allergy."""
    doubt: bool = False

    @property
    def names_food(self) -> bool:
        return bool(self.avoid or self.materials or "other" in self.roles)

    @property
    def names_nothing(self) -> bool:
        return not (self.names_food or self.follow or self.unknown_words or self.roles & _ANSWERS)


def read_diets(cells: Sequence[str]) -> DietReading:
    """Joins the dietary cells of one row.

    A "no" or "none" speaks for its own column only: beside "vegan" it takes nothing away, and beside an empty column it does not
    answer what that column asked. What is named stands, whichever column it is in; any doubt asks.
    """
    readings = [read_diet(cell) for cell in cells]
    answered = [reading for cell, reading in zip(cells, readings, strict=True) if _says_something(cell)]
    complete = len(answered) == len(readings) or any(reading.restricted for reading in answered)
    ask = any(reading.ask for reading in readings)
    return DietReading(
        reduce(or_, (reading.avoid for reading in readings), Allergen(0)),
        reduce(or_, (reading.follow for reading in readings), Diet(0)),
        known=bool(answered) and complete and not ask and all(reading.known for reading in answered),
        ask=ask,
        unknown_words=tuple(word for reading in readings for word in reading.unknown_words),
        materials=reduce(or_, (reading.materials for reading in readings), Material(0)),
    )


def read_diet(cell: str) -> DietReading:
    """Reads one cell. An empty cell, or one of dashes only, is an unknown diet: no error, but nothing known either."""
    segments = [_read_segment(*_without_heading(part)) for part in _parts(cell)]
    if not segments:
        return _EMPTY
    roles = {role for segment in segments for role in segment.roles}
    avoid = reduce(or_, (segment.avoid for segment in segments))
    follow = reduce(or_, (segment.follow for segment in segments))
    materials = reduce(or_, (segment.materials for segment in segments))
    unknown_words = tuple(word for segment in segments for word in segment.unknown_words)
    restricted = bool(avoid or follow or materials)
    doubt = any(segment.doubt for segment in segments) or _left_open(segments) or "other" in roles
    no_allergy_only = not (avoid or materials or any(segment.eats_all for segment in segments))  # "vegan, no allergies"
    contradiction = restricted and "none" in roles and not no_allergy_only
    silent = bool(roles) and not restricted and not roles & _ANSWERS and not unknown_words
    ask = doubt or contradiction or silent
    known = not ask and not unknown_words and "unknown" not in roles and (restricted or "none" in roles)
    return DietReading(avoid, follow, known, ask, unknown_words, materials)


def _says_something(cell: str) -> bool:
    return bool(fold_words(cell)) or bool(_DOUBT.search(cell))


def _left_open(segments: Sequence[_Segment]) -> bool:
    """Whether a part says that there is an allergy, and no part says to what."""
    if any(segment.names_food for segment in segments):
        return False
    intolerant = any(segment.allergy and segment.follow for segment in segments)  # what follows says how: "... (mild)"
    return any(
        "about" in segment.roles and segment.names_nothing and (segment.allergy or not intolerant)
        for segment in segments
    )


def _parts(cell: str) -> Iterator[str]:
    """The cell as one part where it is one phrase as a whole ("k. A."), else its parts between separators."""
    for short, long in _WRITTEN_SHORT:
        cell = short.sub(long, cell)
    if not _DOUBT.search(cell) and _is_one_phrase(cell):
        return iter((cell,))
    cell = _DASH.sub(lambda dash: ": " if _is_heading(cell[: dash.start()]) else dash.group(), cell, count=1)
    return (part for part in _SEPARATORS.split(cell) if part.strip())


def _is_one_phrase(cell: str) -> bool:
    """Whether a cell is a known phrase as a whole ("k. A.", "vegetarian (not vegan)"), and not a list that reads like one: "milk,
    free" is milk and one word more, where "milk free" is a diet."""
    whole = cell_lexicon().phrases.get(fold_words(cell))
    parts = [part for part in _SEPARATORS.split(cell) if part.strip()]
    return whole is not None and not any(
        meaning is not None and meaning.names_more_than(whole)
        for part in parts[:-1]
        for _, meaning in _phrases_in(Words(part))
    )


def _without_heading(part: str) -> tuple[str, bool]:
    """The part without what it is an answer to, and whether that was allergies: "Allergies: no" is "no", to allergies only."""
    heading, colon, answer = re.sub("[：﹕]", ":", part).partition(":")
    if not colon or not answer.strip() or not _is_heading(heading):
        return part, False
    return answer, any(meaning is not None and meaning.allergy for _, meaning in _phrases_in(Words(heading)))


def _is_heading(text: str) -> bool:
    """Whether a text only says what is answered after it."""
    meanings = [meaning for _, meaning in _phrases_in(Words(text))]
    silent = all(meaning is not None and meaning.roles and meaning.roles <= {"about", "links"} for meaning in meanings)
    return bool(meanings) and silent and not _DOUBT.search(text)


def _read_segment(part: str, of_allergies: bool = False) -> _Segment:
    words = Words(part)
    whole = tuple(words.folded) in cell_lexicon().phrases
    said = _Segment(doubt=bool(_DOUBT.search(part)))
    shut_out = None
    answers = 0
    for written, meaning in _phrases_in(words):
        if meaning is None:
            said.unknown_words.append(written)
            shut_out = None
            continue
        roles = _in_place(meaning.roles, whole)
        said.doubt |= "about" in roles and "none" in said.roles  # 何でも食べられない: the denial stands behind
        said.doubt |= meaning.roles >= {"about", "none"} and said.allergy and said.names_food  # ナッツアレルギーなし
        # "Allergic to everything" shuts all of it out, where "everything" alone shuts out nothing.
        said.doubt |= "none" in roles and said.allergy and _names_all(written)
        if "before" in roles:
            said.doubt |= shut_out is not None  # "not without": who denies twice is asked
            shut_out = written
        elif meaning.names or "other" in roles:
            said.doubt |= bool(shut_out and not (meaning.avoid or meaning.materials or "other" in roles))  # "no vegan"
            shut_out = None
        said.avoid |= meaning.avoid
        said.follow |= meaning.follow
        said.materials |= meaning.materials
        said.roles |= roles
        said.eats_all |= "none" in roles and not meaning.allergy and not of_allergies
        said.allergy |= meaning.allergy
        said.denies |= (meaning.denies and meaning.names) or "before" in roles
        answers += bool(roles & _ANSWERS)
    said.doubt |= shut_out is not None or _is_doubtful(said, answers)
    return said


def _names_all(written: str) -> bool:
    return not _everything().isdisjoint(fold_words(written))


@cache
def _everything() -> frozenset[str]:
    return frozenset(word for words in map(fold_words, _EVERYTHING) for word in words)


def _is_doubtful(said: _Segment, answers: int) -> bool:
    """Whether a part takes back, weakens or denies what it names."""
    roles = said.roles
    denied_answer = answers > 1 or ("none" in roles and "before" in roles)  # "does not eat everything"
    denied_allergy = said.denies and said.allergy and not said.names_nothing  # "no nut allergy"
    either = "or" in roles and "before" not in roles  # "no nuts or milk" shuts out both
    alone = "only" in roles and said.names_food and not roles & {"before", "about"}  # "only fish"
    return "unsure" in roles or "qualified" in roles or denied_answer or denied_allergy or either or alone


def _in_place(roles: set[str], whole: bool) -> set[str]:
    """Some words answer when they stand alone ("no", "keine") and only lead on to others when they do not ("no nuts")."""
    answers = roles & _ANSWERS
    if not answers or answers == roles:
        return roles
    return answers if whole else roles - _ANSWERS


def _phrases_in(words: Words) -> Iterator[tuple[str, Meaning | None]]:
    """The longest known phrases from left to right; neighbouring unknown words come together, with None."""
    lexicon = cell_lexicon()
    place, strange = 0, 0
    while place < len(words):
        found = lexicon.at(words.folded, place)
        if found is None:
            place += 1
            continue
        length, meaning = found
        if strange < place:
            yield words.written(strange, place), None
        yield words.written(place, place + length), meaning
        place += length
        strange = place
    if strange < place:
        yield words.written(strange, place), None
