"""Planes looked up somewhere else, pixel by pixel and between pixels: what a camera sees that has moved.

Where each pixel is found is known at the corners of a grid of cells, and lies between them in between. One row of cells is worked
out at a time, so that what is worked with stays near the processor. Planes that are looked up at the same places share the work of
finding these, and two of them lie side by side in one number and cost hardly more than one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt

from renderers.video.drawing.planes import Bytes, Whole

CELL: Final = 32
"""Pixels of a cell, across and down."""
_PARTS: Final = np.uint32(256)
"""Steps between two pixels."""
_LANE: Final = np.uint32(16)
"""Bits from one byte to the other."""
_BYTE, _BYTES = np.uint32(0xFF), np.uint32(0x00FF00FF)
_HALF, _HALVES = np.uint32(0x80), np.uint32(0x00800080)
Numbers = npt.NDArray[np.uint32]
Reals = npt.NDArray[np.float32]
Nodes = npt.NDArray[np.float64]
Span = tuple[int, int, int]
"""A row of cells, and the first cell of it that is wanted, and the one after the last."""


@dataclass(frozen=True, eq=False)
class Sheet:
    """What is looked up: planes of one size, two bytes in one number a pixel, uint32 (height, width).

    `pairs` hold two planes each; `single` one, a pixel and the one below it.
    """

    pairs: tuple[Numbers, ...]
    single: Numbers | None

    @classmethod
    def of(cls, *planes: Bytes) -> Sheet:
        """A sheet of any number of planes (height, width) of the same size."""
        pairs = tuple(_beside(*planes[at : at + 2]) for at in range(0, len(planes) - 1, 2))
        last = planes[-1]
        single = _beside(last, np.concatenate((last[1:], last[-1:]))) if len(planes) % 2 else None
        return cls(pairs, single)

    @property
    def shape(self) -> tuple[int, int]:
        """Height and width, in pixels."""
        numbers = self.pairs[0] if self.single is None else self.single
        return int(numbers.shape[0]), int(numbers.shape[1])

    def at(self, across: Reals, down: Reals) -> tuple[Whole, ...]:
        """Each plane at these places, (rows, columns) as they are, in `_PARTS` of a pixel from the middle of the first one."""
        width = self.shape[1]
        columns, rows = across.astype(np.int32), down.astype(np.int32)
        whole = rows >> 8
        whole *= np.int32(width)
        whole += columns >> 8
        place = whole.astype(np.intp)
        columns &= 255
        rows &= 255
        right, low = columns.view(np.uint32), rows.view(np.uint32)
        left, high = _PARTS - right, _PARTS - low
        seen: list[Whole] = []
        for numbers in self.pairs:
            flat = numbers.reshape(-1)
            upper = _mixed(flat.take(place), left, flat[1:].take(place), right)
            lower = _mixed(flat[width:].take(place), left, flat[width + 1 :].take(place), right)
            both = _mixed(upper, high, lower, low)
            seen += (both.astype(np.uint16) & np.uint16(255), (both >> _LANE).astype(np.uint16))
        if self.single is not None:
            flat = self.single.reshape(-1)
            upper = _mixed(flat.take(place), left, flat[1:].take(place), right)
            lower = upper >> _LANE
            upper &= _BYTE
            upper *= high
            lower *= low
            upper += lower
            upper += _HALF
            upper >>= 8
            seen.append(upper.astype(np.uint16))
        return tuple(seen)


def _beside(first: Bytes, second: Bytes) -> Numbers:
    """Two bytes in one number."""
    numbers: Numbers = first | second.astype(np.uint32) << _LANE
    return numbers


def _mixed(first: Numbers, much: Numbers, second: Numbers, rest: Numbers) -> Numbers:
    """Both bytes of two numbers, which are written over, mixed by `much` and `rest`, which are 256 together. A byte times 256 fits
    half a number, so that neither runs into the other."""
    first *= much
    second *= rest
    first += second
    first += _HALVES
    first >>= 8
    first &= _BYTES
    return first


@dataclass(frozen=True, eq=False)
class Grid:
    """Cells over a box of `width` by `height` pixels; the last of a row and column may be smaller."""

    width: int
    height: int
    cell: int = CELL

    @cached_property
    def across(self) -> npt.NDArray[np.int64]:
        """Where its cells begin, and where the last one ends: (columns + 1,), in pixels."""
        return _edges(self.width, self.cell)

    @cached_property
    def down(self) -> npt.NDArray[np.int64]:
        """The same from top to bottom: (rows + 1,)."""
        return _edges(self.height, self.cell)

    @cached_property
    def nodes(self) -> Nodes:
        """The corners of its cells, (rows + 1, columns + 1, 2), in pixels from its left upper corner: across, down."""
        return np.stack(np.meshgrid(self.across, self.down), axis=-1).astype(np.float64)

    @cached_property
    def _shares(self) -> tuple[npt.NDArray[np.intp], Reals]:
        """For each column of pixels the cell it is in, and how far into it."""
        cells = np.arange(self.width) // self.cell
        begins, ends = self.across[cells], self.across[cells + 1]
        return cells, ((np.arange(self.width) + 0.5 - begins) / (ends - begins)).astype(np.float32)

    def looked_up(
        self, sheet: Sheet, found: Nodes, spans: Iterable[Span] | None = None
    ) -> Iterator[tuple[slice, slice, tuple[Whole, ...]]]:
        """What is seen in each span, or, where none are named, in every row: its rows and columns in the box, and each of the
        sheet's planes there.

        `found`: where each corner of the cells is found in the sheet, in pixels, (rows + 1, columns + 1, 2).
        """
        height, width = sheet.shape
        # No place between corners lies beyond them, so these are kept inside and nothing else need be.
        inside = np.clip(found - 0.5, 0, (width - 1.01, height - 1.01)) * float(_PARTS)
        across, down = (self._along(np.ascontiguousarray(inside[..., axis], np.float32)) for axis in (0, 1))
        whole = ((row, 0, len(self.across) - 1) for row in range(len(self.down) - 1))
        for row, begin, end in whole if spans is None else spans:
            top, bottom = int(self.down[row]), int(self.down[row + 1])
            columns = slice(int(self.across[begin]), int(self.across[end]))
            part = ((np.arange(bottom - top) + 0.5) / (bottom - top)).astype(np.float32)[:, None]
            at = [each[row, columns] + (each[row + 1, columns] - each[row, columns]) * part for each in (across, down)]
            yield slice(top, bottom), columns, sheet.at(*at)

    def _along(self, nodes: Reals) -> Reals:
        """Nodes (rows + 1, columns + 1) as they are between those of a row: (rows + 1, width)."""
        cells, share = self._shares
        first = nodes[:, cells]
        along: Reals = first + (nodes[:, cells + 1] - first) * share
        return along


def _edges(length: int, cell: int) -> npt.NDArray[np.int64]:
    return np.array([*range(0, length, cell), length])
