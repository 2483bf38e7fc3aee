"""Writing that is written: for every pixel of set text, the moment a pen inks it.

Each piece of connected ink is thinned to its middle line, that line is walked as a hand would (from where a hand begins, straight
on at crossings), and every pixel takes the moment of the nearest point of the walk. Letters follow one another as they are read,
their marks after them. It is worked out at half size: nobody sees a pen's place to the pixel.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

from renderers.video.drawing.planes import Reals, Whole

SOFT: Final = 0.02
"""The share of the whole way over which fresh ink comes up."""
LIFT: Final = 0.3
"""A pen in the air takes this share of the time for the same way."""
_INKED: Final = 96
"""Alpha from which a pixel is ink; what is fainter belongs to the nearest ink."""
_MARK: Final = 0.35
"""A piece of ink smaller than this share of the letter under or over it is its mark."""
_HIGH: Final = 0.4
"""Pieces of at least this share of the highest say where lines are."""
_ALONE: Final = 3
"""Points of a middle line below which there is nothing to walk along."""
_AHEAD: Final = -0.95
"""A turn sharper than this is none: the pen is lifted."""
Mask = npt.NDArray[np.bool_]
Moments = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class _Piece:
    """Connected ink: its upper left corner and its mask."""

    top: int
    left: int
    mask: Mask

    @property
    def bottom(self) -> int:
        return self.top + len(self.mask)

    @property
    def right(self) -> int:
        return self.left + int(self.mask.shape[1])

    @property
    def weight(self) -> int:
        return int(np.count_nonzero(self.mask))


def moments(alpha: Whole, *, rightwards: bool) -> Moments:
    """When each pixel is inked, 0 to 1 of the pen's way, (height, width); `alpha` 0 to 255 of the same size.

    `rightwards`: whether the words are written from left to right.
    """
    height, width = alpha.shape
    small = alpha[: height // 2 * 2, : width // 2 * 2].reshape(height // 2, 2, width // 2, 2).mean(axis=(1, 3))
    inked = small > _INKED
    when = np.full(inked.shape, np.inf, np.float32)
    now, pen = 0.0, None
    for piece in _in_order(list(_pieces(inked)), rightwards=rightwards):
        way, whole = _way_through(piece.mask.tobytes(), *piece.mask.shape, rightwards)
        near, far = (piece.left, piece.right) if rightwards else (piece.right, piece.left)
        middle = (piece.top + piece.bottom) / 2
        if pen is not None:
            now += math.hypot(middle - pen[0], near - pen[1]) * LIFT / 2
        part = when[piece.top : piece.bottom, piece.left : piece.right]
        np.copyto(part, way + np.float32(now), where=piece.mask)
        now += whole
        pen = (middle, far)
    if not now:
        return np.zeros(alpha.shape, np.float32)
    spread = _spread((when / np.float32(now)).astype(np.float32))
    doubled = np.repeat(np.repeat(spread, 2, axis=0), 2, axis=1)
    return np.pad(doubled, ((0, height - doubled.shape[0]), (0, width - doubled.shape[1])), "edge")


def inked(when: Moments, share: float) -> Reals:
    """How much of each pixel is inked once the pen has gone this share of its way: 0 to 1, (height, width)."""
    weights: Reals = np.clip((share * (1 + SOFT) - when) / SOFT, 0, 1)
    return weights


def _pieces(inked: Mask) -> Iterator[_Piece]:
    """Connected pieces of ink, found by the runs of its rows."""
    runs: list[tuple[int, int, int]] = []
    parent: list[int] = []

    def root(at: int) -> int:
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    before: list[int] = []
    for row, line in enumerate(inked):
        edges = np.flatnonzero(np.diff(np.concatenate(([0], line.view(np.int8), [0]))))
        here = []
        for begin, end in edges.reshape(-1, 2).tolist():
            runs.append((row, begin, end))
            parent.append(len(parent))
            here.append(len(parent) - 1)
            for other in before:
                if runs[other][1] <= end and begin <= runs[other][2]:
                    parent[root(other)] = root(here[-1])
        before = here
    found: dict[int, list[tuple[int, int, int]]] = {}
    for at, run in enumerate(runs):
        found.setdefault(root(at), []).append(run)
    for own in found.values():
        top, left = own[0][0], min(run[1] for run in own)
        mask = np.zeros((own[-1][0] - top + 1, max(run[2] for run in own) - left), np.bool_)
        for row, begin, end in own:
            mask[row - top, begin - left : end - left] = True
        yield _Piece(top, left, mask)


def _in_order(pieces: Sequence[_Piece], *, rightwards: bool) -> Iterator[_Piece]:
    """As a hand writes them: line after line, letter after letter, each followed by its marks."""
    lines = _lines(pieces)
    for line in lines:
        marks = {id(piece): _letter_of(piece, line) for piece in line}
        letters = [piece for piece in line if marks[id(piece)] is None]
        letters.sort(key=lambda piece: piece.left if rightwards else -piece.right)
        for letter in letters:
            yield letter
            own = [piece for piece in line if marks[id(piece)] is letter]
            yield from sorted(own, key=lambda piece: piece.left if rightwards else -piece.right)


def _lines(pieces: Sequence[_Piece]) -> list[list[_Piece]]:
    """Pieces by the line they stand on: high ones of one line overlap in height, and others belong to the nearest."""
    if not pieces:
        return []
    highest = max(piece.mask.shape[0] for piece in pieces)
    high = [piece for piece in pieces if piece.mask.shape[0] >= _HIGH * highest]
    spans: list[list[int]] = []
    for piece in sorted(high, key=lambda piece: piece.top):
        if spans and piece.top < spans[-1][1]:
            spans[-1][1] = max(spans[-1][1], piece.bottom)
        else:
            spans.append([piece.top, piece.bottom])
    lines: list[list[_Piece]] = [[] for _ in spans]
    for piece in pieces:
        middle = (piece.top + piece.bottom) / 2
        away = [max(top - middle, middle - bottom, 0) for top, bottom in spans]
        lines[away.index(min(away))].append(piece)
    return lines


def _letter_of(piece: _Piece, line: Sequence[_Piece]) -> _Piece | None:
    """The letter whose mark it is; None where it is a letter itself."""
    middle = (piece.left + piece.right) / 2
    larger = [
        other
        for other in line
        if piece.weight < _MARK * other.weight
        and other.left - 2 <= middle <= other.right + 2
        and (piece.bottom <= other.top + 2 or piece.top >= other.bottom - 2 or _is_inside(piece, other))
    ]
    # Never a mark's mark: the largest is the letter.
    return max(larger, key=lambda other: other.weight, default=None)


def _is_inside(piece: _Piece, other: _Piece) -> bool:
    return piece.left >= other.left and piece.right <= other.right


@lru_cache(maxsize=512)
def _way_through(shape: bytes, height: int, width: int, rightwards: bool) -> tuple[Moments, float]:
    """The way gone until each pixel of one piece of ink, (height, width), and the whole way. A known letter costs nothing again."""
    mask = np.frombuffer(shape, np.bool_).reshape(height, width)
    line = _thinned(np.pad(mask, 2))[2:-2, 2:-2]
    points = [(int(row), int(column)) for row, column in np.argwhere(line)]
    if len(points) < _ALONE:
        row, column = np.mgrid[0:height, 0:width].astype(np.float32)
        return (row + (column if rightwards else width - 1 - column)) / 2, float(max(height, width))
    gone = _walked(points, _begin(points, width, rightwards=rightwards))
    way = np.full(mask.shape, np.inf, np.float32)
    for (row, column), at in gone.items():
        way[row, column] = at
    return _calmed(_spread(way)), max(gone.values())


def _calmed(way: Moments) -> Moments:
    """Each pixel's median of five by five: a middle line has short spurs, and they are walked late."""
    padded = np.pad(way, 2, "edge")
    height, width = way.shape
    around = [padded[down : down + height, across : across + width] for down in range(5) for across in range(5)]
    medians: Moments = np.partition(np.stack(around), 12, axis=0)[12]
    return medians


