"""The stills of a film whose words are being typed: drawn in a child with limits, one at a time in each web process."""

from __future__ import annotations

import pickle
from base64 import b64encode
from dataclasses import dataclass
from threading import BoundedSemaphore
from typing import Final

from renderers.context import Story
from renderers.runtime.bounded import Limits, draw_bounded
from service.errors import TooMany

LIMITS: Final = Limits(cpu_seconds=12, wall_seconds=45, memory_mb=2048)
_DRAW: Final = "renderers.video.strip:strip_in_child"
AT_ONCE: Final = 1
"""A process has eight threads for everybody's pages; stills take one of them at most."""
_free = BoundedSemaphore(AT_ONCE)


@dataclass(frozen=True, slots=True)
class Still:
    """One chapter: `begin` and `end` in seconds of the film, `picture` as a data address of 320 x 180."""

    title: str
    begin: float
    end: float
    picture: str


def film_strip(story: Story) -> list[Still]:
    """The film's chapters. Raises TooMany while another strip is drawn here, TooLarge where this one takes too much, and what
    drawing the film raises."""
    if not _free.acquire(blocking=False):
        raise TooMany("Another film strip is being drawn. This one follows in a moment.", wait_seconds=2)
    try:
        drawn = pickle.loads(draw_bounded(_DRAW, pickle.dumps(story), LIMITS))  # noqa: S301 (our own child)
    finally:
        _free.release()
    return [
        Still(title, begin, end, f"data:image/webp;base64,{b64encode(picture).decode()}")
        for title, begin, end, picture in drawn
    ]
