"""What a note says of its person, as facts for somebody to confirm: interests, dislikes, what they have, when they are away.

Sentence by sentence, and in each clause by clause:

* A sentence with a word about health, faith, family, origin or sexuality is not looked at any further; nothing of it is proposed or
  shown. Nor is a question: it is no fact.
* A clause with words about food that somebody avoids proposes nothing: the person is asked (`dietary/detect`), whoever uploads.
* An interest counts where somebody likes it, or where the clause says nothing else; a thing where they have it or do not want it.
  What is denied, was so once or is only wished for counts for nothing.
* Days count where they are still to come; without a year the next such day, and no later than half a year from now.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Final, Literal

from service.dietary.detect import detect
from service.dietary.tokens import Words, words_of
from service.planning.people.lists.notes.vocabulary import (
    Heard,
    cues,
    days,
    interests,
    never,
    stop,
    stop_alone,
    things,
)
from service.sheets.dates import read_date
from service.sheets.refusals import CellError
from service.sheets.text import REMEMBERED, clean

Kind = Literal["interest", "dislike", "has_already", "away"]
SENTENCE: Final = re.compile(r"(?<!\d)\.(?=\s|$)|[!;\n\r。！؛;]|(?<=[?？؟])")
CLAUSE: Final = re.compile(r"[,:()\[\]•|/、，؛،–—]|\s-\s|\b(?:but|aber|ale|dar|en|но|لكن)\b")
QUESTION: Final = re.compile(r"[?？؟]")
_SHOWN: Final = 120
"""Characters of a clause that are shown."""
_MOST: Final = 12
"""Facts that one note proposes."""
_READ: Final = 4_000
"""Characters of a note that are read for facts."""
_DRUNK: Final = frozenset({"coffee", "tea", "wine", "chocolate"})
"""Interests that are kinds of products as well, so that a dislike of them can be kept."""
_SOON: Final = timedelta(days=183)
_DAY: Final = re.compile(
    r"\d{4}-\d{1,2}-\d{1,2}|(?:\d{4}年)?\d{1,2}月\d{1,2}日|\d{1,2}\.\s?\d{1,2}\.?(?:\s?\d{4})?(?!\w)"
    r"|\d{1,2}(?:st|nd|rd|th|\.)?\s+(?:of\s+)?[^\W\d]{3,}(?:\s+\d{4})?|[^\W\d]{3,}\s+\d{1,2}(?:st|nd|rd|th)?(?:\s+\d{4})?",
    re.IGNORECASE,
)
_HAS_YEAR: Final = re.compile(r"\d{4}")


@dataclass(frozen=True, slots=True)
class ProposedFact:
    """`value`: an interest's key, a product's shape or category, or the last day as ISO; `words`: the clause that says it."""

    kind: Kind
    value: str
    words: str

    @property
    def id(self) -> str:
        """What it is dropped by."""
        return f"{self.kind}:{self.value}"


@lru_cache(maxsize=REMEMBERED)
def propose(note: str, today: date | None) -> tuple[ProposedFact, ...]:
    """The facts of a note, in its order. `today`: the day from which days count; None proposes no absence."""
    note = note[:_READ]
    whole, found = words_of(note), dict[str, ProposedFact]()
    if not _may_propose(whole):
        return ()
    for sentence in SENTENCE.split(note):
        if not sentence or not sentence.strip() or QUESTION.search(sentence) or not is_permitted(sentence):
            continue
        for clause in CLAUSE.split(sentence):
            for kind, value in _of_clause(clause, today):
                fact = ProposedFact(kind, value, clean(clause)[:_SHOWN])
                found.setdefault(fact.id, fact)
    return tuple(found.values())[:_MOST]


def _may_propose(whole: Words) -> bool:
    """Whether one of its clauses may say anything; where an apostrophe stands, a clause may end inside of a word."""
    return "'" in whole.text or any(
        next(phrases.find(whole), None) is not None for phrases in (interests(), things(), days())
    )


@lru_cache(maxsize=REMEMBERED)
def is_permitted(text: str) -> bool:
    """Whether a text holds no word about health, faith, family, origin or sexuality."""
    return next(never().find(words_of(text)), None) is None


@lru_cache(maxsize=REMEMBERED)
def says_stop(note: str) -> bool:
    """Whether a note says that its person is not to be written to."""
    for sentence in SENTENCE.split(note[:_READ]):
        words = words_of(sentence or "")
        if tuple(words.folded) in stop_alone() or next(stop().find(words), None) is not None:
            return True
    return False


def _of_clause(clause: str, today: date | None) -> Iterator[tuple[Kind, str]]:
    words = words_of(clause)
    if not words.folded:
        return
    liked, named = list(interests().find(words)), list(things().find(words))
    said = list(cues().find(words))
    cued = {one.value for one in said}
    is_away = bool(cued & {"until", "back"}) and any(letter.isdigit() for letter in clause)
    if not (liked or named or is_away) or detect(clause) is not None:
        return
    if is_away and today is not None and "not" not in cued:
        yield from _absence(words, said, today)
    if "dislikes" in cued:
        yield from (("dislike", one.value) for one in named)
        yield from (("dislike", one.value) for one in liked if one.value in _DRUNK)
    elif "not" in cued:
        return
    elif "has" in cued and named:
        yield from (("has_already", one.value) for one in named)
    elif "likes" in cued or _says_nothing_else(words, (*liked, *said)):
        yield from (("interest", one.value) for one in liked)


def _says_nothing_else(words: Words, heard: Collection[Heard]) -> bool:
    covered = {place for one in heard for place in range(one.first, one.last)}
    return len(covered) == len(words)


def _absence(words: Words, said: Collection[Heard], today: date) -> Iterator[tuple[Kind, str]]:
    """The last day of an absence: until a day, or the day before somebody is back."""
    until = next((one for one in said if one.value == "until"), None)
    back = next((one for one in said if one.value == "back"), None)
    is_absent = any(one.value == "absent" for one in said)
    if back is None and not (until is not None and is_absent):
        return
    cue = back or until
    if cue is None:
        return
    day = _day_beside(words, cue, today)
    if day is not None:
        last = day - timedelta(days=1) if back is not None else day
        if last >= today:
            yield "away", last.isoformat()


def _day_beside(words: Words, cue: Heard, today: date) -> date | None:
    """The day that stands after a word, or before it."""
    after = words.written(cue.last, len(words)) if cue.last < len(words) else ""
    before = words.written(0, cue.first) if cue.first else ""
    for text in (after, before):
        for found in _DAY.finditer(text):
            day = _read_day(found.group(), today)
            if day is not None:
                return day
    return None


def _read_day(text: str, today: date) -> date | None:
    text = re.sub(r"(?<=\d)(?:st|nd|rd|th)\b|(?<=\d)\.(?=\s+[^\W\d])", "", text).strip(". ")
    if _HAS_YEAR.search(text):
        return _date(text)
    for year in (today.year, today.year + 1):
        day = _date(_with_year(text, year))
        if day is not None and today <= day <= today + _SOON:
            return day
    return None


def _with_year(text: str, year: int) -> str:
    if "月" in text:
        return f"{year}年{text}"
    return f"{text.replace(' ', '')}.{year}" if re.fullmatch(r"\d{1,2}\.\s?\d{1,2}", text) else f"{text} {year}"


def _date(text: str) -> date | None:
    try:
        return read_date(text, "day")
    except CellError:
        return None
