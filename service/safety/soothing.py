"""Words that make a danger sound smaller. A recall notice must not hold them (Regulation (EU) 2023/988, article 36, 2 (c)).

The regulation names "voluntary", "precautionary", "discretionary", "in rare situations", "in specific situations" and that no
accidents were reported; `soothing.json` holds them in every language we ship, beside what people write in their place, as patterns.
Every text is read in all languages at once, since somebody may write English under another flag.
"""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Final

from service.config import ASSETS

PATTERNS: Final = ASSETS / "translations" / "soothing.json"
_UNSPACED: Final = frozenset({"ja"})
"""Languages that set no spaces, where a word has no ends to look for."""
_SPACES: Final = re.compile(r"\s+")
_VOWEL_SIGNS: Final = re.compile("[\u064b-\u0652]")
"""Arabic may be written with or without them, and means the same."""


def soothing_words(text: str) -> tuple[str, ...]:
    """What in `text` plays the danger down, in the order it stands; empty where nothing does."""
    line = _plain(_SPACES.sub(" ", text))
    found = [match for pattern in _patterns() for match in pattern.finditer(line)]
    return tuple(dict.fromkeys(match.group().strip() for match in sorted(found, key=lambda match: match.start())))


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    """One pattern a language, read once."""
    languages: dict[str, list[str]] = json.loads(PATTERNS.read_text(encoding="utf-8"))
    return tuple(_pattern(language, [_plain(word) for word in words]) for language, words in languages.items())


def _pattern(language: str, words: list[str]) -> re.Pattern[str]:
    alike = "|".join(words)
    return re.compile(alike if language in _UNSPACED else rf"(?<!\w)(?:{alike})(?!\w)", re.IGNORECASE)


def _plain(words: str) -> str:
    return _VOWEL_SIGNS.sub("", words)
