"""A place as its reader calls the country in it: "0551 Oslo, Norway" is "0551 Oslo, Norsko" in Czech."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Final

from renderers.language.joins import joins
from renderers.language.translations import LOCALES, babel_locale, direction

_COMMA: Final = re.compile(r"\s*[,،、]\s*")
_CODE: Final = re.compile("[A-Z]{2}")
_ISOLATED: Final = "\N{LEFT-TO-RIGHT ISOLATE}{}\N{POP DIRECTIONAL ISOLATE}"
"""What it holds runs from the left and says nothing about how the words around it run."""


def place(locale: str, words: str) -> str:
    """The words with the country at their end in the reader's language; as they are where none is named there.

    On a page that runs from the right what stands before it keeps its order: the postcode before the town.
    """
    *town, country = _COMMA.split(words.strip())
    code = _codes().get(country.casefold())
    if not town or code is None:
        return words
    head, named = ", ".join(town), str(babel_locale(locale).territories[code])
    if direction(locale) == "rtl" and head.isascii():
        head = _ISOLATED.format(head)
    return f"{head}{joins(locale)['comma']}{named}"


@cache
def _codes() -> Mapping[str, str]:
    """Name of a country in any language we ship, in small letters -> its code."""
    return {
        str(name).casefold(): code
        for locale in LOCALES
        for code, name in babel_locale(locale).territories.items()
        if _CODE.fullmatch(code)
    }
