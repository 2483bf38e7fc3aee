"""The letters a compiled form carries in its fonts before anybody's name is known.

A form's fonts are cut once, so what may be filled in later has to be in the cut. A text with any other letter is not an error:
that statement is drawn in full, with a cut of its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache
from typing import Final

from renderers.language.dates import full_day
from renderers.language.translations import direction, keys, resolve, text
from renderers.lettering.fonts import letters_of, packaged

_BASIC: Final = "".join(map(chr, range(0x21, 0x7F)))
_LATIN: Final = "".join(
    chr(code) for code in (*range(0xA1, 0xAD), *range(0xAE, 0x100), *range(0x218, 0x21C), *range(0x100, 0x17F))
)
"""The comma below before the cedilla: Romanian draws both with one glyph, and it should be told as the right letter."""
_SIGNS: Final = "\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}–—‘’‚“”„…€£№−"
_CYRILLIC: Final = "".join(map(chr, (0x401, *range(0x410, 0x450), 0x451))) + "ӘәҒғҚқҢңӨөҰұҮүҺһІіЇїЄєҐґ"
_GREEK: Final = "".join(map(chr, (*range(0x386, 0x38B), 0x38C, *range(0x38E, 0x3A2), *range(0x3A3, 0x3CF))))
_VIETNAMESE: Final = "ƠơƯư" + "".join(map(chr, range(0x1EA0, 0x1EFA)))
_ARABIC: Final = "".join(
    map(chr, (*range(0x621, 0x63B), *range(0x641, 0x64B), *range(0x660, 0x66A), 0x60C, 0x61B, 0x61F))
)
_TATWEEL: Final = "\N{ARABIC TATWEEL}"
_JOINED: Final = ("fi", "fl", "ff", "ffi", "ffl", "fj")
"""What a font may set as one glyph."""
NAMES: Final = frozenset({"recipient", "company", "city"})
"""Slots of names, which come in the letters of any country."""
OWN_WORDS: Final = frozenset({"value", "state", "state_day"})
"""Slots that only ever hold sums, days and words of ours: they are set large in a second family, which is cut small."""


def seed(locale: str, slot: str) -> str:
    """Every letter and joined pair to cut into a form of this language for a slot, with spaces between them."""
    if slot in OWN_WORDS:
        return _own_letters(resolve(locale))
    return _all_letters(resolve(locale)) if slot not in NAMES else f"{_all_letters(resolve(locale))} {_names_letters()}"


@cache
def _all_letters(locale: str) -> str:
    if direction(locale) == "rtl":
        return " ".join((*_held(_BASIC + _SIGNS), *_joining()))
    return " ".join((*_held(_BASIC + _SIGNS + _LATIN + (_CYRILLIC if locale == "ru" else "")), *_JOINED))


@cache
def _names_letters() -> str:
    return " ".join(_held(_CYRILLIC + _GREEK + _VIETNAMESE))


@cache
def _own_letters(locale: str) -> str:
    months = (full_day(locale, datetime(2027, month, 28, tzinfo=UTC)) for month in range(1, 13))
    states = (text(locale, key) for key in sorted(keys("statement")) if key.startswith("statement.state."))
    told = " ".join((*months, *states))
    letters = sorted(set(told) - {" "}) if direction(locale) == "ltr" else [told]
    return " ".join((*_held(_BASIC + _SIGNS), *letters))


def _held(letters: str) -> Iterable[str]:
    """Those that the families of the paper have themselves: a rarer one would bring a third family into every file."""
    held = letters_of(packaged("Inter")) & letters_of(packaged("Literata"))
    return (letter for letter in letters if ord(letter) in held)


def _joining() -> list[str]:
    """Arabic letters alone and joined on each side, and lam with each alef."""
    shapes = [
        shape
        for letter in _ARABIC
        for shape in (letter, letter + _TATWEEL, _TATWEEL + letter, _TATWEEL + letter + _TATWEEL)
    ]
    return shapes + [before + "ل" + alef for before in ("", _TATWEEL) for alef in "اأإآ"]
