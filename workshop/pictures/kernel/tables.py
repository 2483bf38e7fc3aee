"""The columns of the flat tables that the compiled kernel reads.

A picture is data: rows of primitives, materials and decals, a stack of distance grids and one vector of studio light.
Flat float tables with named columns are used because numba passes them several times faster than records or tuples.

| name | table | shape |
|------|-------|-------|
| P | primitives: solids first (rows 0..n1), then glass (n1..n2) | (n, 32) float64 |
| M | materials | (n, 24) float64 |
| D, T | decals and their linear RGBA images | (n, 9) float64, (n, h, w, 4) float32 |
| G | profile grids of GRID_SIDE x GRID_SIDE distances, end to end | (n,) float32 |
| VB, VC | cells of the bounding box: header and the groups that matter in each | (n,) float64, int16 |
| B | bounding box: low corner, high corner | (6,) float64 |
| C | studio: lights, paper, tolerances, then the flames that burn in it | (48 + 5 n,) float64 |
| L | light the paper receives: key, fill, openness, bounced RGB | (n, n, 6) float32 |
| A | coarse pass: id, key shadow, fill shadow, openness of every second pixel each way | (h, w, 4) float32 |
"""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Table: TypeAlias = NDArray[np.float64]
"""A table (rows, columns), or one row of it or of the studio, the box, the cells' header or the camera: (columns,)."""
Pixels: TypeAlias = NDArray[np.float32]
"""Distances (n,), or a map of the paper or the picture (height, width, channels), a stack of them for decals."""
Cells: TypeAlias = NDArray[np.int16]
"""(n,): for each cell of the box how many groups matter in it, and which."""

GRID_SIDE = 168

# Kinds of primitive (column KIND).
ELLIPSOID, CYLINDER, BOX, LATHE, EXTRUSION, TUBE, LEAF, TORUS, CONE, BAG = range(10)

# Ways a primitive joins its group (column OP).
UNION, SMOOTH, CUT = range(3)

# Primitives. PAR..PAR+2 are the kind's own measures, see distance.py.
PRIMITIVE_COLUMNS = 32
KIND, OP, BLEND, MATERIAL, POS, ROT = 0, 1, 2, 3, 4, 7
PAR, ROUNDING, EXTRA, GRID_X, GRID_Y, REACH, GRID, GROUP = 16, 19, 20, 22, 23, 24, 25, 26
# A distance bound that is not exact is multiplied by SAFETY so that the march never steps through a surface.
SAFETY, CENTRE, GRID_SCALE = 27, 28, 31

# Materials.
MATERIAL_COLUMNS = 24
RGB, ROUGH, F0, METAL, GLOW, SHEEN, WRAP, RELIEF, RELIEF_HEIGHT, RELIEF_SCALE = 0, 3, 4, 5, 6, 7, 8, 9, 10, 11
SECOND_RGB, PATTERN, PATTERN_SCALE = 18, 21, 22

# Decals.
DECAL_COLUMNS = 9
DECAL_MATERIAL, DECAL_IMAGE, PROJECTION, LEFT, RIGHT, BOTTOM, TOP, DECAL_ROUGH, DECAL_METAL = range(9)
AROUND, FRONT, ABOVE, SIDE = 1, 2, 3, 4

# Cells of the bounding box.
CELL_SCALE, CELL_COUNT, CELL_ROOM, GROUPS, GROUP_RANGES = 3, 6, 7, 8, 9

# Studio light. A direction is followed by its two tangents, so KEY+3 and KEY+6 span the softbox.
STUDIO_COLUMNS = 48
KEY, KEY_WIDTH, KEY_HEIGHT, KEY_PENUMBRA, FILL = 0, 9, 10, 11, 12
KEY_RGB, FILL_RGB, DOME_RGB = 21, 24, 27
WINDOW, WINDOW_U, WINDOW_V, TOLERANCE, KEY_MIRRORED, FILL_MIRRORED = 30, 31, 32, 33, 34, 35
PAPER_RGB, MAP_X, MAP_Z, MAP_SCALE_X, MAP_SCALE_Z, FLAMES = 36, 42, 43, 44, 45, 46

# After the studio's columns, for each of its FLAMES: where it begins (x, y, z), its height, and half its width.
FLAME_COLUMNS = 5
FLAME_HEIGHT, FLAME_HALF = 3, 4

# Camera: position, forward, right and up vectors, tangent of half the lens angle, shift of the frame.
CAMERA_COLUMNS = 15
EYE, FORWARD, RIGHTWARD, UPWARD, LENS, SHIFT_U, SHIFT_V = 0, 3, 6, 9, 12, 13, 14
