"""What is set between two things that are said: before what is named, between words, after words, between sentences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from renderers.language.translations import resolve

_JOINS: Final = {"colon": ":", "comma": ", ", "stop": ". ", "gap": " ", "span": " – "}
_JOINS_OF: Final = {
    "ar": _JOINS | {"comma": "\N{ARABIC COMMA} "},
    "ja": {
        "colon": "\N{FULLWIDTH COLON}",
        "comma": "\N{IDEOGRAPHIC COMMA}",
        "stop": "\N{IDEOGRAPHIC FULL STOP}",
        "gap": "",
        "span": "\N{WAVE DASH}",
    },
}


def joins(locale: str) -> Mapping[str, str]:
    """`colon`, `comma`, `stop`, `gap`, and `span` from one day to another, as the reader's script sets them with its spaces."""
    return _JOINS_OF.get(resolve(locale), _JOINS)
