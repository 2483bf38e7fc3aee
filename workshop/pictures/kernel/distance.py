"""Signed distance to shapes, to groups of shapes and to the whole scene.

A profile is a smooth line turned on a lathe, extruded, or followed by a tube; its distances are kept in a small grid.
"""

# Every function here takes the same flat tables one by one: bundled, they would cost twice the time (see tables.py).

import math

import numpy as np

from workshop.pictures.kernel.compiled import compiled, inlined
from workshop.pictures.kernel.tables import (
    BLEND,
    BOX,
    CELL_COUNT,
    CELL_ROOM,
    CELL_SCALE,
    CENTRE,
    CONE,
    CUT,
    CYLINDER,
    ELLIPSOID,
    EXTRA,
    EXTRUSION,
    GRID,
    GRID_SCALE,
    GRID_SIDE,
    GRID_X,
    GRID_Y,
    GROUP_RANGES,
    GROUPS,
    KIND,
    LATHE,
    LEAF,
    OP,
    PAR,
    POS,
    REACH,
    ROT,
    ROUNDING,
    SAFETY,
    SMOOTH,
    TORUS,
    TUBE,
    Cells,
    Pixels,
    Table,
)


@inlined
def grid(G: Pixels, g: int, x0: float, y0: float, s: float, x: float, y: float) -> float:
    """Distance at x, y in profile `g` of G, between its four nearest cells; `s` cells to a length from x0, y0."""
    fx = (x - x0) * s
    fy = (y - y0) * s
    m = GRID_SIDE - 1.001
    ox = 0.0
    oy = 0.0
    if fx < 0.0:
        ox = -fx
        fx = 0.0
    elif fx > m:
        ox = fx - m
        fx = m
    if fy < 0.0:
        oy = -fy
        fy = 0.0
    elif fy > m:
        oy = fy - m
        fy = m
    ix = int(fx)
    iy = int(fy)
    ax = fx - ix
    ay = fy - iy
    q = g * (GRID_SIDE * GRID_SIDE) + iy * GRID_SIDE + ix
    d: float = (G[q] * (1 - ax) + G[q + 1] * ax) * (1 - ay) + (
        G[q + GRID_SIDE] * (1 - ax) + G[q + GRID_SIDE + 1] * ax
    ) * ay
    if ox > 0.0 or oy > 0.0:
        o2 = (ox * ox + oy * oy) / (s * s)
        d = max(d, 0.0)
        d = math.sqrt(o2 + d * d)  # a lower bound: the shape lies inside the convex grid box
    return d


@inlined
def local(P: Table, i: int, x: float, y: float, z: float) -> tuple[float, float, float]:
    """A world point in the axes of row i of P."""
    dx = x - P[i, POS]
    dy = y - P[i, POS + 1]
    dz = z - P[i, POS + 2]
    return (
        P[i, ROT] * dx + P[i, ROT + 1] * dy + P[i, ROT + 2] * dz,
        P[i, ROT + 3] * dx + P[i, ROT + 4] * dy + P[i, ROT + 5] * dz,
        P[i, ROT + 6] * dx + P[i, ROT + 7] * dy + P[i, ROT + 8] * dz,
    )


@inlined
def ellipsoid(x: float, y: float, z: float, a: float, b: float, c: float) -> float:
    """Half axes a, b, c; a bound that is good near the surface."""
    k0 = math.sqrt((x / a) ** 2 + (y / b) ** 2 + (z / c) ** 2)
    k1 = math.sqrt((x / (a * a)) ** 2 + (y / (b * b)) ** 2 + (z / (c * c)) ** 2) + 1e-9
    if k0 < 0.25:  # the quotient below is unstable near the centre
        return (k0 - 1.0) * min(a, b, c)
    return k0 * (k0 - 1.0) / k1


@inlined
def corner(u: float, v: float, r: float) -> float:
    """Two distances meeting at an edge rounded by r."""
    return min(max(u, v), 0.0) + math.sqrt(max(u, 0.0) ** 2 + max(v, 0.0) ** 2) - r


@inlined
def box(x: float, y: float, z: float, a: float, b: float, c: float, r: float) -> float:
    """Half edges a, b, c, rounded by r."""
    u = abs(x) - a + r
    v = abs(y) - b + r
    w = abs(z) - c + r
    outside = math.sqrt(max(u, 0.0) ** 2 + max(v, 0.0) ** 2 + max(w, 0.0) ** 2)
    return min(max(u, v, w), 0.0) + outside - r


@inlined
def strap(flat: float, z: float, a: float, half: float, r: float) -> float:
    """A line followed in its plane: round with radius a, or a strap of half width `half`."""
    if half > 0.0:
        return corner(flat - a + r, abs(z) - half + r, r)
    return math.sqrt(flat * flat + z * z) - a


