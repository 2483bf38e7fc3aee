"""What belongs together in a text: a letter with its marks, a family of joined pictographs, the two letters of a flag.

One font draws all of a cluster and no line breaks inside it.
"""

from __future__ import annotations

import unicodedata
from typing import Final

_ZERO_WIDTH_JOINER: Final = "\u200d"
_FLAG: Final = range(0x1F1E6, 0x1F200)
_SKIN: Final = range(0x1F3FB, 0x1F400)
_FIRST_MARK: Final = "\u0300"
_SOFT_HYPHEN: Final = "\xad"
"""Of all letters before the first mark, the only one that belongs to the letter before it."""


def clusters(text: str) -> tuple[str, ...]:
    """The text in order, cut only where a reader sees one sign end and the next begin."""
    found: list[str] = []
    follows_joiner = False
    for letter in text:
        # Most of what is written in Latin letters, for which nothing has to be looked up.
        if letter < _FIRST_MARK and letter != _SOFT_HYPHEN and not follows_joiner:
            found.append(letter)
            continue
        follows_joiner = letter == _ZERO_WIDTH_JOINER
        if found and (_joins(letter) or _continues(found[-1], letter)):
            found[-1] += letter
        else:
            found.append(letter)
    return tuple(found)


def _joins(letter: str) -> bool:
    """True for what belongs to the letter before it: marks, joiners, selectors, tones of skin."""
    return unicodedata.category(letter) in {"Mn", "Mc", "Me", "Cf"} or ord(letter) in _SKIN


def _continues(cluster: str, letter: str) -> bool:
    """True after a joiner, unless it only shapes letters, and for the second half of a flag."""
    if cluster[-1] == _ZERO_WIDTH_JOINER:
        return not letter.isalpha()
    return len(cluster) == 1 and ord(cluster) in _FLAG and ord(letter) in _FLAG
