"""Text cut into words that can be compared: without regard to case, accents, widths, apostrophes or marks that nobody sees.

Every comparison of dietary words goes through here, so that a list, a note and a heading are read with the same eyes. Signs of
scripts that are written without spaces are words of their own, and so are pictures ("🥜"): what is not a word is not heard.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache
from itertools import accumulate
from typing import Final

from service.folding import bare_letters

_SIGNS: Final = "\u3005\u3040-\u30fa\u30fc-\u30ff\u3400-\u9fff\uf900-\ufaff"
_PICTURES: Final = "\u2600-\u27bf\U0001f000-\U0001faff"
_LETTER: Final = rf"[^\W\d_{_SIGNS}]"
_SPACED: Final = rf"(?<!\w){_LETTER}([ .\-]){_LETTER}(?:\1{_LETTER}){{2,}}(?!\w)"
"""A word written letter by letter, "v e g a n": four letters at least, since initials are shorter."""
_WORD: Final = re.compile(
    rf"{_SPACED}|(?:[{_SIGNS}][\u3099\u309a]?)|[{_PICTURES}]|[^\W_{_SIGNS}]+(?:'+[^\W_{_SIGNS}]+)*", re.UNICODE
)
_ELIDED: Final = frozenset({"d", "l", "n", "j", "qu", "s", "m", "c", "t"})
"""French words that lose their vowel before another: d'arachide, l'œuf, n'aime."""
_ARABIC_LEAD: Final = re.compile(r"^(?!.?البان$)(?:[وف]?(?:[بك]?ال|لل))(?=\w{3})")
"""The article with what may stand before it. Dairy, ألبان, begins with the same letters and has none."""
_ARABIC_PARTICLES: Final = frozenset("وفبلك")


class Words:
    """The words of a text, folded, and the way back to what was written."""

    __slots__ = ("_folded_ends", "folded", "source", "spans", "text")

    def __init__(self, text: str) -> None:
        self.source = text
        self.text = bare_letters(text)
        self.folded: list[str] = []
        self.spans: list[tuple[int, int]] = []
        self._folded_ends: list[int] | None = None
        folded, spans = self.folded, self.spans
        for match in _WORD.finditer(self.text):
            word = match.group()
            if match.lastindex:
                word = word.replace(match.group(1), "")
            if "'" in word:
                self._add(word, match.start(), match.end())
            else:
                folded.append(word if word.isascii() else _comparable(word))
                spans.append(match.span())

    def _add(self, word: str, start: int, end: int) -> None:
        head, apostrophe, tail = word.partition("'")
        tail = tail.lstrip("'")
        if apostrophe and head in _ELIDED and len(tail) > 1:
            self.folded += head, _comparable(tail)
            self.spans += (start, start + len(head)), (end - len(tail), end)
        else:
            self.folded.append(_comparable(word))
            self.spans.append((start, end))

    def __len__(self) -> int:
        return len(self.folded)

    def written(self, first: int, last: int) -> str:
        """The words from `first` to before `last`, as they stand in the source."""
        start, end = self.spans[first][0], self.spans[last - 1][1]
        return self.source[self._place(start) : self._place(end - 1) + 1]

    def _place(self, folded_place: int) -> int:
        """The character of the source that a character of the folded text comes from."""
        if self._folded_ends is None:
            self._folded_ends = list(accumulate(len(bare_letters(character)) for character in self.source))
        return bisect_right(self._folded_ends, folded_place)


@lru_cache(maxsize=256)
def words_of(text: str) -> Words:
    """The words of a text, cut once for all who look at the same text one after the other. Nobody changes them."""
    return Words(text)


@lru_cache(maxsize=65_536)
def _comparable(word: str) -> str:
    """Without apostrophes, and without what Arabic writes together with a noun: the article and a particle before it."""
    plain = word.replace("'", "")
    return _ARABIC_LEAD.sub("", plain) if "\u0600" <= plain[:1] <= "\u06ff" else plain


def without_particle(word: str) -> Iterator[str]:
    """An Arabic word as it may be known: without the alif of an object ("نبيذا"), or without a single letter that may be an "and",
    "for" or "with" written together with it."""
    if len(word) > 3 and "\u0600" <= word[0] <= "\u06ff":
        if word.endswith("ا"):
            yield word[:-1]
        if word[0] in _ARABIC_PARTICLES:
            yield _ARABIC_LEAD.sub("", word[1:])


def fold_words(text: str) -> tuple[str, ...]:
    """The words of a phrase as they are compared."""
    return tuple(Words(text).folded)
