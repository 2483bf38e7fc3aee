"""Writes down what lists may call a country, a language or a month: python -m workshop.names assets/translations/cldr_names.json

Babel keeps all that it knows of a language for as long as a process lives, a megabyte for each of these; who reads lists needs the
names alone. To be run again when Babel is updated; a test compares.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any, Final

from babel import Locale

LANGUAGES: Final = (
    "en", "cs", "de", "ru", "is", "ro", "el", "no", "ar", "fr", "es", "it", "pl", "bg", "sk", "uk", "kk", "hu", "sv", "da", "fi",
    "nl", "pt", "tr", "hr", "sl", "et", "lv", "lt", "ja", "zh", "ko", "he",
)  # fmt: skip
"""Ours and the neighbours'. Where two call different things the same, the first of them counts."""
DATED_IN: Final = ("en", "de", "cs", "ru", "is", "ro", "ar", "ja", "fr", "es", "it", "nl", "pl", "sv", "da", "no")
"""The languages in which dates are read."""
_NO_COUNTRIES: Final = frozenset({"EU", "EZ", "UN", "QO", "ZZ", "XA", "XB"})


def cldr_names() -> dict[str, dict[str, dict[str, Any]]]:
    """ "countries" and "languages": language -> code -> name; "months": language -> name -> number, from 1 on."""
    return {
        "countries": {language: _countries(Locale(language)) for language in LANGUAGES},
        "languages": {language: _languages(Locale(language)) for language in LANGUAGES},
        "months": {language: _months(Locale(language)) for language in DATED_IN},
    }


def _countries(locale: Locale) -> dict[str, str]:
    named = locale.territories.items()
    return {code: name for code, name in named if re.fullmatch("[A-Z]{2}", code) and code not in _NO_COUNTRIES}


def _languages(locale: Locale) -> dict[str, str]:
    return {code: name for code, name in locale.languages.items() if re.fullmatch("[a-z]{2}", code)}


def _months(locale: Locale) -> dict[str, int]:
    """Whole and short, as in a date and by themselves."""
    names: dict[str, int] = {}
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            for number, name in locale.months[context][width].items():
                names.setdefault(name, number)
    return names


def written() -> str:
    """The file's text."""
    return json.dumps(cldr_names(), ensure_ascii=False, indent=0) + "\n"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(written(), encoding="utf-8")
