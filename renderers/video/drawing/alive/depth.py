"""A camera that walks round the gift: one picture and how far each part of it moves, instead of a picture for every step.

The thing lies on its paper as a layer of its own. For each step both are looked up where the camera would see them: the paper as
the plane it is, the thing in a mesh, each in its own small box. Around that box nothing moves but light.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFilter

from renderers.product.relief import EDGE, Relief
from renderers.video.drawing.backdrop import laid_out, laid_square
from renderers.video.drawing.formats import Format
from renderers.video.drawing.planes import Bytes, Planes, planes_of

STEPS: Final = 15
"""Steps a second."""
WALK: Final = 10.0
"""Degrees from the scene's first frame to its last, straight on in the middle."""
NEARER: Final = 0.03
"""How much nearer the camera comes on its way."""
_CELL: Final = 32
"""Pixels of the mesh in which the thing is looked up."""
_RIM: Final = 72
"""Pixels over which paper that moves passes into paper that stands."""
_BEYOND: Final = 160
"""Pixels that the camera may look beyond the paper that the picture shows."""
_BEHIND: Final = 5
"""Pixels of the small mask by which the paper behind the thing reaches out under it; the thing itself by half of that."""
Ways = npt.NDArray[np.float64]
Box = tuple[int, int, int, int]


