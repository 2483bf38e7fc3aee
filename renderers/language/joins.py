"""What is set between two things that are said: before what is named, between words, after words, between sentences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from renderers.language.translations import resolve

_JOINS: Final = {"colon": ":", "comma": ", ", "stop": ". ", "gap": " ", "since": "", "span": " – "}
_JOINS_OF: Final = {
    "ar": _JOINS | {"comma": "\N{ARABIC COMMA} "},
    "ru": _JOINS | {"since": "с ", "span": " по "},
    "ja": {
        "colon": "\N{FULLWIDTH COLON}",
        "comma": "\N{IDEOGRAPHIC COMMA}",
        "stop": "\N{IDEOGRAPHIC FULL STOP}",
        "gap": "",
        "since": "",
        "span": "\N{WAVE DASH}",
    },
}


def joins(locale: str) -> Mapping[str, str]:
    """`colon`, `comma`, `stop`, `gap`, and `since` and `span` around the first of two days, as the reader's script sets them."""
    return _JOINS_OF.get(resolve(locale), _JOINS)
