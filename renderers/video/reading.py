"""How long words must be shown so that they can be read: the one rule that captions and the lengths of scenes follow.

Counted are letters, digits and symbols that are read. Spaces, punctuation and marks are not, nor are Arabic vowel signs and the
stroke that only stretches a word.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from renderers.language.translations import resolve

PACE: Final = 17
"""Letters a second in alphabetic scripts."""
DENSE_PACE: Final = 7
"""The same in Japanese, and of Chinese, Japanese and Korean letters in any language: each holds as much as a syllable or a word."""
DENSE_GOAL: Final = 5
"""What Japanese is given where its scene has the time."""
SHORTEST_TENTHS: Final = 12
"""Tenths of a second for which even the shortest caption is shown."""
_READ: Final = frozenset("LNS")
"""Unicode's letters, numbers and symbols."""
_STRETCH: Final = "\u0640"
_DENSE: Final = ("CJK", "IDEOGRAPHIC", "HIRAGANA", "KATAKANA", "HANGUL", "HALFWIDTH KATAKANA")


def letters(words: str) -> int:
    """How many letters of the words are read."""
    return sum(_is_read(letter) for letter in words)


def is_dense(words: str) -> bool:
    """Whether any letter of the words is one that holds a syllable or a word."""
    return any(_is_dense(letter) for letter in words)


def frames_to_read(lines: Iterable[str], locale: str, rate: int, dense_pace: int = DENSE_PACE) -> int:
    """The fewest frames, `rate` a second, in which somebody reads these lines in a film of this language.

    `dense_pace` is how many dense letters they read in a second. At least as many as the shortest caption takes.
    """
    words = "".join(lines)
    dense = letters(words) if resolve(locale) == "ja" else sum(_is_read(each) and _is_dense(each) for each in words)
    light = letters(words) - dense
    reading = _up(rate * (light * dense_pace + dense * PACE), PACE * dense_pace)
    return max(reading, _up(rate * SHORTEST_TENTHS, 10))


def _up(whole: int, by: int) -> int:
    """Divided and rounded up, without the errors of floating point."""
    return -(-whole // by)


@lru_cache(maxsize=4096)
def _is_read(letter: str) -> bool:
    return unicodedata.category(letter)[0] in _READ and letter != _STRETCH


@lru_cache(maxsize=4096)
def _is_dense(letter: str) -> bool:
    return unicodedata.name(letter, "").startswith(_DENSE)
