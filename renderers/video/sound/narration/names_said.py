"""A line as a voice is given it: names by their sound, and without the names whose sound nobody knows.

A voice that meets a foreign name guesses, and says something else. So a person's name is spoken only where a table has its sound
(`workshop.name_sounds` made it) or somebody told us how it is said; otherwise the sentence goes without it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Final

from renderers.language.translations import ASSETS
from renderers.video.sound.narration.respelled import sound_of

TABLE: Final = ASSETS / "sounds" / "names.json"
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*")
_OWNED: Final = re.compile(r"(.+)['’]s", re.DOTALL)
_SPACES: Final = re.compile(r"\s+")
_LONE: Final = re.compile(
    r"(?:^[\s,;:&–—-]+)|[,;:]+(?=\s*[,;:.!?…])|\s+(?=[,;:.!?…])|(?<=[,;:&–—])\s*(?=[,;:.!?…&–—])|(?:[\s,;:&–—-]+(?=[.!?…]?$))"
)


Sounds = Mapping[str, str]
"""A name, or a word of one -> its sound in the alphabet of the English voice."""
NOT_TOLD: Final[Sounds] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Line:
    """`marked` is what a voice is given, its names as `[name](/sound/)` where it reads sounds; `said` the same as words; `left_out`
    the words of the line that are not in it, in their order. Both texts are empty where nothing is left to say."""

    marked: str
    said: str
    left_out: tuple[str, ...] = ()


def line_of(words: str, names: Iterable[str], told: Sounds = NOT_TOLD, *, reads_sounds: bool) -> Line:
    """`words` as they are read aloud (`engines.speakable`), for somebody whose names these are. `told`: how a name of theirs is
    said, which beats the table. Only a voice that reads sounds knows how any name is said."""
    told = told if reads_sounds else NOT_TOLD
    table: Sounds = {**name_sounds(), **told} if reads_sounds else NOT_TOLD
    theirs = {part.casefold() for name in names for part in _WORD.findall(name)}
    left: list[str] = []
    marked, said, at = "", "", 0
    for found in _pieces(tuple(told)).finditer(words):
        between, word = words[at : found.start()], found.group()
        at = found.end()
        sound = _sound_of(word, table)
        is_out = sound is None and _base(word).casefold() in theirs
        if is_out:
            left.append(word)
        marked += between + ("" if is_out else f"[{word}](/{sound}/)" if sound else word)
        said += between + ("" if is_out else word)
    marked, said = marked + words[at:], said + words[at:]
    if left:
        marked, said = tidy(marked), tidy(said)
    return (
        Line(marked, said, tuple(left))
        if _WORD.search(said) or any(map(str.isdigit, said))
        else Line("", "", tuple(left))
    )


def tidy(words: str) -> str:
    """A sentence from which words were taken, without the spaces and commas that stood around them."""
    before = ""
    while before != words:
        before, words = words, _SPACES.sub(" ", _LONE.sub("", words)).strip()
    return words


def words_in(lines: Sequence[str]) -> list[str]:
    """Every word of these lines, small, for comparing what is shown with what is said."""
    return [word.casefold() for line in lines for word in _WORD.findall(line)]


@cache
def name_sounds() -> Sounds:
    """The table."""
    table: Sounds = json.loads(TABLE.read_text("utf-8"))
    return table


def sounds_told(name: str, like: str) -> Sounds:
    """The name by the sound that somebody wrote for it (`respelled`), whole and word by word: some lines say only a part of it.
    Raises NotSpeakable."""
    sounds = sound_of(like, name).split(" ")
    parts = [_WORD.findall(part) for part in name.split()]
    words = {part[0]: sound for part, sound in zip(parts, sounds, strict=True) if len(part) == 1}
    return {**words, name: " ".join(sounds)}


def is_known(name: str) -> bool:
    """Whether the table has the sound of every word of a name."""
    return all(word in name_sounds() for word in _WORD.findall(name))


def _pieces(told: tuple[str, ...]) -> re.Pattern[str]:
    """Finds words, and before them names whose sound was told as a whole."""
    if not told:
        return _WORD
    whole = "|".join(re.escape(name) for name in sorted(told, key=len, reverse=True))
    return re.compile(rf"(?<![^\W\d_])(?:{whole})(?:['’]s)?(?![^\W\d_])|{_WORD.pattern}")


def _base(word: str) -> str:
    owned = _OWNED.fullmatch(word)
    return word if owned is None else owned.group(1)


def _sound_of(word: str, table: Mapping[str, str]) -> str | None:
    if word in table:
        return table[word]
    base = _base(word)
    return f"{table[base]}z" if base != word and base in table else None