def _begin(points: Sequence[tuple[int, int]], width: int, *, rightwards: bool) -> tuple[int, int]:
    """Where a hand begins: at an end of the line that is high, and at the side where lines begin."""
    lain = set(points)
    around = {point: sum(one in lain for one in _near(point)) for point in points}
    ends = [point for point in points if around[point] == 1] or list(points)
    return min(
        ends,
        key=lambda point: (
            point[0] * (0.5 if rightwards else 0.25) + (point[1] * 0.7 if rightwards else width - point[1])
        ),
    )


def _near(point: tuple[int, int], reach: int = 1) -> Iterator[tuple[int, int]]:
    row, column = point
    steps = range(-reach, reach + 1)
    return ((row + down, column + across) for down in steps for across in steps if down or across)


def _walked(points: Sequence[tuple[int, int]], begin: tuple[int, int]) -> dict[tuple[int, int], float]:
    """Way gone until each point of a middle line: straight on where that can be, else on to the nearest rest."""
    left = set(points)
    gone: dict[tuple[int, int], float] = {}
    here, way, down, across = begin, 0.0, 0.0, 0.0
    while True:
        gone[here] = way
        left.discard(here)
        if not left:
            return gone
        best, onward = -9.0, None
        for one in _near(here, 2):
            if one in left:
                step = (one[0] - here[0], one[1] - here[1])
                far = math.hypot(*step)
                score = (down * step[0] + across * step[1]) / far - (0.55 if far > 1.5 else 0) - 0.12 * far
                if score > best:
                    best, onward = score, one
        if onward is None or (best < _AHEAD and (down or across)):
            onward = min(left, key=lambda one: (math.hypot(one[0] - here[0], one[1] - here[1]), one))
            way += math.hypot(onward[0] - here[0], onward[1] - here[1]) * LIFT
            down = across = 0.0
        else:
            step = (onward[0] - here[0], onward[1] - here[1])
            far = math.hypot(*step)
            way += far
            down, across = 0.72 * down + 0.28 * step[0] / far, 0.72 * across + 0.28 * step[1] / far
            long = math.hypot(down, across) or 1.0
            down, across = down / long, across / long
        here = onward