@dataclass(frozen=True, eq=False)
class WalkRound:
    """A picture of a gift, laid out in a frame, round which the camera walks for `seconds`. A `Backdrop`."""

    picture: Image.Image
    relief: Relief
    is_mirrored: bool
    frame: Format
    seconds: float

    def phase(self, moment: float) -> float:
        """A number that is the same at moments which look the same."""
        return min(int(moment * STEPS + 1e-6) / STEPS, self.seconds)

    def at(self, moment: float) -> Planes:
        """The frame `moment` seconds into the scene."""
        share = self.phase(moment) / self.seconds
        return self.seen((share - 0.5) * WALK, 1 + NEARER * share)

    def seen(self, degrees: float, near: float) -> Planes:
        """What the camera sees that has walked so far from the middle, and come so much nearer."""
        ground, paper, own = self._sheets
        shown = ground.copy()
        self._lay_paper(shown, paper, self._around(_RIM), degrees, near)
        box = self._around(0)
        mesh = self._mesh(box, degrees, near)
        for reduced, planes in ((1, ((shown.y, own.y),)), (2, ((shown.u, own.u), (shown.v, own.v)))):
            size = (box[2] - box[0]) // reduced, (box[3] - box[1]) // reduced
            cells = mesh if reduced == 1 else [_halved(*cell) for cell in mesh]
            alpha = _looked_up(self._alpha[reduced - 1], size, cells)
            for plane, thing in planes:
                _over(plane[self._inside(box, reduced)], _looked_up(thing, size, cells), alpha)
        return shown

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
    def _sheets(self) -> tuple[Planes, Planes, Planes]:
        """The frame without the thing, the paper with as much of its edge around it as the camera may look beyond, and the thing.

        The pictures they are made of are let go: they weigh as much again."""
        _, mask, paper = self._squares
        size = (self._side, self._side)
        large = self.picture.resize(size, Image.Resampling.LANCZOS)
        thing = planes_of(large)
        behind = mask.filter(ImageFilter.MaxFilter(_BEHIND)).resize(size, Image.Resampling.BILINEAR)
        large.paste(paper.resize(size, Image.Resampling.BICUBIC), (0, 0), behind)
        own = planes_of(large)
        wide = [np.pad(plane, _BEYOND // reduced, "edge") for reduced, plane in ((1, own.y), (2, own.u), (2, own.v))]
        return laid_out(large, self.is_mirrored, self.frame), Planes(*wide), thing

    @cached_property
    def _alpha(self) -> tuple[Bytes, Bytes]:
        """How much of the thing there is at each pixel, 0 to 255, (side, side), and the same for chroma."""
        _, mask, _ = self._squares
        soft = mask.filter(ImageFilter.MaxFilter(3)).resize((self._side, self._side), Image.Resampling.BICUBIC)
        large: Bytes = np.asarray(soft)
        return large, np.asarray(soft.reduce(2))

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

    def _inside(self, box: Box, reduced: int) -> tuple[slice, slice]:
        """The box as it lies in the frame."""
        x = 0 if self.is_mirrored else self.frame.width - self._side
        y = self.frame.height - self._side
        return (
            slice((y + box[1]) // reduced, (y + box[3]) // reduced),
            slice((x + box[0]) // reduced, (x + box[2]) // reduced),
        )

    def _lay_paper(self, shown: Planes, own: Planes, box: Box, degrees: float, near: float) -> None:
        """The paper as it is seen, over the paper that stands, in the box."""
        for reduced, plane, paper in ((1, shown.y, own.y), (2, shown.u, own.u), (2, shown.v, own.v)):
            size = (box[2] - box[0]) // reduced, (box[3] - box[1]) // reduced
            # The paper is wider than its square.
            found = _further(self._plane_at(degrees, near, box, reduced), _BEYOND // reduced)
            moved = Image.fromarray(paper).transform(
                size, Image.Transform.PERSPECTIVE, found, Image.Resampling.BILINEAR
            )
            behind = plane[self._inside(box, reduced)]
            weight = self._window[reduced - 1]
            mixed = behind * (256 - weight) + np.asarray(moved, np.uint16) * weight + np.uint16(128)
            np.copyto(behind, mixed >> 8, casting="unsafe")

    def _plane_at(self, degrees: float, near: float, box: Box, reduced: int) -> tuple[float, ...]:
        """Where each pixel of the box is found on the paper at home: the eight numbers of a plane seen from elsewhere."""
        side = self._side / reduced
        home = np.array([(0.0, 0.0), (side, 0.0), (side, side), (0.0, side)])
        moved = home + np.array(self.relief.corners).reshape(4, 2) * side * degrees
        middle = np.array(self._middle) / reduced
        seen = middle + (moved - middle) * near - np.array(box[:2]) / reduced
        rows, wanted = [], []
        for (x, y), (u, v) in zip(seen, home, strict=True):
            rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
            wanted += [u, v]
        return tuple(map(float, np.linalg.solve(np.array(rows), np.array(wanted))))

    @cached_property
    def _middle(self) -> tuple[float, float]:
        """The point that the camera comes nearer to."""
        left, top, right, bottom = self._around(0)
        return (left + right) / 2, (top + bottom) / 2

    def _mesh(self, box: Box, degrees: float, near: float) -> list[tuple[Box, tuple[float, ...]]]:
        """Cells of the box, and the four corners of each where they are found in the picture at home."""
        left, top, right, bottom = box
        across = [*range(0, right - left, _CELL), right - left]
        down = [*range(0, bottom - top, _CELL), bottom - top]
        nodes = np.stack(np.meshgrid(np.array(across) + left, np.array(down) + top), axis=-1).astype(np.float64)
        middle = np.array(self._middle)
        at = middle + (nodes - middle) / near
        found = at - self._way(at) * degrees
        for _ in range(2):
            found = at - self._way(found) * degrees
        cells = []
        for row, (y0, y1) in enumerate(pairwise(down)):
            for column, (x0, x1) in enumerate(pairwise(across)):
                corners = (
                    found[row, column],
                    found[row + 1, column],
                    found[row + 1, column + 1],
                    found[row, column + 1],
                )
                cells.append(((x0, y0, x1, y1), tuple(float(each) for corner in corners for each in corner)))
        return cells

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


def _further(plane: Sequence[float], by: int) -> tuple[float, ...]:
    """The same view of a plane whose picture lies so much further to the right and down."""
    a, b, c, d, e, f, g, h = plane
    return (a + by * g, b + by * h, c + by, d + by * g, e + by * h, f + by, g, h)


def _halved(to: Box, of: tuple[float, ...]) -> tuple[Box, tuple[float, ...]]:
    """A cell of the mesh for chroma."""
    left, top, right, bottom = (each // 2 for each in to)
    return (left, top, right, bottom), tuple(at / 2 for at in of)


def _looked_up(
    plane: Bytes, size: tuple[int, int], cells: list[tuple[Box, tuple[float, ...]]]
) -> npt.NDArray[np.uint16]:
    moved = Image.fromarray(plane).transform(size, Image.Transform.MESH, cells, Image.Resampling.BILINEAR)
    return np.asarray(moved, np.uint16)


def _over(behind: Bytes, colour: npt.NDArray[np.uint16], alpha: npt.NDArray[np.uint16]) -> None:
    """The thing over what lies behind it."""
    mixed = behind * (255 - alpha) + colour * alpha
    mixed += 128
    mixed += mixed >> 8
    np.copyto(behind, mixed >> 8, casting="unsafe")
