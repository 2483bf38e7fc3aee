"""The one thread of a film, carried from scene to scene: straight from edge to edge where scenes meet, bent to what it does in one.

Every scene begins and ends with the same straight line, so that any can follow any other, coded alone, and nobody sees the cut. The
last scene keeps it: the thread is drawn on to its end and stays there as a full stop. It moves on twos, as the light does.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageColor

from renderers.video.drawing.formats import Format
from renderers.video.drawing.motion import Motion, eased
from renderers.video.drawing.planes import Bytes, Patch, Planes, patch_of, planes_of

STEPS: Final = 15
"""Moves a second."""
BENDS_SECONDS: Final = 0.6
"""How long it takes from the straight line to what it does in a scene."""
STRAIGHTENS_SECONDS: Final = 0.4
ENDS_SECONDS: Final = 0.9
"""How long it is drawn on to its end, in the film's last scene."""
HEIGHTS: Final = {"wide": 0.60, "square": 0.62, "tall": 0.56}
"""Format -> where the straight line lies where scenes meet, in heights of the frame."""
DOT: Final = 5.0
"""The full stop's radius, in thicknesses of the thread."""
_OVERSHOOT: Final = 0.25
_POINTS: Final = 260
_SPACING: Final = 0.85
"""Pixels between two points of the line as it is drawn."""
Path = npt.NDArray[np.float64]
Reals = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Lie:
    """How the thread lies at one moment: the part of its way that is there, `begin` to `end` of 1; how far it is bent from the
    straight line, 0 to 1; how large its full stop is, 1 at rest."""

    begin: float = 0.0
    end: float = 1.0
    bend: float = 1.0
    dot: float = 0.0


@dataclass(frozen=True, slots=True)
class Carried:
    """What happens to the thread where its scene begins and ends. `comes`: from the scene before; else it is drawn. `goes`: on to
    the next scene; else it ends here."""

    comes: bool
    goes: bool


def lie_at(motion: Motion, moment: float, seconds: float, carried: Carried) -> Lie:
    """How the thread lies `moment` seconds into a scene of `seconds`; `motion` is how it is drawn where it comes from nowhere."""
    step = math.floor(moment * STEPS + 1e-6) / STEPS
    last = seconds - 1 / STEPS
    if carried.goes and step > last - STRAIGHTENS_SECONDS:
        share = max(0.0, (last - step) / STRAIGHTENS_SECONDS)
        return Lie(bend=eased("in_out", share))
    if not carried.goes and step > last - ENDS_SECONDS:
        share = min(1.0, 1 - (last - step) / ENDS_SECONDS)
        grown = min(1.0, share * 1.15)
        return Lie(begin=eased("in_out", share), dot=grown + _OVERSHOOT * math.sin(math.pi * grown) * grown)
    if carried.comes:
        return Lie(bend=eased("out", min(1.0, step / BENDS_SECONDS)))
    if motion.move == "stand" or step >= motion.settled_at:
        return Lie()
    return Lie(end=eased(motion.ease, max(0.0, step - motion.at) / motion.seconds))


def rests_from(motion: Motion, carried: Carried) -> float:
    """Seconds into the scene from which the thread lies still, until the scene ends."""
    return BENDS_SECONDS if carried.comes else motion.settled_at + 1 / STEPS


def leaves_from(seconds: float, carried: Carried) -> float:
    """Seconds into the scene from which the thread moves again."""
    return seconds - 1 / STEPS - (STRAIGHTENS_SECONDS if carried.goes else ENDS_SECONDS)


