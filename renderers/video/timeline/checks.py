"""What is refused before a frame is drawn: a text that is empty, longer than any frame holds, or has a letter without a font."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from renderers.context import Story
from renderers.errors import ContextError
from renderers.lettering.fonts import require_letters
from renderers.video.scene_text import Words
from renderers.video.timeline.script import Script

LONGEST_TEXT: Final = 400
"""Letters. Set as small as anybody can read, more does not fit on a frame."""
LONGEST_NAME: Final = 1_000


def require_name(story: Story, scene: str) -> None:
    """Raises ContextError for a name that is none; scenes leave out one that is merely too long to be set. `scene` shows it."""
    for field in ("given_name", "full_name", "called"):
        name = getattr(story.person, field)
        if name is not None and len(name) > LONGEST_NAME:
            raise ContextError(
                f"The name has {len(name):,} characters; {LONGEST_NAME:,} are allowed.",
                where=f"{scene}: person.{field}",
            )


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
        raise ContextError(f"The text has {len(text):,} characters; {LONGEST_TEXT} fit on a frame.", where=where)
    require_letters(text, where)


def _texts(words: Words) -> Iterator[tuple[str, str]]:
    for name, texts in words.texts():
        yield from ((name, text) for text in texts)
