"""Planes looked up somewhere else."""

from __future__ import annotations

import numpy as np
import pytest

from renderers.video.drawing.alive.lookup import Grid, Sheet
from renderers.video.drawing.planes import Bytes

RNG = np.random.default_rng(5)
FIRST: Bytes = RNG.integers(0, 256, (90, 110), dtype=np.uint8)
SECOND: Bytes = RNG.integers(0, 256, (90, 110), dtype=np.uint8)
GRID = Grid(71, 50)


def whole(sheet: Sheet, found: np.ndarray, number: int = 0) -> Bytes:
    seen = np.zeros((GRID.height, GRID.width), np.uint8)
    for rows, columns, planes in GRID.looked_up(sheet, found):
        seen[rows, columns] = planes[number]
    return seen


def between(plane: Bytes, x: float, y: float) -> float:
    """The plane at a place in pixels from its corner, the plain way."""
    left, top = int(x - 0.5), int(y - 0.5)
    across, down = x - 0.5 - left, y - 0.5 - top
    upper = plane[top, left] * (1 - across) + plane[top, left + 1] * across
    lower = plane[top + 1, left] * (1 - across) + plane[top + 1, left + 1] * across
    return float(upper * (1 - down) + lower * down)


@pytest.mark.parametrize("sheet", [Sheet.of(FIRST), Sheet.of(FIRST, SECOND)], ids=["one", "two"])
def test_what_has_not_moved_is_what_it_was(sheet: Sheet) -> None:
    assert np.array_equal(whole(sheet, GRID.nodes + np.array((7, 9))), FIRST[9:59, 7:78])


def test_two_planes_are_looked_up_as_each_of_them_alone() -> None:
    found = GRID.nodes * 1.03 + (11.3, 12.6) + RNG.uniform(-3, 3, GRID.nodes.shape)
    both = Sheet.of(FIRST, SECOND)
    assert np.abs(whole(both, found).astype(int) - whole(Sheet.of(FIRST), found)).max() <= 1
    assert np.abs(whole(both, found, 1).astype(int) - whole(Sheet.of(SECOND), found)).max() <= 1


@pytest.mark.parametrize("sheet", [Sheet.of(FIRST), Sheet.of(FIRST, SECOND)], ids=["one", "two"])
def test_between_the_corners_of_its_cells_a_place_lies_in_between(sheet: Sheet) -> None:
    found = GRID.nodes * 1.03 + (11.3, 12.6) + RNG.uniform(-3, 3, GRID.nodes.shape)
    seen = whole(sheet, found)
    for x, y in ((0, 0), (31, 31), (32, 32), (63, 17), (64, 40), (70, 49)):
        (column, row), (width, height) = (x // 32, y // 32), (min(32, 71 - x // 32 * 32), min(32, 50 - y // 32 * 32))
        across, down = (x % 32 + 0.5) / width, (y % 32 + 0.5) / height
        upper = found[row, column] * (1 - across) + found[row, column + 1] * across
        lower = found[row + 1, column] * (1 - across) + found[row + 1, column + 1] * across
        at = upper * (1 - down) + lower * down
        # A place is kept to a 256th of a pixel, and neighbours differ by as much as 255.
        assert float(seen[y, x]) == pytest.approx(between(FIRST, *at), abs=2.6)


def test_whoever_looks_beyond_the_sheet_sees_its_edge() -> None:
    seen = whole(Sheet.of(FIRST), GRID.nodes - 500)
    assert (seen == FIRST[0, 0]).all()
    far = whole(Sheet.of(FIRST), GRID.nodes + 500)
    assert np.abs(far.astype(int) - int(FIRST[-1, -1])).max() <= 3


def test_only_the_spans_that_are_named_are_looked_up() -> None:
    parts = [(rows, columns) for rows, columns, _ in GRID.looked_up(Sheet.of(FIRST), GRID.nodes, [(1, 0, 2)])]
    assert parts == [(slice(32, 50), slice(0, 64))]
