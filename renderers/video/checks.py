"""What is refused before a frame is drawn: a text that is empty, longer than any frame holds, or has a letter without a font."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from renderers.errors import ContextError
from renderers.fonts import require_letters
from renderers.video.script import Script
from renderers.video.words import Words

LONGEST_TEXT: Final = 400
"""Letters. Set as small as anybody can read, more does not fit on a frame."""


def require_drawable(script: Script) -> None:
    """Raises ContextError or FontMissing that names scene and field."""
    _require("look.wordmark", script.wordmark)
    for scene, words in script.scenes.items():
        for field, text in _texts(words):
            _require(f"{scene}.{field}", text)


def _require(where: str, text: str) -> None:
    if not text.strip():
        raise ContextError("There is nothing to show; the value is empty.", where=where)
    if len(text) > LONGEST_TEXT:
        raise ContextError(f"The text has {len(text):,} letters; {LONGEST_TEXT} fit on a frame.", where=where)
    require_letters(text, where)


def _texts(words: Words) -> Iterator[tuple[str, str]]:
    for name, texts in words.texts():
        yield from ((name, text) for text in texts)
