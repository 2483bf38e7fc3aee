"""One text against a brand card: pure, no database. What breaks it, in which words, by which rule.

The card is kept with the campaign's brand: `never` and `names` are words that nothing says, `always` words that the message has to
hold in one of its languages, `tone` and `formality` what the tables below say.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from typing import Final, Literal, get_args

from renderers.language.translations import CATALOGS

Rule = Literal["exclamation", "shouting", "long", "praise", "hurry", "formality", "common_past"]
Tone = Literal["calm", "plain", "modest", "unhurried"]
TONES: Final[tuple[Tone, ...]] = get_args(Tone)
FORMALITIES: Final = ("formal", "informal")
RULES: Final[Mapping[Rule, str]] = {
    "exclamation": "Calm: no exclamation marks",
    "shouting": "Calm: no words in capitals",
    "long": "Plain: no sentence of more than 25 words",
    "praise": "Modest: no superlatives",
    "hurry": "Unhurried: nothing that presses for time",
    "formality": "How readers of each language are addressed",
    "common_past": "Nothing about a common past, as there are people you don’t work with yet",
}
"""What the console calls each rule."""
OF_TONE: Final[Mapping[Tone, tuple[Rule, ...]]] = {
    "calm": ("exclamation", "shouting"), "plain": ("long",), "modest": ("praise",), "unhurried": ("hurry",),
}  # fmt: skip
_LONGEST: Final = 25
_UNSPACED: Final = frozenset({"ja"})
"""Languages that set no spaces between words: there a phrase is looked for anywhere, and sentences are not counted in words."""
_END: Final = re.compile(r"(?<=[.!?…؟])\s+|\n+")
_SHOUTED: Final = re.compile(r"\b[^\W\d_]{5,}\b")


def broken_by(rule: Rule, locale: str, words: str, formality: str | None = None) -> str | None:
    """The first words of a text in `locale` that break a rule, or None. `formality`: how the card addresses its readers."""
    return _RULES[rule](locale, words, formality)


def _unlike(locale: str, words: str, formality: str | None) -> str | None:
    """What addresses a reader otherwise than the card does."""
    if formality == "formal":
        return _first(locale, words, _words("informal", locale) + _words("contractions", locale))
    return _first(locale, words, _words("formal", locale)) if formality == "informal" else None


def _first(locale: str, words: str, phrases: tuple[str, ...]) -> str | None:
    if not phrases:
        return None
    found = _pattern(phrases, locale in _UNSPACED).search(words)
    return None if found is None else found[0]


@lru_cache(maxsize=256)
def _pattern(phrases: tuple[str, ...], anywhere: bool) -> re.Pattern[str]:
    """Whole words, the longest first. A phrase that begins within a word, as ’ll does, is looked for as it stands."""
    ordered = sorted(phrases, key=len, reverse=True)
    parts = [
        re.escape(phrase)
        if anywhere or not phrase[0].isalnum() or phrase == "n’t"
        else rf"(?<!\w){re.escape(phrase)}(?!\w)"
        for phrase in ordered
    ]
    return re.compile("|".join(parts), re.IGNORECASE)


def _mark(_locale: str, words: str, _formality: str | None) -> str | None:
    return next((mark for mark in "!！" if mark in words), None)


def _shouted(_locale: str, words: str, _formality: str | None) -> str | None:
    return next((word for word in _SHOUTED.findall(words) if all(letter.isupper() for letter in word)), None)


def _too_long(locale: str, words: str, _formality: str | None) -> str | None:
    if locale in _UNSPACED:
        return None
    return next((f"{one[:60]}…" for one in _END.split(words) if len(one.split()) > _LONGEST), None)


def _listed(kind: str) -> Callable[[str, str, str | None], str | None]:
    return lambda locale, words, _formality: _first(locale, words, _words(kind, locale))


def _words(kind: str, locale: str) -> tuple[str, ...]:
    return tuple(_table()[kind][locale])


@cache
def _table() -> Mapping[str, Mapping[str, list[str]]]:
    """Kind of words -> language -> words, from assets/translations/tone_words.json."""
    table: Mapping[str, Mapping[str, list[str]]] = json.loads(
        (CATALOGS / "tone_words.json").read_text(encoding="utf-8")
    )
    return table


_RULES: Final[Mapping[Rule, Callable[[str, str, str | None], str | None]]] = {
    "exclamation": _mark,
    "shouting": _shouted,
    "long": _too_long,
    "praise": _listed("praise"),
    "hurry": _listed("hurry"),
    "formality": _unlike,
    "common_past": _listed("common_past"),
}
