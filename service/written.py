"""What is a value? One rule for every text that enters the product, from a form, a list, a catalog or the command line.

A text is kept as it is read: composed letters (NFC), without what cannot be seen and only hides or turns other text round. Where
nothing is left that an eye could see, there is no value, whichever field it stands in. Characters that are in no font (private use,
unassigned) stay where they stand among others, so that nobody is silently called by half a name; alone they are no value.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any, Final

from babel.core import get_global

_INVISIBLE: Final = (
    (0x0000, 0x0009),
    (0x000B, 0x001F),
    (0x007F, 0x009F),
    (0x00AD, 0x00AD),  # soft hyphen
    (0x034F, 0x034F),
    (0x061C, 0x061C),
    (0x115F, 0x1160),  # Hangul fillers
    (0x17B4, 0x17B5),
    (0x180B, 0x180F),
    (0x200B, 0x200B),
    (0x200E, 0x200F),  # direction marks
    (0x202A, 0x202E),
    (0x2060, 0x206F),
    (0x2800, 0x2800),  # the empty pattern of Braille
    (0x3164, 0x3164),
    (0xD800, 0xDFFF),  # halves of signs, which are no text by themselves
    (0xFDD0, 0xFDEF),
    (0xFEFF, 0xFEFF),
    (0xFFA0, 0xFFA0),
    (0xFFF0, 0xFFFB),
    (0xFFFE, 0xFFFF),
    (0x13430, 0x13455),
    (0x16FE4, 0x16FE4),
    (0x1BCA0, 0x1BCA3),
    (0x1D159, 0x1D159),
    (0x1D173, 0x1D17A),
    (0xE0000, 0xE001F),
    (0xE0080, 0xE00FF),
    (0xE01F0, 0xE0FFF),
    *((plane + 0xFFFE, plane + 0xFFFF) for plane in range(0x10000, 0x110000, 0x10000)),
)
"""First and last code point of what is taken out wherever it stands: controls, what Unicode calls ignorable by default (those
below apart), letters without a shape, and code points that are no characters."""
_BY_NEIGHBOURS: Final = ((0x200C, 0x200D), (0xFE00, 0xFE0F), (0xE0020, 0xE007F), (0xE0100, 0xE01EF))
"""Joiners, variation selectors and tags: each belongs to some spellings and is taken out everywhere else."""


def _set_of(ranges: tuple[tuple[int, int], ...]) -> str:
    return "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in ranges)


_TAKEN_OUT: Final = re.compile(f"[{_set_of(_INVISIBLE)}]")
_LOOKED_AT: Final = re.compile(f"[{_set_of(_BY_NEIGHBOURS)}]")
_PLAIN: Final = re.compile(
    "[ -~\u00a1-\u00ac\u00ae-\u02af\u0391-\u03a1\u03a3-\u03ce\u0400-\u0481\u048a-\u052f"
    "\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff\uac00-\ud7a3]*"
)
"""Letters of which each is composed, seen and alone: most texts hold no other."""
_LINE_ENDS: Final = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_FLAG: Final = re.compile("\U0001f3f4[\U000e0061-\U000e007a\U000e0030-\U000e0039]{3,6}\U000e007f")
"""A flag of a part of a country is spelled with tags after a black flag."""
_UNSEEN: Final = "\N{OBJECT REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER}"
_IDEOGRAPHS: Final = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFD))
_JOINING: Final = (
    (0x0600, 0x08FF),  # Arabic, Syriac, Mandaic and their extensions
    (0x0900, 0x0DFF),  # the scripts of India, and Sinhala
    (0x0F00, 0x0FFF),  # Tibetan
    (0x1000, 0x109F),  # Myanmar
    (0x1780, 0x18AF),  # Khmer, Mongolian
    (0xA840, 0xABFF),
    (0xFB50, 0xFDFF),
    (0xFE70, 0xFEFC),
)
"""Scripts in which a joiner between letters makes another spelling, first and last code point."""
_KILLS_A_VOWEL: Final = 9
"""The combining class of a virama, after which a joiner belongs to the letter even at a word's end."""
MARKS_MOST: Final = 10
"""Marks on one letter. No language writes as many; a heap of thousands covers the lines around it."""
_FORMULA: Final = re.compile(
    r"[\s\x00-\x1f\x7f-\x9f\u200b\u2060\ufeff]*[=+\-@|%\u2212\ufe62\ufe63\ufe66\ufe6b\uff0b\uff0d\uff1d\uff20]|[\t\r\n]"
)
"""What makes a text a formula: = + - @ and the older | and %, also small, full-width or as a minus sign, after spaces and signs
that are skipped; and a tab or line end in front, which some programs cut away."""
_JOINER, _NON_JOINER = "\u200d", "\u200c"


