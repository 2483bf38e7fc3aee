"""How far the camera sees at each pixel, and the paper that lies behind the thing, with the thing's shadow on it."""

# As in the kernel, every function takes the same flat tables one by one.

import math

from workshop.pictures.kernel.compiled import compiled
from workshop.pictures.kernel.light import flame_way
from workshop.pictures.kernel.march import march, slab
from workshop.pictures.kernel.shade import shade_paper
from workshop.pictures.kernel.tables import (
    EYE,
    FORWARD,
    LENS,
    RIGHTWARD,
    SHIFT_U,
    SHIFT_V,
    TOLERANCE,
    UPWARD,
    Cells,
    Pixels,
    Table,
)


@compiled
def look(
    P: Table,
    n1: int,
    n2: int,
    G: Pixels,
    VC: Cells,
    VB: Table,
    B: Table,
    C: Table,
    L: Pixels,
    cam: Table,
    out: Table,
    far: Pixels,
    paper: Pixels,
) -> None:
    """Of a square frame: the way to the thing at each pixel -> far (side, side), -1 where it is not seen; the light of the paper
    behind it -> paper (side, side, 3). What is seen through glass is itself; glass counts where only paper is behind it. `out` is
    room for one ray."""
    side = far.shape[0]
    ox, oy, oz = cam[EYE], cam[EYE + 1], cam[EYE + 2]
    for j in range(side):
        for i in range(side):
            u = ((i + 0.5) / side * 2 - 1) * cam[LENS] + cam[SHIFT_U]
            v = (1 - (j + 0.5) / side * 2) * cam[LENS] + cam[SHIFT_V]
            dx = cam[FORWARD] + cam[RIGHTWARD] * u + cam[UPWARD] * v
            dy = cam[FORWARD + 1] + cam[RIGHTWARD + 1] * u + cam[UPWARD + 1] * v
            dz = cam[FORWARD + 2] + cam[RIGHTWARD + 2] * u + cam[UPWARD + 2] * v
            q = 1.0 / math.sqrt(dx * dx + dy * dy + dz * dz)
            dx, dy, dz = dx * q, dy * q, dz * q
            floor = -oy / dy if dy < -1e-6 else 1e9
            shade_paper(C, L, ox + dx * floor, oz + dz * floor, out)
            for k in range(3):
                paper[j, i, k] = out[k]
            far[j, i] = -1.0
            ta, tb = slab(B, ox, oy, oz, dx, dy, dz, 0.01)
            if ta < tb:
                t, _ = march(P, 0, n1, G, VC, VB, ox, oy, oz, dx, dy, dz, ta, min(tb, floor), 110, C[TOLERANCE])
                fire = flame_way(C, ox, oy, oz, dx, dy, dz)
                if 0.0 < fire < (t if t > 0 else floor):
                    t = fire
                if n2 > n1 and t < 0.0:
                    limit = min(tb, floor)
                    t, _ = march(P, n1, n2, G, VC, VB, ox, oy, oz, dx, dy, dz, ta, limit, 80, C[TOLERANCE])
                far[j, i] = t