@inlined
def leaf(x: float, y: float, z: float, length: float, width: float, thick: float, bend: float, fold: float) -> float:
    """Along x from 0; bends in y and folds along its rib."""
    t = min(max(x / length, 0.0), 1.0)
    edge = width * 4.0 * t * (1.0 - t) * (1.28 - 0.56 * t)
    u = abs(z) - edge
    v = abs(y - bend * t * t * length - fold * abs(z)) - thick
    beyond = max(x - length, -x, 0.0)
    return min(max(u, v), 0.0) + math.sqrt(max(u, 0.0) ** 2 + max(v, 0.0) ** 2 + beyond * beyond)


@inlined
def torus(x: float, y: float, z: float, ring: float, r: float) -> float:
    """A lying ring of radius `ring`, thick by r."""
    u = math.sqrt(x * x + z * z) - ring
    return math.sqrt(u * u + y * y) - r


@inlined
def cone(x: float, y: float, z: float, foot: float, height: float, top: float) -> float:
    """Round cone along y: radius `foot` at 0, `top` at `height`."""
    q = math.sqrt(x * x + z * z)
    lean = (foot - top) / height
    upright = math.sqrt(max(1.0 - lean * lean, 0.0))
    k = -lean * q + upright * y
    if k < 0.0:
        return math.sqrt(q * q + y * y) - foot
    if k > upright * height:
        return math.sqrt(q * q + (y - height) ** 2) - top
    return q * upright + y * lean - foot


@inlined
def bag(x: float, y: float, z: float, a: float, b: float, c: float, r: float, top: float) -> float:
    """A filled paper bag: half depth c at the foot, pinched to `top` where it closes."""
    t = min(max((y + b) / (2 * b), 0.0), 1.0)
    depth = top + (c - top) * math.sqrt(max(1.0 - t**2.2, 0.0))
    width = a * (1.0 - 0.045 * math.sin(math.pi * t))
    bulge = 0.16 * c * math.sin(math.pi * min(t * 1.15, 1.0)) * max(0.0, 1.0 - (x / a) ** 2)
    return box(x, y, z, width, b, depth + bulge, r)


@inlined
def profile(P: Table, i: int, G: Pixels, u: float, v: float) -> float:
    """Distance at u, v in the profile of row i of P."""
    return grid(G, int(P[i, GRID]), P[i, GRID_X], P[i, GRID_Y], P[i, GRID_SCALE], u, v)


@inlined
def primitive(P: Table, i: int, G: Pixels, x: float, y: float, z: float) -> float:
    """Distance from a world point to row i; the row's PAR columns mean what its kind's function names them."""
    x, y, z = local(P, i, x, y, z)
    kind = int(P[i, KIND])
    a = P[i, PAR]
    b = P[i, PAR + 1]
    c = P[i, PAR + 2]
    r = P[i, ROUNDING]
    if kind == ELLIPSOID:
        d = ellipsoid(x, y, z, a, b, c)
    elif kind == CYLINDER:
        d = corner(math.sqrt(x * x + z * z) - a + r, abs(y) - b + r, r)
    elif kind == BOX:
        d = box(x, y, z, a, b, c, r)
    elif kind == LATHE:
        d = profile(P, i, G, math.sqrt(x * x + z * z), y) - r
    elif kind == EXTRUSION:
        d = corner(profile(P, i, G, x, y) + r, abs(z) - a + r, r)
    elif kind == TUBE:
        d = strap(profile(P, i, G, x, y), z, a, b, r)
    elif kind == LEAF:
        d = leaf(x, y, z, a, b, c, r, P[i, EXTRA])
    elif kind == TORUS:
        d = torus(x, y, z, a, b)
    elif kind == CONE:
        d = cone(x, y, z, a, b, c)
    else:
        d = bag(x, y, z, a, b, c, r, P[i, EXTRA])
    safe: float = d * P[i, SAFETY]
    return safe


@inlined
def span(P: Table, lo: int, hi: int, G: Pixels, x: float, y: float, z: float, limit: float) -> tuple[float, int]:
    """Signed distance to one group (its unions and cuts in order); skips what lies beyond limit."""
    gd = 1e9
    gi = -1
    for i in range(lo, hi):
        cut = P[i, OP] == CUT
        k = P[i, BLEND]
        dx = x - P[i, CENTRE]
        dy = y - P[i, CENTRE + 1]
        dz = z - P[i, CENTRE + 2]
        r = P[i, REACH] + (k + 0.02 if cut else min(limit, gd + k))
        if dx * dx + dy * dy + dz * dz > r * r:
            continue
        d = primitive(P, i, G, x, y, z)
        if cut:
            d = -d
            h = max(k - abs(gd - d), 0.0)
            if d > gd:
                gi = i
                gd = d
            if k > 0.0:
                gd += h * h / k * 0.25
        elif P[i, OP] == SMOOTH and k > 0.0 and gd < 1e8:
            h = max(k - abs(gd - d), 0.0) / k
            if d < gd:
                gi = i
                gd = d
            gd -= h * h * k * 0.25
        elif d < gd:
            gd = d
            gi = i
    return gd, gi