def written(text: str) -> str:
    """The text as it is kept, lines and spaces as they are; "" where there is nothing to see in it.

    `written` of what it answers is the same text.
    """
    if _PLAIN.fullmatch(text):
        return text if text.strip() else ""
    plain = unicodedata.normalize("NFC", _without_hidden(_LINE_ENDS.sub("\n", text).replace("\t", " ")))
    plain = unicodedata.normalize("NFC", _without_heaps(plain))
    return plain if any(is_seen(sign) for sign in plain) else ""


def one_line(text: str) -> str:
    """The same on a single line, with single spaces and none outside: names, titles, cells."""
    return " ".join(written(text).split())


def no_formula(cell: str) -> str:
    """A cell's text as it leaves in a file: with an apostrophe before it where a spreadsheet would compute it."""
    return f"'{cell}" if is_formula(cell) else cell


def is_formula(cell: str) -> bool:
    """Whether a spreadsheet might take the text for a formula: by its first sign, in any width, after whatever it skips."""
    return bool(_FORMULA.match(cell))


def written_in(value: Any) -> Any:
    """The same for every text in plain values such as JSON gives; other values as they are."""
    if isinstance(value, str):
        return written(value)
    if isinstance(value, Mapping):
        return {written_in(key): written_in(one) for key, one in value.items()}
    return [written_in(one) for one in value] if isinstance(value, list) else value


def is_seen(sign: str) -> bool:
    """Whether the character shows by itself: a letter, figure or sign. Neither spaces, marks and joiners nor what no font has."""
    if unicodedata.category(sign)[0] in "LNPS":
        return sign not in _UNSEEN and not _TAKEN_OUT.match(sign)
    return _is_ideograph(sign)  # some are younger than Python's tables


def is_plain(text: str) -> bool:
    """Whether nothing has to be taken out of it but spaces and line ends, and no letter in it is one that no font has: lost on the
    way, for private use, or not assigned."""
    spaced = unicodedata.normalize("NFC", " ".join(text.split()))
    return one_line(text) == (spaced if any(map(is_seen, spaced)) else "") and not any(map(_is_lost, text))


def _without_hidden(text: str) -> str:
    seen = _TAKEN_OUT.sub("", text)
    if not _LOOKED_AT.search(seen):
        return seen
    flags = {place for found in _FLAG.finditer(seen) for place in range(found.start() + 1, found.end())}
    kept: list[str] = []
    for place, sign in enumerate(seen):
        after = seen[place + 1 : place + 2]
        if not _LOOKED_AT.match(sign) or place in flags or (kept and _belongs(sign, kept[-1], after)):
            kept.append(sign)
    return "".join(kept)


def _belongs(sign: str, before: str, after: str) -> bool:
    """Whether a joiner or selector makes another spelling where it stands."""
    if sign in (_JOINER, _NON_JOINER):
        if _is_joining(before):
            return bool(after and _is_joining(after)) or unicodedata.combining(before) == _KILLS_A_VOWEL
        return sign == _JOINER and (_is_pictured(before) or before == "\ufe0f") and bool(after) and _is_pictured(after)
    if "\ufe00" <= sign <= "\ufe0f":
        return _is_ideograph(before) or _is_pictured(before) or before in "#*0123456789"
    return sign >= "\U000e0100" and _is_ideograph(before)


def _without_heaps(text: str) -> str:
    """Without marks that stand on no letter, and without those above `MARKS_MOST` on one."""
    kept: list[str] = []
    marks, has_letter = 0, False
    for sign in text:
        if unicodedata.category(sign)[0] == "M" and not _LOOKED_AT.match(sign):
            marks += 1
            if not has_letter or marks > MARKS_MOST:
                continue
        elif not _LOOKED_AT.match(sign):
            marks, has_letter = 0, not sign.isspace()
        kept.append(sign)
    return "".join(kept)


def _is_lost(sign: str) -> bool:
    return sign in _UNSEEN or (unicodedata.category(sign) in {"Co", "Cn"} and not _is_ideograph(sign))


def _is_joining(sign: str) -> bool:
    return _is_in(sign, _JOINING) and unicodedata.category(sign)[0] in "LM"


def _is_pictured(sign: str) -> bool:
    return unicodedata.category(sign) in {"So", "Sk", "Sm", "Po"} and not sign.isascii()


def _is_ideograph(sign: str) -> bool:
    return _is_in(sign, _IDEOGRAPHS)


def _is_in(sign: str, ranges: tuple[tuple[int, int], ...]) -> bool:
    return any(first <= ord(sign) <= last for first, last in ranges)


def is_currency(code: str) -> bool:
    """Whether a price can be in it: an ISO 4217 code, but for those of tests and of no currency at all."""
    return code in get_global("all_currencies") and code not in {"XTS", "XXX"}
