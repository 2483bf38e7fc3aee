"""A camera that walks round the gift: one picture and how far each part of it moves, instead of a picture for every step.

The thing lies on its paper as a layer of its own. For each step both are looked up where the camera would see them: the paper as
the plane it is, the thing in a mesh, each in its own small box. Around that box nothing moves but light.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFilter

from renderers.product.relief import EDGE, Relief
from renderers.video.drawing.alive.lookup import Grid, Nodes, Sheet, Span
from renderers.video.drawing.backdrop import laid_out, laid_square
from renderers.video.drawing.formats import Format
from renderers.video.drawing.planes import Bytes, Planes, Whole, planes_of

STEPS: Final = 15
"""Steps a second."""
PAPER_EVERY: Final = 2
"""Steps in which the paper moves once: where the thing stands on it, it hardly moves at all."""
WALK: Final = 10.0
"""Degrees from the scene's first frame to its last, straight on in the middle."""
NEARER: Final = 0.03
"""How much nearer the camera comes on its way."""
_RIM: Final = 48
"""Pixels over which paper that moves passes into paper that stands."""
_BEYOND: Final = 160
"""Pixels that the camera may look beyond the paper that the picture shows."""
_BEHIND: Final = 5
"""Pixels of the small mask by which the paper behind the thing reaches out under it; the thing itself by half of that."""
Ways = npt.NDArray[np.float64]
View = tuple[float, float]
"""Degrees from the middle of the walk, and how much nearer the camera is than at its beginning."""
Box = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True, eq=False)
class Sheets:
    """What a walk's frames are made of: the frame without the thing; the paper, its edge around it as far as the camera may look
    beyond, all three planes at half the size, since nothing on it is sharp; the thing, its luma with how much of it there is at
    each pixel, and its chroma."""

    ground: Planes
    paper: Sheet
    thing: Sheet
    thing_chroma: Sheet


