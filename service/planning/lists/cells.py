"""A cell's text without what cannot be seen, and the ways in which exports write "nothing"."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from service.folding import fold
from service.planning.lists.words import folded, words

_INVISIBLE: Final = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]"
)
_JOINER: Final = re.compile("[\u200c\u200d]")
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

_NOTHING: Final = folded("nothing")
"""What no person and no company is called; only whole cells count."""
_IN_BRACKETS: Final = re.compile(
    r"[(\[<{]{1,2}\s*(?:null|none|nil|nan|nichts|нет|žádné|nic|ekkert|niciuna|なし|無し)\s*[)\]>}]{1,2}", re.IGNORECASE
)
_OFTEN_A_NAME: Final = words("often_a_name")
"""Written by programs for nothing, but also names of people: only what surrounds the cell can tell."""
_SHEET_ERROR: Final = re.compile(
    r"#(?:N/A|NV|REF!|VALUE!|NAME\?|DIV/0!|NULL!|NUM!|BEZUG!|WERT!|NEDOSTUPNÝ|N/D)", re.IGNORECASE
)


def clean(text: str) -> str:
    """Single spaces, none outside; control, zero-width and direction marks are taken out so that they cannot hide anything.

    A joiner stays where a script spells with it: Sinhala ශ්‍රී is not ශ්රී.
    """
    if text.isprintable() and "  " not in text:
        return text.strip()  # most cells: nothing in them is hidden
    spaced = re.sub(r"[\t\n\r\x0b\x0c\x85\u2028\u2029]", " ", text)
    seen = _INVISIBLE.sub("", spaced)
    if _JOINER.search(seen):
        seen = "".join(sign for place, sign in enumerate(seen) if not _JOINER.match(sign) or _joins(seen, place))
    return re.sub(r"\s+", " ", seen).strip()


def says_nothing(text: str) -> bool:
    """Whether the cell holds what exports, forms and formulas write for nothing: "(No value)", "n/a", "—", "#REF!"."""
    said = clean(text)
    if not said:
        return False
    if _SHEET_ERROR.fullmatch(said) or _IN_BRACKETS.fullmatch(said):
        return True
    return fold(said) in _NOTHING or not any(unicodedata.category(sign)[0] in "LN" for sign in said)


def may_say_nothing(text: str) -> bool:
    """Whether it is a word that programs write for nothing and that some people are called: Null, Nan, Test."""
    return clean(text).casefold() in _OFTEN_A_NAME


def _joins(text: str, place: int) -> bool:
    before = text[place - 1] if place else ""
    after = text[place + 1] if place + 1 < len(text) else ""
    if not before or not _is_joining(before):
        return False
    return bool(after and _is_joining(after)) or unicodedata.combining(before) == _KILLS_A_VOWEL


def _is_joining(sign: str) -> bool:
    return any(first <= ord(sign) <= last for first, last in _JOINING) and unicodedata.category(sign)[0] in "LM"
