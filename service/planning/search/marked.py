"""A name with the beginnings marked that somebody looked for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from service.folding import asked_words, searched_words

_WORD: Final = re.compile(r"[^\s.,;:()/&\-–—_]+")


class Part(NamedTuple):
    """A piece of a text, and whether it is what was looked for."""

    text: str
    is_found: bool


def marked(text: str, asked: str) -> list[Part]:
    """The text in its pieces, in order; together they are the text. Of each word at most its beginning is marked."""
    wanted = asked_words(asked)
    parts: list[Part] = []
    last = 0
    for word in _WORD.finditer(text):
        if length := _begins(word.group(), wanted):
            parts += [Part(text[last : word.start()], False), Part(word.group()[:length], True)]
            last = word.start() + length
    return [part for part in (*parts, Part(text[last:], False)) if part.text]


def _begins(word: str, wanted: Sequence[Sequence[str]]) -> int:
    """How many letters of the word are what was asked for; 0 where it begins otherwise."""
    if not any(said.startswith(one) for said in searched_words(word) for spelled in wanted for one in spelled):
        return 0
    for length in range(1, len(word)):
        begun = searched_words(word[:length])
        if any(said.startswith(one) for said in begun for spelled in wanted for one in spelled):
            return length
    return len(word)
