"""Light that lives: a window's beam and the shadow of leaves before it, wandering over whatever lies on the table.

One field of brightness is larger than the frame and moves as a whole, by whole pixels, on twos: fifteen times a second, which no
eye tells from thirty on edges as soft as these and which costs half. It wanders in a loop and is home when its scene begins and
ends, so that scenes can follow one another in any order and be shared. Only luma moves; a frame costs one addition.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from renderers.video.drawing.formats import Format
from renderers.video.drawing.planes import Bytes, Planes

STEPS: Final = 15
"""Moves a second."""
REACH: Final = (44, 26)
"""How far the light wanders from home to either side, across and down, in pixels. Even: chroma has half as many pixels."""
LOOP_SECONDS: Final = 2.6
"""About how long one loop takes; a scene has a whole number of them."""
BEAM: Final = 5
SHADE: Final = 9
"""Levels of luma that the window gives and a leaf takes, at most. More than a twentieth looks dirty on paper."""
_COARSE: Final = 4
"""The field is drawn this many times too small, then let up: it has no fine detail."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the field lies over the frame: pixels from its left upper corner."""

    x: int
    y: int


def place(moment: float, seconds: float) -> Place:
    """Where the light is `moment` seconds into a scene of `seconds`: home at both ends, moving all the while."""
    loops = max(1, round(seconds / LOOP_SECONDS))
    step = math.floor(moment * STEPS + 1e-6) / STEPS
    turn = 2 * math.pi * loops * step / seconds
    across, down = REACH
    return Place(across + round(across * math.sin(turn)), round(down * (1 - math.cos(turn))))


def shine(frame: Planes, at: Place, *, is_mirrored: bool) -> None:
    """Lays the light over a finished frame. Luma lies between 16 and 235, so nothing runs over."""
    height, width = frame.y.shape
    field = _field(width, height, is_mirrored)
    np.add(frame.y, field[at.y : at.y + height, at.x : at.x + width], out=frame.y)


def brightness(frame: Format, at: Place, *, is_mirrored: bool) -> np.ndarray[tuple[int, int], np.dtype[np.int8]]:
    """What is added to luma, int8 (height, width): for the reference that composes the same film its own way."""
    field = _field(frame.width, frame.height, is_mirrored)
    return field[at.y : at.y + frame.height, at.x : at.x + frame.width].view(np.int8)


@cache
def _field(width: int, height: int, is_mirrored: bool) -> Bytes:
    """The field, as bytes whose sum wraps round to a difference: uint8 (height + 2 reach, width + 2 reach)."""
    across, down = REACH
    size = (width + 2 * across, height + 2 * down)
    small = (size[0] // _COARSE, size[1] // _COARSE)
    beam = _beam(small).filter(ImageFilter.GaussianBlur(5))
    leaves = _leaves(small).filter(ImageFilter.GaussianBlur(1.3))
    lit = [np.asarray(each.resize(size, Image.Resampling.BICUBIC), dtype=np.float32) / 255 for each in (beam, leaves)]
    level = BEAM * lit[0] - SHADE * lit[1] * (0.45 + 0.55 * lit[0])
    whole = np.rint(level - level.mean() * 0.5).astype(np.int8).view(np.uint8)
    return np.ascontiguousarray(whole[:, ::-1] if is_mirrored else whole)


def _beam(size: tuple[int, int]) -> Image.Image:
    """The slanted light of a window with a bar and a rail."""
    width, height = size
    mask = Image.new("L", size)
    canvas = ImageDraw.Draw(mask)
    lean = height * 0.42
    for left, right in ((0.16, 0.43), (0.47, 0.74)):
        for top, bottom in ((-0.1, 0.46), (0.51, 1.1)):
            corners = ((left, top), (right, top), (right, bottom), (left, bottom))
            canvas.polygon([(x * width + lean * (0.5 - y), y * height) for x, y in corners], fill=255)
    return mask


def _leaves(size: tuple[int, int]) -> Image.Image:
    """Twigs that reach in from above and from the side, leaf after leaf along them."""
    width, height = size
    rng = np.random.default_rng(11)
    mask = Image.new("L", size)
    unit = max(width, height)
    for start, toward, length in (
        ((0.98, -0.06), 2.45, 0.62),
        ((0.70, -0.08), 2.2, 0.42),
        ((1.05, 0.55), 3.0, 0.40),
        ((0.30, -0.08), 1.9, 0.30),
        ((-0.04, 0.80), -0.25, 0.34),
    ):
        x, y, bend = start[0] * width, start[1] * height, toward
        for number in range(round(length * 26)):
            bend += float(rng.uniform(-0.10, 0.10))
            x, y = x + math.cos(bend) * unit / 26, y + math.sin(bend) * unit / 26
            side = bend + (1 if number % 2 else -1) * float(rng.uniform(0.7, 1.2))
            _leaf(mask, (x, y), side, unit * float(rng.uniform(0.030, 0.052)))
    return mask


def _leaf(mask: Image.Image, stem: tuple[float, float], toward: float, length: float) -> None:
    """One pointed leaf from its stem on."""
    along = np.linspace(0, 1, 14)
    wide = 0.30 * np.sin(np.pi * along**0.8)
    edge = [*zip(along, wide, strict=True), *zip(along[::-1], -wide[::-1], strict=True)]
    turn = complex(math.cos(toward), math.sin(toward)) * length
    points = [(stem[0] + (turn * complex(a, w)).real, stem[1] + (turn * complex(a, w)).imag) for a, w in edge]
    ImageDraw.Draw(mask).polygon(points, fill=255)
