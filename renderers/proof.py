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
from dataclasses import dataclass
from typing import Final

from renderers.errors import ProofFailed

_LATIN: Final = r"[0-9A-Za-z_\u00c0-\u024f]"
_IS_LATIN: Final = re.compile(_LATIN)
_BEFORE, _AFTER = rf"(?<!{_LATIN})", rf"(?!{_LATIN})"
"""The ends of a word. Japanese sets no space after a name and Arabic joins its "and" to one, so only Latin letters count."""
_COVER: Final = "\N{OBJECT REPLACEMENT CHARACTER}"


@dataclass(frozen=True, slots=True)
class _Fault:
    """Something no output may hold. The pattern is only looked for where one of its `tells` stands, in small letters.

    A page is proofed while its reader waits, and almost every page holds none of them. No tells: always looked for.
    """

    name: str
    tells: tuple[str, ...]
    pattern: re.Pattern[str]

    def find(self, words: str, lowered: str) -> re.Match[str] | None:
        if self.tells and not any(tell in lowered for tell in self.tells):
            return None
        return self.pattern.search(words)


_TWO_SPACES: Final = _Fault("two spaces where a value is missing", ("  ",), re.compile(r"\S {2,}\S"))
_SURFACES: Final = (
    "after", "arrival", "common", "decline", "film", "microsite", "mail", "others", "parcel", "preferences", "privacy", "question",
    "safety", "series", "sms", "statement", "tell", "thread", "video", "welcome",
)  # fmt: skip
"""What the keys of our sentences begin with."""
_FAULTS: Final = (
    _Fault(
        "an unresolved token",
        ("{", "}", "$", "%", "*|", "|*"),
        re.compile(r"\{\{|\}\}|\{%|%\}|\$\{|\$\w+\$|%\(\w+\)|%[sdif](?!\w)|\*\||\|\*|<%|%>"),
    ),
    _Fault(
        "an unresolved token",
        ("{", "[", "<", "__"),
        re.compile(r"\{[^{}\n]{0,60}\}|\[[^\W\d][\w .|-]{0,40}\]|</?[^\W\d][\w .:|/=\"-]{0,60}>|__\w+__"),
    ),
    _Fault("a value that was never there", ("none",), re.compile(rf"{_BEFORE}None{_AFTER}(?! of\b)")),
    _Fault(
        "a value that was never there",
        ("nan", "null", "undefined", "[object"),
        re.compile(rf"{_BEFORE}(nan|null|undefined){_AFTER}|\[object \w+\]", re.IGNORECASE),
    ),
    _Fault(
        "a key instead of its sentence",
        tuple(f"{surface}." for surface in _SURFACES),
        re.compile(rf"\b({'|'.join(_SURFACES)})\.[a-z_]+\.[a-z_.]+\b"),
    ),
    _Fault(
        "a letter that was lost on the way", (), re.compile("[\N{REPLACEMENT CHARACTER}\ufdd0-\ufdef\ue000-\uf8ff]")
    ),
    _Fault(
        "punctuation after nothing",
        (),
        re.compile("[ \u00a0][,;!?،؛。、.:](?:\\s|$)|^\\s*[,;:!?،؛。、]", re.MULTILINE),
    ),
    _Fault("brackets around nothing", ("(", "“”", "„“", "«»", "「」"), re.compile(r"\([\s,]*\)|“”|„“|«»|「」")),
    _Fault(
        "an address to nobody",
        ("dear", "hello", "hi", "vážen", "уважаем", "stimat", "kær"),
        re.compile("\\b(Dear|Hello|Hi|Vážen[ýá]|Уважаем\\w+|Stimat[ăe]|Kæri|Kæra)[ \u00a0]*,", re.IGNORECASE),
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
    _refuse_first((_TWO_SPACES, *_FAULTS), _cover(words, inserted), where)


def require_copy(words: str, names: Iterable[str], where: str) -> None:
    """Reads copy that a person wrote and that is already merged; double spaces are theirs, tokens are not.

    Raises ProofFailed.
    """
    _refuse_first(_FAULTS, _cover(words, names), where)


def _refuse_first(faults: Iterable[_Fault], words: str, where: str) -> None:
    lowered = words.lower()
    for fault in faults:
        found = fault.find(words, lowered)
        if found is not None:
            around = words[max(0, found.start() - 24) : found.end() + 24].replace(_COVER, "…").strip()
            raise ProofFailed(f"There is {fault.name}: “{around}”.", where=where)


def _is_seen(letter: str) -> bool:
    """Letters, figures and signs; neither spaces nor controls, marks of direction or joiners."""
    return unicodedata.category(letter)[0] in "LNPS" and letter != _COVER


def _cover(words: str, inserted: Iterable[str]) -> str:
    """Puts whole inserted values out of sight, the longest first; a value never covers a part of another word.

    Searched for as plain text: a pattern made of one person's values would be compiled for every reader anew.
    """
    for value in sorted({value.strip() for value in inserted}, key=lambda value: (-len(value), value)):
        if value:
            words = _without(words, value)
            parts = value.split()
            if len(parts) > 1 and all(part in words for part in parts):
                words = _without_broken(words, parts)
    return words


def _without(words: str, value: str) -> str:
    kept: list[str] = []
    begin, at = 0, words.find(value)
    while at >= 0:
        end = at + len(value)
        if _stands_alone(words, at, end):
            kept += (words[begin:at], _COVER)
            begin = end
        else:
            end = at + 1
        at = words.find(value, end)
    return "".join((*kept, words[begin:])) if kept else words


def _stands_alone(words: str, begin: int, end: int) -> bool:
    joined_before = words[begin].isalnum() and begin > 0 and _IS_LATIN.match(words, begin - 1)
    joined_after = words[end - 1].isalnum() and _IS_LATIN.match(words, end)
    return not (joined_before or joined_after)


def _without_broken(words: str, parts: list[str]) -> str:
    """The same of a value whose line ends and runs of spaces differ from how it was inserted."""
    kept: list[str] = []
    begin, at = 0, words.find(parts[0])
    while at >= 0:
        end = _end_of(words, at, parts)
        if end is not None and _stands_alone(words, at, end):
            kept += (words[begin:at], _COVER)
            begin = end
        else:
            end = at + 1
        at = words.find(parts[0], end)
    return "".join((*kept, words[begin:])) if kept else words


def _end_of(words: str, at: int, parts: list[str]) -> int | None:
    """Where each of the parts ends, read one after the other with spaces between; None where they are not found so."""
    end = at + len(parts[0])
    for part in parts[1:]:
        begin = end
        while begin < len(words) and words[begin].isspace():
            begin += 1
        if begin == end or not words.startswith(part, begin):
            return None
        end = begin + len(part)
    return end
