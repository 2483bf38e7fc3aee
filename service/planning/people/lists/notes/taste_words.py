"""What of a note may be compared with gifts: one function cuts all the rest, in every language, before anything is compared.

Cut is whatever has a word about health, faith, origin or sexuality, with the whole of its sentence, since what stands beside such a
word may go on about it; and the clause that names family, food that somebody avoids, a dislike, a denial, an absence, an address or
a number of any length. A question is no statement, and a note that says not to write is not read at all.
"""

from __future__ import annotations

import re
from typing import Final

from service.dietary.detect import detect
from service.dietary.tokens import words_of
from service.planning.people.lists.notes.propose import CLAUSE, QUESTION, SENTENCE, says_stop
from service.planning.people.lists.notes.vocabulary import cues, never
from service.sheets.text import clean

_READ: Final = 2_000
"""Characters of a note that are read."""
_KEPT: Final = 200
"""Characters that are compared: what comes later says less."""
_FAMILY: Final = "family"
_NO_LIKING: Final = frozenset({"dislikes", "not", "absent"})
_NO_WORDS: Final = re.compile(r"@|https?:|www\.|\d{3,}")
_FEWEST: Final = 2
"""Letters of a clause below which it says nothing."""


def taste_words(note: str) -> str:
    """The clauses that may be about somebody's likes, joined by commas; "" where there are none."""
    if not note.strip() or says_stop(note):
        return ""
    kept = [clause for sentence in SENTENCE.split(note[:_READ]) for clause in _of_sentence(sentence or "")]
    return ", ".join(dict.fromkeys(kept))[:_KEPT].strip(" ,")


def _of_sentence(sentence: str) -> list[str]:
    if QUESTION.search(sentence):
        return []
    named = {one.value for one in never().find(words_of(sentence))}
    if named - {_FAMILY}:
        return []
    return [words for clause in CLAUSE.split(sentence) if (words := clean(clause)) and _is_about_liking(clause)]


def _is_about_liking(clause: str) -> bool:
    words = words_of(clause)
    if sum(map(str.isalpha, clause)) < _FEWEST or _NO_WORDS.search(clause):
        return False
    if next(never().find(words), None) is not None or detect(clause) is not None:
        return False
    return not {one.value for one in cues().find(words)} & _NO_LIKING
