"""Everything that somebody reads in one of our languages, or that is heard in it: one entry per key, from the files themselves.

Whatever lies in `assets/translations` and in the two files of samples is found by its shape, so that a new file is covered on the
day it is added: `<locale>.json` and `<locale>.<surface>.json` are catalogues; in every other file an object whose keys are
languages holds the same thing in each of them, and a list outside of one holds words of all languages, told apart by their script.
Names that begin with an underscore are notes to ourselves.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from renderers.language.translations import ASSETS, DEFAULT_LOCALE, LOCALES

UNTRANSLATED: Final = (
    "basis_words", "concierge", "countries", "dietary_headings", "dietary_prose", "dietary_things", "gift_marks", "gift_sheets",
    "headings", "kind_words", "list_words", "note_words", "soothing", "stop_words", "vocatives", "weekdays",
)  # fmt: skip
"""Files in which each language has its own: words and patterns that we recognise in what people write, and how names are called."""
NOT_OURS: Final = frozenset({"cldr_names"})
"""Files of words that others write: the names of countries and languages, as CLDR has them."""
SAMPLES: Final = ("campaign", "catalog")
_OTHERS: Final = frozenset({"de", "no", "el", "fr"})
"""Languages in which we hear and do not speak."""
_PLURALS: Final = frozenset({"zero", "one", "two", "few", "many", "other"})
_SCRIPT: Final = {
    "ru": re.compile(r"[\u0400-\u04ff]"),
    "ar": re.compile(r"[\u0600-\u06ff]"),
    "ja": re.compile(r"[\u3040-\u30ff\u3400-\u9fff]"),
}
_LATIN: Final = re.compile(r"[A-Za-z\u00c0-\u024f]")


@dataclass(slots=True)
class Entry:
    """One sentence, label or list of words. `said` maps a language to its text; several forms or words stand on lines of their own.

    A translated entry is said in every language and follows the English; of the others each language has its own.
    """

    key: str
    is_translated: bool
    said: dict[str, str] = field(default_factory=dict)

    @property
    def english(self) -> str:
        """What the others were made from; empty where nothing was."""
        return self.said.get(DEFAULT_LOCALE, "") if self.is_translated else ""


def read_entries(assets: Path = ASSETS) -> dict[str, Entry]:
    """Key -> entry, of every file in `assets/translations` and of the samples' texts. Raises what json does."""
    entries: dict[str, Entry] = {}
    for path in sorted((assets / "translations").glob("*.json")):
        name, tree = path.stem, json.loads(path.read_text("utf-8"))
        if (language := name.split(".")[0]) in LOCALES:
            for key, said in _sentences(tree):
                _put(entries, key, language, said, is_translated=True)
        else:
            for key, language, said, is_translated in _by_language(name, tree):
                _put(entries, key, language, said, is_translated=is_translated and name not in UNTRANSLATED)
    for name in SAMPLES:
        path = assets / "samples" / f"{name}.json"
        for key, language, said, is_translated in _by_language(name, json.loads(path.read_text("utf-8")), lists=False):
            _put(entries, key, language, said, is_translated=is_translated)
    return entries


def script_of(language: str) -> re.Pattern[str]:
    """A letter of the script a language is written in."""
    return _SCRIPT.get(language, _LATIN)


def _put(entries: dict[str, Entry], key: str, language: str, said: str, *, is_translated: bool) -> None:
    entries.setdefault(key, Entry(key, is_translated)).said[language] = said


def _sentences(tree: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, str]]:
    """Dotted keys of a catalogue with their sentence; plural forms one to a line."""
    for name, value in tree.items():
        key = f"{path}{name}"
        if isinstance(value, str):
            yield key, value
        elif value.keys() <= _PLURALS:
            yield key, "\n".join(f"{form}: {words}" for form, words in value.items())
        else:
            yield from _sentences(value, f"{key}.")


def _by_language(path: str, value: Any, *, lists: bool = True) -> Iterator[tuple[str, str, str, bool]]:
    """Key, language, text, and whether it follows the English, of everything below `value` that is said in a language.

    `lists`: whether a list outside of a language holds words.
    """
    if isinstance(value, dict) and value and value.keys() <= {*LOCALES, *_OTHERS}:
        english = {key for key, _ in _leaves(path, value.get(DEFAULT_LOCALE, {}))}
        for language in LOCALES:
            for key, said in _leaves(path, value.get(language, {})):
                follows = isinstance(said, str) and key in english
                yield key, language, said if isinstance(said, str) else "\n".join(said), follows
    elif isinstance(value, dict):
        for name, inner in value.items():
            if not name.startswith("_"):
                yield from _by_language(f"{path}.{name}", inner, lists=lists)
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        for inner in value:
            yield from _by_language(f"{path}.{inner.get('sku') or inner.get('key')}", inner, lists=lists)
    elif isinstance(value, list) and lists:
        for language in LOCALES:
            words = [word for word in value if isinstance(word, str) and script_of(language).search(word)]
            if words:
                yield path, language, "\n".join(words), False


def _leaves(path: str, value: Any) -> Iterator[tuple[str, str | list[str]]]:
    """What one language has in one place: key, and a text or a list of words."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _leaves(f"{path}.{name}", inner)
    else:
        yield path, value