@compiled
def scene(
    P: Table, lo: int, hi: int, G: Pixels, VC: Cells, VB: Table, x: float, y: float, z: float
) -> tuple[float, int]:
    """Nearest surface. Inside the box only the groups listed for the cell are asked."""
    best = 1e9
    bi = -1
    n = int(VB[CELL_COUNT])
    K = int(VB[CELL_ROOM])
    ng = int(VB[GROUPS])
    base = -1
    c = ng
    if lo == 0:
        ix = math.floor((x - VB[0]) * VB[CELL_SCALE])
        iy = math.floor((y - VB[1]) * VB[CELL_SCALE + 1])
        iz = math.floor((z - VB[2]) * VB[CELL_SCALE + 2])
        if 0 <= ix < n and 0 <= iy < n and 0 <= iz < n:
            b = ((ix * n + iy) * n + iz) * (K + 1)
            if VC[b] >= 0:
                base = b + 1
                c = int(VC[b])
    for q in range(c):
        g = q
        if base >= 0:
            g = int(VC[base + q])
        a0 = int(VB[GROUP_RANGES + 2 * g])
        a1 = int(VB[GROUP_RANGES + 1 + 2 * g])
        if a0 < lo or a1 > hi:
            continue
        d, i = span(P, a0, a1, G, x, y, z, best)
        if d < best:
            best = d
            bi = i
    return best, bi


@compiled
def voxels(P: Table, n1: int, G: Pixels, VC: Cells, VB: Table) -> None:
    """For every cell of the box: the groups that can be nearest somewhere in it, nearest first."""
    n = int(VB[CELL_COUNT])
    K = int(VB[CELL_ROOM])
    ng = int(VB[GROUPS])
    half = 0.5 * math.sqrt(1 / VB[CELL_SCALE] ** 2 + 1 / VB[CELL_SCALE + 1] ** 2 + 1 / VB[CELL_SCALE + 2] ** 2)
    dist = np.empty(ng)
    for a in range(n):
        for b in range(n):
            for c in range(n):
                x = VB[0] + (a + 0.5) / VB[CELL_SCALE]
                y = VB[1] + (b + 0.5) / VB[CELL_SCALE + 1]
                z = VB[2] + (c + 0.5) / VB[CELL_SCALE + 2]
                m = 1e9
                for g in range(ng):
                    dist[g] = 1e9
                    if int(VB[GROUP_RANGES + 1 + 2 * g]) <= n1:
                        d, _ = span(
                            P,
                            int(VB[GROUP_RANGES + 2 * g]),
                            int(VB[GROUP_RANGES + 1 + 2 * g]),
                            G,
                            x,
                            y,
                            z,
                            m + 2.1 * half,
                        )
                        dist[g] = d
                        m = min(m, d)
                k = 0
                base = ((a * n + b) * n + c) * (K + 1)
                while k <= K:
                    g = int(np.argmin(dist))
                    if dist[g] > m + 2.1 * half:
                        break
                    if k == K:
                        k = -1
                        break
                    VC[base + 1 + k] = g
                    dist[g] = 2e9
                    k += 1
                VC[base] = k


@compiled
def outline_distance(line: Table, filled: bool, turned: bool, x0: float, y0: float, scale: float, out: Pixels) -> None:
    """Fill a GRID_SIDE square with the distance to a line: signed when it closes a shape.

    A turned shape's edge along x = 0 is its axis, not a surface.
    """
    n = line.shape[0]
    edges = n if filled else n - 1
    for row in range(GRID_SIDE):
        y = y0 + row / scale
        for column in range(GRID_SIDE):
            x = x0 + column / scale
            nearest = 1e9
            inside = False
            for i in range(edges):
                ax = line[i, 0]
                ay = line[i, 1]
                ex = line[(i + 1) % n, 0] - ax
                ey = line[(i + 1) % n, 1] - ay
                length = ex * ex + ey * ey
                if length < 1e-14:
                    continue
                if not (turned and abs(ax) < 1e-6 and abs(ax + ex) < 1e-6):
                    t = min(max(((x - ax) * ex + (y - ay) * ey) / length, 0.0), 1.0)
                    nearest = min(nearest, (x - ax - ex * t) ** 2 + (y - ay - ey * t) ** 2)
                if filled and (ay > y) != (ay + ey > y) and x < ex * (y - ay) / ey + ax:
                    inside = not inside
            d = math.sqrt(nearest)
            out[row, column] = -d if inside else d