def _thinned(mask: Mask) -> Mask:
    """Its middle line, one pixel wide (Zhang and Suen, 1984). The mask has a clear border."""
    line = mask.copy()
    changed = True
    while changed:
        changed = False
        for lap in (0, 1):
            around = [np.roll(line, step, (0, 1)) for step in _RING]
            count = np.sum(around, axis=0, dtype=np.int8)
            turns = sum(
                (~one & other).astype(np.int8) for one, other in zip(around, (*around[1:], around[0]), strict=True)
            )
            north, east, south, west = around[0], around[2], around[4], around[6]
            keeps = (
                (north & east & south) | (east & south & west)
                if lap == 0
                else (north & east & west) | (north & south & west)
            )
            gone = line & (count >= 2) & (count <= 6) & (turns == 1) & ~keeps
            if gone.any():
                line &= ~gone
                changed = True
    return line


_RING: Final = ((1, 0), (1, -1), (0, -1), (-1, -1), (-1, 0), (-1, 1), (0, 1), (1, 1))
"""Steps by which the neighbours come to lie on a pixel: from the one above round to the right."""


def _spread(way: Moments) -> Moments:
    """What is not reached (inf) takes the least of what lies beside it, again and again."""
    whole = way.copy()
    while True:
        unknown = np.isinf(whole)
        if not unknown.any():
            return whole
        padded = np.pad(whole, 1, constant_values=np.inf)
        height, width = whole.shape
        least = np.minimum.reduce(
            [padded[down : down + height, across : across + width] for down in range(3) for across in range(3)]
        )
        whole = np.where(unknown, least, whole)
