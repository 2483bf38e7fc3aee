"""The table on which a product is laid out: shapes, materials and labels, gathered as rows for the kernel."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TypedDict, Unpack

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from workshop.pictures.kernel import tables
from workshop.pictures.kernel.distance import outline_distance
from workshop.pictures.kernel.surface import PLAIN, SMOOTH_SURFACE
from workshop.pictures.lines import Points, Turn
from workshop.pictures.palette import linear, to_linear

Place = Sequence[float] | NDArray[np.float64]
"""(3,): x right, y up, z towards the camera."""


class How(TypedDict, total=False):
    """How a shape lies and joins: `join` and `cut` blend it with the shapes before it over that length."""

    turned: Turn
    join: float | None
    cut: float
    glass: bool


_NO_TURN = np.eye(3)


@lru_cache(maxsize=128)
def _measured(line: bytes, filled: bool, turned: bool, x0: float, y0: float, scale: float) -> tables.Pixels:
    """The distances to a line of (x, y) doubles. Kept: a pair stands on one profile, and a catalog comes back to it often."""
    grid = np.empty((tables.GRID_SIDE, tables.GRID_SIDE), np.float32)
    outline_distance(np.frombuffer(line).reshape(-1, 2).copy(), filled, turned, x0, y0, scale, grid)
    grid.flags.writeable = False
    return grid


@dataclass
class Scene:
    """Rows being collected. A shape joins the group of the one before it when `join` or `cut` is given.

    Places are x right, y up, z towards the camera; the paper is y = 0. Lengths have no unit: the camera frames what is
    there. `elevation` is the camera's height in degrees, `fit` the share of the frame the object fills; `low` and `high` (3,) are
    the corners of the box around all that stands there.
    """

    paper: str
    seed: int
    texture: int = 768
    elevation: float = 27
    fit: float = 0.78
    solids: list[tables.Table] = field(default_factory=list)
    glasses: list[tables.Table] = field(default_factory=list)
    materials: list[tables.Table] = field(default_factory=list)
    decals: list[list[float]] = field(default_factory=list)
    images: list[tables.Pixels] = field(default_factory=list)
    grids: list[tables.Pixels] = field(default_factory=list)
    low: NDArray[np.float64] = field(default_factory=lambda: np.full(3, 1e9))
    high: NDArray[np.float64] = field(default_factory=lambda: np.full(3, -1e9))
    group: int = 0
    flames: list[list[float]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.random = np.random.default_rng(self.seed)

    # Materials and print

    def material(
        self,
        colour: str,
        rough: float = 0.6,
        f0: float = 0.04,
        *,
        metal: float = 0,
        glow: float = 0,
        sheen: float = 0,
        wrap: float = 0,
        relief: tuple[int, float, float] = (SMOOTH_SURFACE, 0, 10),
        pattern: tuple[int, float] = (PLAIN, 1),
        second: str | None = None,
    ) -> int:
        """A new material's number. relief: kind, height, scale; pattern: kind, scale, shown in the second colour."""
        row = np.zeros(tables.MATERIAL_COLUMNS)
        row[tables.RGB : tables.RGB + 3] = linear(colour)
        row[tables.SECOND_RGB : tables.SECOND_RGB + 3] = linear(second or colour)
        row[[tables.ROUGH, tables.F0, tables.METAL, tables.GLOW]] = rough, f0, metal, glow
        row[[tables.SHEEN, tables.WRAP]] = sheen, wrap
        row[[tables.RELIEF, tables.RELIEF_HEIGHT, tables.RELIEF_SCALE]] = relief
        row[[tables.PATTERN, tables.PATTERN_SCALE]] = pattern
        self.materials.append(row)
        return len(self.materials) - 1

    def decal(
        self,
        material: int,
        image: Image.Image,
        projection: int,
        area: tuple[float, float, float, float],
        rough: float = -1,
        metal: float = 0,
    ) -> None:
        """Print an RGBA image on all of a material.

        area: left, right, bottom, top in the primitive's own measures (radians from left to right when it goes AROUND).
        """
        square = image.convert("RGBA").resize((self.texture, self.texture), Image.Resampling.LANCZOS)
        value = np.asarray(square, np.float64) / 255
        value[..., :3] = to_linear(value[..., :3])
        self.images.append(value.astype(np.float32))
        self.decals.append([material, len(self.images) - 1, projection, *area, rough, metal])

    def flame(self, at: Place, height: float, half: float) -> None:
        """A flame from `at` upwards, `half` wide to each side at its broadest. It is light and no shape: soft at its rim, it lights
        what is near and throws no shadow."""
        self.flames.append([*map(float, at), height, half])
        reach = np.array([half, height / 2, half])
        middle = np.asarray(at, float) + np.array([0, height / 2, 0])
        self.low = np.minimum(self.low, middle - reach)
        self.high = np.maximum(self.high, middle + reach)

    # Shapes

    def ellipsoid(
        self, material: int, at: Place, a: float, b: float | None = None, c: float | None = None, **how: Unpack[How]
    ) -> None:
        """Half axes a, b, c; a ball when only a is given."""
        b, c = a if b is None else b, a if c is None else c
        safety = 0.95 if a == b == c else 0.8
        self._add(tables.ELLIPSOID, material, at, (a, b, c), (a, b, c), safety=safety, reach=max(a, b, c), **how)

    def cylinder(self, material: int, at: Place, r: float, half: float, soft: float = 0.03, **how: Unpack[How]) -> None:
        """Standing, radius r, half height, edges softened."""
        self._add(tables.CYLINDER, material, at, (r, half, 0, soft), (r, half, r), **how)

    def box(
        self, material: int, at: Place, a: float, b: float, c: float, soft: float = 0.03, **how: Unpack[How]
    ) -> None:
        """Half edges a, b, c."""
        self._add(tables.BOX, material, at, (a, b, c, soft), (a, b, c), **how)

    def torus(self, material: int, at: Place, ring: float, r: float, **how: Unpack[How]) -> None:
        """A lying ring of thickness r."""
        self._add(tables.TORUS, material, at, (ring, r), (ring + r, r, ring + r), **how)

    def cone(self, material: int, at: Place, foot: float, height: float, top: float, **how: Unpack[How]) -> None:
        """Round cone from `at` up its y axis, from radius foot to radius top."""
        wide = max(foot, top)
        extent = (wide, height / 2 + wide, wide)
        self._add(tables.CONE, material, at, (foot, height, top), extent, middle=(0, height / 2, 0), **how)

    def bag(self, material: int, at: Place, a: float, b: float, c: float, **how: Unpack[How]) -> None:
        """A filled paper bag: half width, half height, half depth at the foot."""
        self._add(tables.BAG, material, at, (a, b, c, 0.05, 0.055), (a, b, c * 1.2), safety=0.8, **how)

    def leaf(
        self,
        material: int,
        at: Place,
        length: float,
        width: float,
        *,
        thick: float = 0.012,
        bend: float = 0.3,
        fold: float = 0.15,
        **how: Unpack[How],
    ) -> None:
        """Along x from `at`; bends in y and folds along its rib."""
        extent = (length / 2, abs(bend) * length / 2 + fold * width + 0.03, width)
        middle = (length / 2, bend * length / 2, 0)
        measures = (length, width, thick, bend, fold)
        self._add(tables.LEAF, material, at, measures, extent, safety=0.62, middle=middle, **how)

    def lathe(self, material: int, at: Place, profile: Points, soft: float = 0, **how: Unpack[How]) -> None:
        """A half profile of shape (n, 2) (x outward, y up; closed along the axis) turned about y."""
        grid = self._grid(profile, filled=True, turned=True)
        r, low, high = profile[:, 0].max() + soft, profile[:, 1].min() - soft, profile[:, 1].max() + soft
        middle = (0, (low + high) / 2, 0)
        extent = (r, (high - low) / 2, r)
        self._add(tables.LATHE, material, at, (0, 0, 0, soft), extent, safety=0.97, grid=grid, middle=middle, **how)

    def extrude(
        self, material: int, at: Place, shape: Points, half: float, soft: float = 0.03, **how: Unpack[How]
    ) -> None:
        """A closed outline in x and y, thick by `half` both ways in z."""
        grid = self._grid(shape, filled=True)
        low, high = shape.min(0), shape.max(0)
        extent = (*(high - low) / 2, half)
        middle = (*(high + low) / 2, 0)
        self._add(
            tables.EXTRUSION, material, at, (half, 0, 0, soft), extent, safety=0.97, grid=grid, middle=middle, **how
        )

    def tube(
        self, material: int, at: Place, line: Points, r: float, half: float = 0, soft: float = 0, **how: Unpack[How]
    ) -> None:
        """A line in x and y followed by a round tube, or by a strap of half width `half` in z."""
        grid = self._grid(line, filled=False, pad=r + 0.06)
        low, high = line.min(0) - r, line.max(0) + r
        extent = (*(high - low) / 2, max(r, half))
        middle = (*(high + low) / 2, 0)
        self._add(tables.TUBE, material, at, (r, half, 0, soft), extent, safety=0.95, grid=grid, middle=middle, **how)

    def _grid(
        self, line: Points, *, filled: bool, turned: bool = False, pad: float = 0.06
    ) -> tuple[int, float, float, float]:
        """Draw the line's distances; returns the grid's number, origin and scale."""
        low = line.min(0) - pad
        if turned:
            low[0] = 0.0
        scale = (tables.GRID_SIDE - 1) / float((line.max(0) + pad - low).max())
        outline = np.ascontiguousarray(line, float)
        self.grids.append(_measured(outline.tobytes(), filled, turned, float(low[0]), float(low[1]), scale))
        return len(self.grids) - 1, float(low[0]), float(low[1]), scale

    def _add(
        self,
        kind: int,
        material: int,
        at: Place,
        measures: Sequence[float],
        extent: Sequence[float],
        *,
        turned: Turn = _NO_TURN,
        join: float | None = None,
        cut: float | None = None,
        glass: bool = False,
        safety: float = 1.0,
        grid: tuple[int, float, float, float] = (-1, 0, 0, 0),
        middle: Sequence[float] = (0, 0, 0),
        reach: float | None = None,
    ) -> None:
        """One row, in a new group unless joined or cut; extent is the half box about middle, seen from `at`."""
        row = np.zeros(tables.PRIMITIVE_COLUMNS)
        row[tables.KIND], row[tables.MATERIAL], row[tables.SAFETY] = kind, material, safety
        row[tables.POS : tables.POS + 3] = at
        row[tables.ROT : tables.ROT + 9] = turned.T.ravel()
        row[tables.PAR : tables.PAR + len(measures)] = measures
        row[tables.GRID], row[tables.GRID_X], row[tables.GRID_Y], row[tables.GRID_SCALE] = grid
        if join is not None:
            row[tables.OP], row[tables.BLEND] = tables.SMOOTH, join
        elif cut is not None:
            row[tables.OP], row[tables.BLEND] = tables.CUT, cut
        else:
            row[tables.OP] = tables.UNION
            self.group += 1
        row[tables.GROUP] = self.group
        centre = np.asarray(at, float) + turned @ np.asarray(middle, float)
        row[tables.CENTRE : tables.CENTRE + 3] = centre
        row[tables.REACH] = float(np.linalg.norm(extent)) if reach is None else reach
        if cut is None:
            half = np.abs(turned) @ np.asarray(extent, float)
            self.low = np.minimum(self.low, centre - half)
            self.high = np.maximum(self.high, centre + half)
        (self.glasses if glass else self.solids).append(row)