@dataclass(frozen=True, eq=False)
class WalkRound:
    """A picture of a gift, laid out in a frame, round which the camera walks for `seconds`. A `Backdrop`."""

    picture: Image.Image
    relief: Relief
    is_mirrored: bool
    frame: Format
    seconds: float
    _papers: dict[View, Planes] = field(default_factory=dict, init=False, repr=False)

    def phase(self, moment: float) -> float:
        """A number that is the same at moments which look the same."""
        return min(int(moment * STEPS + 1e-6) / STEPS, self.seconds)

    def at(self, moment: float) -> Planes:
        """The frame `moment` seconds into the scene."""
        phase = self.phase(moment)
        step = int(phase * STEPS + 1e-6)
        return self._laid(self._view(phase), self._view((step - step % PAPER_EVERY) / STEPS))

    def seen(self, degrees: float, near: float) -> Planes:
        """What the camera sees that has walked so far from the middle, and come so much nearer."""
        return self._laid((degrees, near), (degrees, near))

    def _view(self, phase: float) -> View:
        """How far the camera has walked, and how much nearer it has come."""
        share = phase / self.seconds
        return (share - 0.5) * WALK, 1 + NEARER * share

    def _laid(self, thing: View, paper: View) -> Planes:
        """The thing as it is seen from one place, over the paper as it is seen from another."""
        shown = self._paper_seen(paper).copy()
        self._lay_thing(shown, self._thing_at(*thing))
        return shown

    def _paper_seen(self, view: View) -> Planes:
        """The frame with the paper alone; the last one is kept for the step after it."""
        if view not in self._papers:
            self._papers.clear()
            shown = self._sheets.ground.copy()
            self._lay_paper(shown, self._paper_at(*view))
            self._papers[view] = shown
        return self._papers[view]

    def _lay_paper(self, shown: Planes, found: Nodes) -> None:
        """The paper as it is seen, over the paper that stands."""
        grid, half = self._half_grid, _half(self._inside)
        seen = np.empty((3, grid.height, grid.width), np.uint8)
        for rows, columns, planes in grid.looked_up(self._sheets.paper, (found + _BEYOND) / 2):
            for plane, looked_up in zip(seen, planes, strict=True):
                plane[rows, columns] = looked_up
        size = (self._grid.width, self._grid.height)
        luma: Bytes = np.asarray(Image.fromarray(seen[0]).resize(size, Image.Resampling.BILINEAR))
        _blend_in(shown.y[self._inside], luma, self._window[0], _RIM)
        for under, chroma in zip((shown.u, shown.v), seen[1:], strict=True):
            _blend_in(under[half], chroma, self._window[1], _RIM // 2)

    def _lay_thing(self, shown: Planes, found: Nodes) -> None:
        """The thing as it is seen, over what lies behind it."""
        spans, beyond = self._spans(found), found + self._margin
        y, u, v = shown.y[self._inside], *(plane[_half(self._inside)] for plane in (shown.u, shown.v))
        lumas = self._grid.looked_up(self._sheets.thing, beyond, spans)
        chromas = self._half_grid.looked_up(self._sheets.thing_chroma, beyond / 2, spans)
        for (rows, columns, (luma, covers)), (half_rows, half_columns, both) in zip(lumas, chromas, strict=True):
            _over(y[rows, columns], luma, covers)
            alpha = _reduced(covers)
            for plane, chroma in zip((u, v), both, strict=True):
                _over(plane[half_rows, half_columns], chroma, alpha)

    @cached_property
    def _side(self) -> int:
        return laid_square(self.frame)

    @cached_property
    def _squares(self) -> tuple[Ways, Image.Image, Image.Image]:
        """How far each place moves, (EDGE, EDGE, 2) in pixels a degree; where the thing is; the paper behind it."""
        with Image.open(self.relief.path, formats=("WEBP",)) as opened:
            sheet = np.asarray(opened.convert("RGB"))
        upper, lower = sheet[:EDGE], sheet[EDGE:]
        ways = (upper[..., :2].astype(np.float64) - 128) * (self.relief.most * self._side / 127)
        return ways, Image.fromarray(np.ascontiguousarray(upper[..., 2])), Image.fromarray(lower)

    @cached_property
    def _sheets(self) -> Sheets:
        """What the frames are made of. The pictures that these are made of are let go: they weigh as much again."""
        _, mask, paper = self._squares
        size = (self._side, self._side)
        large = self.picture.resize(size, Image.Resampling.LANCZOS)
        thing = planes_of(large)
        behind = mask.filter(ImageFilter.MaxFilter(_BEHIND)).resize(size, Image.Resampling.BILINEAR)
        large.paste(paper.resize(size, Image.Resampling.BICUBIC), (0, 0), behind)
        own = planes_of(large)
        soft: Bytes = np.asarray(
            mask.filter(ImageFilter.MaxFilter(3)).resize(size, Image.Resampling.BICUBIC), dtype=np.uint8
        )
        margin = self._margin
        return Sheets(
            laid_out(large, self.is_mirrored, self.frame),
            Sheet.of(*(np.pad(plane, _BEYOND // 2, "edge") for plane in (_halved(own.y), own.u, own.v))),
            Sheet.of(np.pad(thing.y, margin), np.pad(soft, margin)),
            Sheet.of(*(np.pad(plane, margin // 2, "edge") for plane in (thing.u, thing.v))),
        )

    @property
    def _margin(self) -> int:
        """Pixels without anything around the thing's square: so far beyond it may be looked, and no further. Even."""
        return 2 * int(self.relief.most * self._side * WALK / 4 + 2)

    def _around(self, rim: int) -> Box:
        """The box in the square in which the thing moves, and so much around it: left, top, right, bottom; even."""
        _, mask, _ = self._squares
        scale = self._side / EDGE
        left, top, right, bottom = (each * scale for each in mask.getbbox() or (0, 0, EDGE, EDGE))
        reach = rim + 2 * scale + (self.relief.most * WALK / 2 + NEARER / 2) * self._side
        low = [max(0, int(each - reach) // 2 * 2) for each in (left, top)]
        high = [min(self._side, int(each + reach) // 2 * 2) for each in (right, bottom)]
        return low[0], low[1], high[0], high[1]

    @cached_property
    def _window(self) -> tuple[npt.NDArray[np.uint16], npt.NDArray[np.uint16]]:
        """How much of the paper that moves is seen in the box, 0 to 256, and the same for chroma."""
        left, top, right, bottom = self._around(_RIM)
        along = [np.minimum(np.arange(n) + 1, np.arange(n)[::-1] + 1) / _RIM for n in (right - left, bottom - top)]
        across, down = (np.clip(each, 0, 1) ** 2 * (3 - 2 * np.clip(each, 0, 1)) for each in along)
        whole = np.rint(np.outer(down, across) * 256).astype(np.uint16)
        return whole, np.ascontiguousarray(whole[::2, ::2])

    @cached_property
    def _box(self) -> Box:
        """All that moves: the thing, and paper around it."""
        return self._around(_RIM)

    @cached_property
    def _inside(self) -> tuple[slice, slice]:
        """The box as it lies in the frame."""
        x = 0 if self.is_mirrored else self.frame.width - self._side
        y = self.frame.height - self._side
        left, top, right, bottom = self._box
        return slice(y + top, y + bottom), slice(x + left, x + right)

    @cached_property
    def _grid(self) -> Grid:
        left, top, right, bottom = self._box
        return Grid(right - left, bottom - top)

    @cached_property
    def _half_grid(self) -> Grid:
        """The same cells for chroma."""
        return Grid(self._grid.width // 2, self._grid.height // 2, self._grid.cell // 2)

    def _paper_at(self, degrees: float, near: float) -> Nodes:
        """Where each corner of the box's cells is found on the paper at home, which is a plane seen from elsewhere."""
        side = self._side
        home = np.array([(0.0, 0.0), (side, 0.0), (side, side), (0.0, side)])
        moved = home + np.array(self.relief.corners).reshape(4, 2) * side * degrees
        middle = np.array(self._middle)
        seen = middle + (moved - middle) * near
        rows, wanted = [], []
        for (x, y), (u, v) in zip(seen, home, strict=True):
            rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
            wanted += [u, v]
        a, b, c, d, e, f, g, h = np.linalg.solve(np.array(rows), np.array(wanted))
        x, y = np.moveaxis(self._nodes, -1, 0)
        found: Nodes = np.stack((a * x + b * y + c, d * x + e * y + f), axis=-1) / (g * x + h * y + 1)[..., None]
        return found

    @cached_property
    def _nodes(self) -> Nodes:
        """The corners of the box's cells in the square."""
        return self._grid.nodes + self._box[:2]

    @cached_property
    def _middle(self) -> tuple[float, float]:
        """The point that the camera comes nearer to."""
        left, top, right, bottom = self._around(0)
        return (left + right) / 2, (top + bottom) / 2

    def _thing_at(self, degrees: float, near: float) -> Nodes:
        """Where each corner of the box's cells is found on the thing at home."""
        middle = np.array(self._middle)
        at: Nodes = middle + (self._nodes - middle) / near
        found: Nodes = at - self._way(at) * degrees
        for _ in range(2):
            found = at - self._way(found) * degrees
        return found

    def _spans(self, found: Nodes) -> list[Span]:
        """In each row of the box's cells those from the first to the last in which something of the thing is seen."""
        corners = np.stack((found[:-1, :-1], found[:-1, 1:], found[1:, :-1], found[1:, 1:])) * (EDGE / self._side)
        low = np.floor(corners.min(axis=0)).astype(int) - _BEHIND
        high = np.ceil(corners.max(axis=0)).astype(int) + _BEHIND
        (x0, y0), (x1, y1) = (np.moveaxis(np.clip(each, 0, EDGE), -1, 0) for each in (low, high))
        seen = self._count[y1, x1] - self._count[y0, x1] - self._count[y1, x0] + self._count[y0, x0] > 0
        return [(row, int(at[0]), int(at[-1]) + 1) for row, line in enumerate(seen) if len(at := np.flatnonzero(line))]

    @cached_property
    def _count(self) -> npt.NDArray[np.int64]:
        """How many pixels of the small mask above and before each place show something of the thing."""
        _, mask, _ = self._squares
        return np.pad((np.asarray(mask) > 0).cumsum(0).cumsum(1), ((1, 0), (1, 0)))

    def _way(self, at: Ways) -> Ways:
        """How far places of the square (in pixels, any shape with two at the end) move a degree, between those that are kept."""
        ways, _, _ = self._squares
        place = np.clip(at * (EDGE / self._side) - 0.5, 0, EDGE - 1.001)
        low = np.floor(place).astype(int)
        share = place - low
        (x, y), (a, b) = np.moveaxis(low, -1, 0), np.moveaxis(share, -1, 0)[..., None]
        upper = ways[y, x] * (1 - a) + ways[y, x + 1] * a
        lower = ways[y + 1, x] * (1 - a) + ways[y + 1, x + 1] * a
        found: Ways = upper * (1 - b) + lower * b
        return found


def _half(inside: tuple[slice, slice]) -> tuple[slice, slice]:
    """A box of luma as it lies in chroma."""
    rows, columns = (slice(each.start // 2, each.stop // 2) for each in inside)
    return rows, columns


def _halved(plane: Bytes) -> Bytes:
    """A plane at half its size: the mean of each two by two pixels."""
    return _reduced(plane.astype(np.uint16)).astype(np.uint8)


def _reduced(plane: Whole) -> Whole:
    upper = plane[::2] + plane[1::2]
    reduced: Whole = (upper[:, ::2] + upper[:, 1::2] + np.uint16(2)) >> np.uint16(2)
    return reduced


def _blend_in(behind: Bytes, colour: Bytes, weight: Whole, rim: int) -> None:
    """A colour over what lies behind it: by its weight, 0 to 256, along a rim of so many pixels, and whole within."""
    height, width = behind.shape
    down, across = min(rim, height // 2), min(rim, width // 2)
    within = slice(down, height - down)
    for rows in (slice(0, down), slice(height - down, height)):
        _mix(behind[rows], colour[rows], weight[rows])
    for columns in (slice(0, across), slice(width - across, width)):
        _mix(behind[within, columns], colour[within, columns], weight[within, columns])
    behind[within, across : width - across] = colour[within, across : width - across]


def _mix(behind: Bytes, colour: Bytes, weight: Whole) -> None:
    """A colour over what lies behind it, by a weight from 0 to 256."""
    mixed = behind * (np.uint16(256) - weight)
    mixed += colour * weight
    mixed += np.uint16(128)
    np.copyto(behind, mixed >> 8, casting="unsafe")


def _over(behind: Bytes, colour: Whole, alpha: Whole) -> None:
    """The thing over what lies behind it."""
    mixed = behind * (np.uint16(255) - alpha)
    mixed += colour * alpha
    mixed += np.uint16(128)
    mixed += mixed >> 8
    np.copyto(behind, mixed >> 8, casting="unsafe")
