"""How the opening scene lies on its paper: the mat round the picture, the words and the logo under it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from PIL import Image

from renderers.language.translations import resolve
from renderers.lettering.shaping import Style, fit, page_direction
from renderers.video.drawing.cards import blank_card
from renderers.video.drawing.formats import Format
from renderers.video.drawing.layout import safe
from renderers.video.drawing.paint import INK, Desk
from renderers.video.drawing.planes import Patch, blend, image_of
from renderers.video.material.source import Pixels
from renderers.video.papers import Tint, papers
from renderers.video.timeline.opened import PAPER

MAT: Final = 22
"""Pixels of card to be seen round the picture."""
ROOMS: Final = {"wide": (840, 500), "square": (600, 440), "tall": (600, 820)}
"""Frame -> the most the picture may take, in pixels."""
TOPS: Final = {"wide": 60, "square": 72, "tall": 170}
LOGO: Final = {"wide": (220, 64), "square": (190, 56), "tall": (260, 76)}
"""Frame -> the most a logo may take under the picture."""
LARGE_LOGO: Final = {"wide": (460, 200), "square": (380, 180), "tall": (440, 220)}
"""The same where there is no picture."""
_WORDS: Final = {"wide": 29, "square": 27, "tall": 34}
_DROOP: Final = 7


@dataclass(frozen=True, slots=True)
class Room:
    """Where things lie on a frame. `picture` is (x, y, width, height), all even; None where there is no clip. Words stand on
    `baseline`, the thread runs at `line`."""

    frame: Format
    picture: tuple[int, int, int, int] | None
    line: int
    baseline: int


def room_for(frame: Format, size: tuple[int, int] | None) -> Room:
    """The picture as large as it goes in the room above the words, nothing cropped and nothing blurred up behind it."""
    most, top = ROOMS[frame.name], TOPS[frame.name]
    if size is None:
        line = top + most[1] // 2 + 80
        return Room(frame, None, line, line + 64)
    share = min(most[0] / size[0], most[1] / size[1])
    width, height = max(2, int(size[0] * share) & ~1), max(2, int(size[1] * share) & ~1)
    y = (top + (most[1] - height) // 2) & ~1
    line = top + most[1] + MAT + 18
    return Room(frame, (((frame.width - width) // 2) & ~1, y, width, height), line, line + 50)


def ground(frame: Format, paper: Tint | None, room: Room, ember: str) -> Pixels:
    """The paper with the mat on it and the thread under that, as MoviePy takes it: uint8 (height, width, 3)."""
    planes = papers(frame, paper)[PAPER].copy()
    desk = Desk("ltr", frame)
    if room.picture is not None:
        x, y, width, height = room.picture
        card = blank_card(width + 2 * MAT, height + 2 * MAT)
        blend(planes, desk.card((x + width / 2, y + height / 2), card, radius=6))
    line, wide = room.line, frame.width
    points = (
        (-10, line + _DROOP),
        (wide * 0.3, line - _DROOP),
        (wide * 0.62, line + _DROOP),
        (wide + 10, line - _DROOP),
    )
    blend(planes, desk.thread(points, ember))
    return np.asarray(image_of(planes))


def caption_patch(caption: str, locale: str, room: Room) -> Patch:
    """The words under the picture, in the middle. Raises FontMissing."""
    frame = room.frame
    style = Style("italic", _WORDS[frame.name], 400, leading=1.3, locale=locale)
    style, lines = fit(caption, style, safe(frame).width - 40, 20, lines=2)
    return (
        Desk(page_direction(resolve(locale)), frame)
        .say(frame.width / 2, room.baseline, lines, style, INK, centred=True)
        .patch
    )


def logo_at(path: Path, room: Room) -> tuple[Image.Image, tuple[int, int]]:
    """The logo in its size on the frame, RGBA, and where its left upper corner lies: beside the picture, in the corner under it
    where that leaves no room, or large in the middle where there is none."""
    frame = room.frame
    with Image.open(path, formats=("WEBP",)) as opened:
        logo = opened.convert("RGBA")
    logo.thumbnail((LOGO if room.picture else LARGE_LOGO)[frame.name], Image.Resampling.LANCZOS)
    if room.picture is None:
        return logo, ((frame.width - logo.width) // 2, room.line - 60 - logo.height)
    inside = safe(frame)
    x, _, width, _ = room.picture
    beside = x + width + MAT + 24
    if beside + logo.width <= frame.width - 24:
        return logo, (beside, round(inside.y))
    return logo, (round(inside.x + inside.width) - logo.width, frame.height - logo.height - 24)
