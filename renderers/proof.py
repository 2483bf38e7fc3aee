"""The last reader: no output leaves the house with a broken merge field in it.

Every value that enters an output goes through `verified`, which refuses what is empty or not text and remembers the value for
this drawing. The proof then reads the whole output with the remembered values covered up, so that what is left are our own words:
there a token, a "None" or a comma after nothing is a fault. Ms Nan Goldin and Mr Null stand under their cover and pass.

What is inserted may still be a sender's own copy; `require_copy` reads that by itself first, with only the names covered.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import Final

from renderers.errors import ProofFailed

_LATIN: Final = r"[0-9A-Za-z_\u00c0-\u024f]"
_BEFORE, _AFTER = rf"(?<!{_LATIN})", rf"(?!{_LATIN})"
"""The ends of a word. Japanese sets no space after a name and Arabic joins its "and" to one, so only Latin letters count."""
_COVER: Final = "\N{OBJECT REPLACEMENT CHARACTER}"
_FAULTS: Final = (
    ("an unresolved token", re.compile(r"\{\{|\}\}|\{%|%\}|\$\{|\$\w+\$|%\(\w+\)|%[sdif](?!\w)|\*\||\|\*|<%|%>")),
    (
        "an unresolved token",
        re.compile(r"\{[^{}\n]{0,60}\}|\[[^\W\d][\w .|-]{0,40}\]|</?[^\W\d][\w .:|/=\"-]{0,60}>|__\w+__"),
    ),
    ("a value that was never there", re.compile(rf"{_BEFORE}None{_AFTER}(?! of\b)")),
    (
        "a value that was never there",
        re.compile(rf"{_BEFORE}(nan|null|undefined){_AFTER}|\[object \w+\]", re.IGNORECASE),
    ),
    (
        "a key instead of its sentence",
        re.compile(r"\b(common|film|microsite|mail|privacy|statement|video)\.[a-z_]+\.[a-z_.]+\b"),
    ),
    ("a letter that was lost on the way", re.compile("[\N{REPLACEMENT CHARACTER}\ufdd0-\ufdef\ue000-\uf8ff]")),
)
_HOLES: Final = (
    ("two spaces where a value is missing", re.compile(r"\S[  ]{2,}\S")),
    (
        "punctuation after nothing",
        re.compile(r"[  ][,;!?،؛。、](?:\s|$)|[  ][.:](?:\s|$)|^\s*[,;:!?،؛。、]", re.MULTILINE),
    ),
    ("brackets around nothing", re.compile(r"\([\s,]*\)|“”|„“|«»|「」")),
    (
        "an address to nobody",
        re.compile(r"\b(Dear|Hello|Hi|Vážen[ýá]|Уважаем\w+|Stimat[ăe]|Kæri|Kæra)[  ]*,", re.IGNORECASE),
    ),
)

_recording: ContextVar[set[str] | None] = ContextVar("inserted_values", default=None)


@contextmanager
def recording() -> Iterator[set[str]]:
    """Remembers every value verified while one output is drawn. A recording inside a recording keeps its own."""
    inserted: set[str] = set()
    token = _recording.set(inserted)
    try:
        yield inserted
    finally:
        _recording.reset(token)


def verified(value: object, where: str = "") -> str:
    """The only way for a value into an output. Raises ProofFailed unless it is text with something to read in it."""
    if not isinstance(value, str):
        raise ProofFailed(f"A value of type {type(value).__name__} was inserted where text is needed.", where=where)
    if not any(_is_seen(letter) for letter in value):
        raise ProofFailed("An empty value was inserted.", where=where)
    inserted = _recording.get()
    if inserted is not None:
        inserted.add(str(value))
    return value


def proof(words: str, inserted: Iterable[str], where: str) -> None:
    """Reads an output's words. Raises ProofFailed naming the fault with the words around it."""
    covered = _cover(words, inserted)
    for name, pattern in (*_FAULTS, *_HOLES):
        _refuse(name, pattern.search(covered), covered, where)


def require_copy(words: str, names: Iterable[str], where: str) -> None:
    """Reads copy that a person wrote and that is already merged; double spaces are theirs, tokens are not.

    Raises ProofFailed.
    """
    covered = _cover(words, names)
    for name, pattern in (*_FAULTS, *_HOLES[1:]):
        _refuse(name, pattern.search(covered), covered, where)


def _refuse(name: str, found: re.Match[str] | None, words: str, where: str) -> None:
    if found is not None:
        around = words[max(0, found.start() - 24) : found.end() + 24].replace(_COVER, "…").strip()
        raise ProofFailed(f"There is {name}: “{around}”.", where=where)


def _is_seen(letter: str) -> bool:
    """Letters, figures and signs; neither spaces nor controls, marks of direction or joiners."""
    return unicodedata.category(letter)[0] in "LNPS" and letter != _COVER


def _cover(words: str, inserted: Iterable[str]) -> str:
    pattern = _covering(frozenset(inserted))
    return pattern.sub(_COVER, words) if pattern else words


@lru_cache(maxsize=64)
def _covering(inserted: frozenset[str]) -> re.Pattern[str] | None:
    """Finds whole inserted values, the longest first; a value never covers a part of another word."""
    spaced = {_spaced(value) for value in inserted if value.strip()}
    if not spaced:
        return None
    return re.compile("|".join(sorted(spaced, key=lambda value: (-len(value), value))))


def _spaced(value: str) -> str:
    """A pattern for one value: line ends and runs of spaces may differ from how it was inserted."""
    parts = [re.escape(part) for part in value.split()]
    words = r"\s+".join(parts)
    before = _BEFORE if value.strip()[0].isalnum() else ""
    after = _AFTER if value.strip()[-1].isalnum() else ""
    return before + words + after
