"""A cell's text without what cannot be seen, and the ways in which exports write "nothing"."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from service.folding import fold
from service.sheets.vocabulary import folded, words
from service.written import one_line

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


REMEMBERED: Final = 8_192
"""Texts whose reading is kept: most cells of a list stand in many of its rows."""


@lru_cache(maxsize=REMEMBERED)
def clean(text: str) -> str:
    """Single spaces, none outside, and nothing that cannot be seen and could hide something; see `service.written`."""
    return one_line(text)


@lru_cache(maxsize=REMEMBERED)
def says_nothing(text: str) -> bool:
    """Whether the cell holds what exports, forms and formulas write for nothing: "(No value)", "n/a", "—", "#REF!"."""
    said = clean(text)
    if not said:
        return False
    if _SHEET_ERROR.fullmatch(said) or _IN_BRACKETS.fullmatch(said):
        return True
    return fold(said) in _NOTHING or not any(unicodedata.category(sign)[0] in "LN" for sign in said)


def is_word_for_nothing(text: str) -> bool:
    """Whether it is one of the words for nothing, of a text with letters and without a mark of its own."""
    return fold(text) in _NOTHING


@lru_cache(maxsize=REMEMBERED)
def may_say_nothing(text: str) -> bool:
    """Whether it is a word that programs write for nothing and that some people are called: Null, Nan, Test."""
    return clean(text).casefold() in _OFTEN_A_NAME