@dataclass(frozen=True, eq=False)
class Strand:
    """A thread: `path` (n, 2) in pixels of the frame as it is looked at, `colour` as #rrggbb, `thickness` in pixels."""

    path: Path
    colour: str
    thickness: float
    frame: Format
    is_mirrored: bool

    @cached_property
    def _even(self) -> Path:
        """The path as points that lie at equal distances."""
        return _spread(self.path, _POINTS)

    @cached_property
    def _straight(self) -> Path:
        """The line on which scenes meet, in the same number of points."""
        across = np.linspace(-10.0, self.frame.width + 10.0, _POINTS)
        height = round(self.frame.height * HEIGHTS[self.frame.name]) + 0.5
        return np.column_stack((across[::-1] if self.is_mirrored else across, np.full(_POINTS, height)))

    @cached_property
    def _shades(self) -> tuple[int, int, int]:
        """Its colour as luma and both chromas."""
        planes = planes_of(Image.new("RGB", (2, 2), self.colour))
        return int(planes.y[0, 0]), int(planes.u[0, 0]), int(planes.v[0, 0])

    @cached_property
    def patch(self) -> Patch:
        """The thread as it lies at rest."""
        inked = self.coverage(Lie())
        rgb = ImageColor.getrgb(self.colour)[:3]
        picture = Image.new("RGBA", (inked.shape[1], inked.shape[0]), (*rgb, 0))
        picture.putalpha(Image.fromarray(np.rint(inked * 255).astype(np.uint8)))
        return patch_of(picture, 0, 0)

    def coverage(self, lie: Lie) -> Reals:
        """How much of each pixel of the frame it covers, 0 to 1, (height, width)."""
        whole = np.zeros((self.frame.height, self.frame.width), np.float32)
        for (left, top), part in self._parts(lie):
            seen = whole[top : top + part.shape[0], left : left + part.shape[1]]
            np.maximum(seen, part, out=seen)
        return whole

    def lay(self, frame: Planes, lie: Lie) -> None:
        """Draws it on a frame."""
        luma, u, v = self._shades
        for (left, top), part in self._at_rest if lie == Lie() else self._parts(lie):
            _ink(frame.y, left, top, part, luma)
            shared = _shared(part, left % 2, top % 2)
            _ink(frame.u, left // 2, top // 2, shared, u)
            _ink(frame.v, left // 2, top // 2, shared, v)

    @cached_property
    def _at_rest(self) -> list[tuple[tuple[int, int], Reals]]:
        """The same for the thread that lies still, over a ground that may move."""
        return self._parts(Lie())

    def _parts(self, lie: Lie) -> list[tuple[tuple[int, int], Reals]]:
        """Line and full stop as coverage in a box: its left upper corner, and what it covers."""
        lain = self._even if lie.bend >= 1 else self._straight + (self._even - self._straight) * lie.bend
        size = self.frame.width, self.frame.height
        parts = []
        if lie.begin < lie.end:
            parts.append(_covered(_spread(_part(lain, lie.begin, lie.end), None), self.thickness / 2, size))
        if lie.dot > 0:
            parts.append(_covered(lain[-1:], self.thickness * DOT * lie.dot / 2, size))
        return [part for part in parts if part[1].size]


def _shared(covers: Reals, left: int, top: int) -> Reals:
    """Coverage of the four pixels that share their chroma, on average; `left` and `top`: 1 where the box begins between two."""
    height, width = covers.shape
    whole = np.pad(covers, ((top, (top + height) % 2), (left, (left + width) % 2)))
    upper = whole[::2] + whole[1::2]
    shared: Reals = (upper[:, ::2] + upper[:, 1::2]) * np.float32(0.25)
    return shared


def _spread(path: Path, count: int | None) -> Path:
    """The path as `count` points at equal distances; None: as many as it takes to draw it without a gap."""
    steps = np.hypot(*np.diff(path, axis=0).T)
    along = np.concatenate(([0.0], np.cumsum(steps)))
    wanted = np.linspace(0, along[-1], count or max(2, math.ceil(along[-1] / _SPACING) + 1))
    return np.column_stack([np.interp(wanted, along, path[:, axis]) for axis in (0, 1)])


def _part(path: Path, begin: float, end: float) -> Path:
    """The part of an even path from `begin` to `end` of 1."""
    last = len(path) - 1
    between = np.arange(math.floor(begin * last) + 1, math.ceil(end * last))
    wanted = np.concatenate(([begin * last], between, [end * last]))
    return np.column_stack([np.interp(wanted, np.arange(last + 1), path[:, axis]) for axis in (0, 1)])


def _covered(points: Path, radius: float, size: tuple[int, int]) -> tuple[tuple[int, int], Reals]:
    """What discs of this radius around the points cover of each pixel, in the box around them inside the frame."""
    reach = math.ceil(radius + 0.5)
    width, height = size
    seen = points[
        (points[:, 0] > -reach)
        & (points[:, 0] < width + reach)
        & (points[:, 1] > -reach)
        & (points[:, 1] < height + reach)
    ]
    if not len(seen):
        return (0, 0), np.zeros((0, 0), np.float32)
    low = np.floor(seen.min(axis=0)).astype(int) - reach
    high = np.floor(seen.max(axis=0)).astype(int) + reach + 1
    box = np.zeros((high[1] - low[1], high[0] - low[0]), np.float32)
    seen = seen.astype(np.float32)
    base = np.floor(seen).astype(np.int32)
    window = np.arange(-reach, reach + 1, dtype=np.int32)
    columns, rows = base[:, 0, None, None] + window[None, None, :], base[:, 1, None, None] + window[None, :, None]
    across = columns.astype(np.float32) + np.float32(0.5) - seen[:, 0, None, None]
    down = rows.astype(np.float32) + np.float32(0.5) - seen[:, 1, None, None]
    covers = np.clip(np.float32(radius + 0.5) - np.sqrt(across * across + down * down), 0, 1)
    cells = (rows - low[1]) * box.shape[1] + (columns - low[0])
    np.maximum.at(box.reshape(-1), cells.reshape(-1), covers.reshape(-1))
    left, top = max(0, -low[0]), max(0, -low[1])
    inside = box[top : max(top, height - low[1]), left : max(left, width - low[0])]
    return (int(low[0] + left), int(low[1] + top)), inside


def _ink(plane: Bytes, left: int, top: int, covers: Reals, shade: int) -> None:
    """One shade over the plane where it is covered; only those pixels are touched."""
    rows, columns = np.nonzero(covers)
    behind = plane[rows + top, columns + left].astype(np.float32)
    mixed = behind + (shade - behind) * covers[rows, columns]
    plane[rows + top, columns + left] = np.rint(mixed).astype(np.uint8)
