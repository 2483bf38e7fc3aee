"""What a surface is made of: relief, colour patterns and printed labels, all in the primitive's own coordinates."""

# Every function here takes the same flat tables one by one: bundled, they would cost twice the time (see tables.py).

import math

from workshop.pictures.kernel.compiled import compiled, inlined
from workshop.pictures.kernel.noise import noise, step
from workshop.pictures.kernel.tables import (
    ABOVE,
    AROUND,
    BOTTOM,
    DECAL_IMAGE,
    DECAL_MATERIAL,
    DECAL_METAL,
    DECAL_ROUGH,
    FRONT,
    LEFT,
    METAL,
    PATTERN,
    PATTERN_SCALE,
    PROJECTION,
    RELIEF,
    RELIEF_HEIGHT,
    RELIEF_SCALE,
    RGB,
    RIGHT,
    ROT,
    ROUGH,
    SECOND_RGB,
    SIDE,
    TOP,
    Pixels,
    Table,
)

# Reliefs (a material's RELIEF column).
SMOOTH_SURFACE, TOOTH, KNIT, WICKER, GRAIN, PEEL, THROWN, WOUND, FLUTED, LINEN, WAFFLE, HEX, HOBNAIL = range(13)

# Patterns between a material's first and second colour (its PATTERN column).
PLAIN, SPECKLE, WOOD, KRAFT, BLUSH, DIPPED, VEINS, DUST, STRIPES, STRANDS, PAGES, BANDS = range(12)
TARTAN, DOTS, HERRINGBONE, MARBLE, FIBRES = range(12, 17)


@inlined
def stitch(u: float, v: float) -> float:
    """One V of a knit."""
    f = u - math.floor(u)
    w = v + abs(f - 0.5) * 1.1
    w = w - math.floor(w)
    rise: float = math.sin(math.pi * w) ** 0.7
    return rise * (0.55 + 0.45 * math.sin(math.pi * min(max(2 * abs(f - 0.5), 0.0), 1.0)))


@inlined
def wicker(angle: float, v: float) -> float:
    """Height of woven rods, 0 to 1, at `angle` rods round and `v` rows up."""
    row = math.floor(v)
    shift = 0.5 if (int(row) & 1) else 0.0
    f = (angle + shift) - math.floor(angle + shift)
    rise: float = math.sin(math.pi * (v - row)) ** 0.6
    return math.sin(math.pi * f) * rise


@inlined
def wound(x: float, y: float, z: float, s: float) -> float:
    """Yarn wound in great circles: three crossed sets, which one is on top decided by noise."""
    q = math.sqrt(x * x + y * y + z * z) + 1e-6
    n = noise(x * 1.1 + 7, y * 1.1, z * 1.1)
    if n > 0.56:
        u = 0.8 * x + 0.6 * y
    elif n > 0.42:
        u = 0.7 * y - 0.7 * z
    else:
        u = 0.5 * x + 0.86 * z
    return abs(math.sin(u / q * s))


@inlined
def honeycomb(u: float, v: float) -> float:
    """Hexagonal cells: 0 in the middle of one, 1 on its wall."""
    u = u / 1.732
    a = u - math.floor(u) - 0.5
    b = v - math.floor(v) - 0.5
    c = u + 0.5 - math.floor(u + 0.5) - 0.5
    d = v + 0.5 - math.floor(v + 0.5) - 0.5
    a *= 1.732
    c *= 1.732
    if a * a + b * b > c * c + d * d:
        a = c
        b = d
    wall = max(abs(b), abs(b) * 0.5 + abs(a) * 0.866)
    return step(0.36, 0.48, wall)


@inlined
def nailed(u: float, v: float) -> float:
    """Rows of round bosses, every second row shifted by half."""
    row = math.floor(v)
    if int(row) & 1:
        u = u + 0.5
    a = u - math.floor(u) - 0.5
    b = v - row - 0.5
    return math.sqrt(max(1.0 - (a * a + b * b) * 9.0, 0.0))


@compiled
def relief(kind: int, s: float, x: float, y: float, z: float) -> float:
    """Height of the small relief at a local point, about 0 to 1."""
    height = 0.0
    if kind == TOOTH:
        height = noise(x * s, y * s, z * s)
    elif kind == KNIT:
        height = stitch(x * s, (y + z) * s * 1.35)
    elif kind == WICKER:
        height = wicker(math.atan2(x, z) * s * 0.9, y * s * 1.5)
    elif kind == GRAIN:
        height = noise(x * s * 0.12, y * s * 2.2, z * s * 2.2)
    elif kind == PEEL:
        height = 0.6 * noise(x * s, y * s, z * s) + 0.4 * noise(x * s * 2.1, y * s * 2.1, z * s * 2.1)
    elif kind == THROWN:
        height = math.sin(y * s + 2.0 * noise(x * 1.3, y * 2.0, z * 1.3))
    elif kind == WOUND:
        height = wound(x, y, z, s)
    elif kind == FLUTED:
        height = math.cos(math.atan2(x, z) * s)
    elif kind == WAFFLE:
        height = max(abs(math.sin(x * s)), abs(math.sin((y + z) * s))) ** 4
    elif kind == HEX:
        height = honeycomb(x * s, (y + z) * s)
    elif kind == HOBNAIL:
        height = nailed(math.atan2(x, z) * s, y * s)
    elif kind == LINEN:
        height = (
            math.sin(x * s) * 0.5 + math.sin((y + z) * s) * 0.5 + 0.6 * noise(x * s * 0.3, y * s * 0.3, z * s * 0.3)
        )
    return height


@inlined
def tilt(
    P: Table, i: int, M: Table, m: int, x: float, y: float, z: float, nx: float, ny: float, nz: float
) -> tuple[float, float, float, float]:
    """The world normal bent by the material's relief, and how much light its hollows keep (1: all)."""
    kind = int(M[m, RELIEF])
    if kind == SMOOTH_SURFACE:
        return nx, ny, nz, 1.0
    s = M[m, RELIEF_SCALE]
    e = 0.012 if kind in (WICKER, FLUTED) else 0.25 / s
    h = relief(kind, s, x, y, z)
    gx = (relief(kind, s, x + e, y, z) - h) / e * M[m, RELIEF_HEIGHT]
    gy = (relief(kind, s, x, y + e, z) - h) / e * M[m, RELIEF_HEIGHT]
    gz = (relief(kind, s, x, y, z + e) - h) / e * M[m, RELIEF_HEIGHT]
    wx = P[i, ROT] * gx + P[i, ROT + 3] * gy + P[i, ROT + 6] * gz
    wy = P[i, ROT + 1] * gx + P[i, ROT + 4] * gy + P[i, ROT + 7] * gz
    wz = P[i, ROT + 2] * gx + P[i, ROT + 5] * gy + P[i, ROT + 8] * gz
    along = wx * nx + wy * ny + wz * nz
    nx -= wx - along * nx
    ny -= wy - along * ny
    nz -= wz - along * nz
    q = 1.0 / math.sqrt(nx * nx + ny * ny + nz * nz)
    deep = kind in (KNIT, WICKER, WOUND, WAFFLE)
    return nx * q, ny * q, nz * q, (0.55 + 0.45 * h if deep else 1.0)


@inlined
def wood(x: float, y: float, z: float, s: float) -> float:
    """Year rings along x with fine fibres."""
    ring = noise(x * 0.35 * s, y * 1.1 * s, z * 1.1 * s) * 5.0 + z * 1.6 * s
    return 0.55 * (0.5 + 0.5 * math.sin(ring * 3.0)) + 0.45 * noise(x * 1.2 * s, y * 16 * s, z * 16 * s)


@inlined
def blush(x: float, y: float, z: float, s: float, side: float) -> float:
    """A fruit's sunny side, with freckles."""
    red = step(-0.1, 1.0, side + 0.5 * noise(x * 2.2, y * 2.2, z * 2.2)) * (0.6 + 0.4 * noise(x * 9, y * 2, z * 9))
    return red * (1.0 - 0.35 * step(0.80, 0.90, noise(x * s, y * s, z * s)))


@inlined
def veins(x: float, y: float, z: float, s: float) -> float:
    """How much of a leaf's point is rib, 0 to 1; s side ribs to a length."""
    rib = 1.0 - step(0.0, 0.05, abs(z))
    side: float = 0.30 * (0.5 + 0.5 * math.sin((x - 1.2 * abs(z)) * s)) ** 4
    return min(1.0, max(rib, side) + 0.25 * noise(x * 3, y * 3, z * 3))


@inlined
def stripe(w: float, share: float) -> float:
    """1 in the first `share` of each length, 0 in the rest, soft between."""
    f = w - math.floor(w)
    return step(0.0, 0.03, f) * (1 - step(share, share + 0.03, f))


@inlined
def marble(x: float, y: float, z: float, s: float) -> float:
    """Grey veins that run one way, bend, thin out and are crossed by finer ones, on a faint cloud."""
    bend = 1.3 * noise(x * s * 0.8, y * s * 0.8, z * s * 0.8) + 0.45 * noise(x * s * 2.7, y * s * 2.7, z * s * 2.7)
    broad = 1.0 - abs(math.sin((0.55 * x + 0.45 * y - 0.35 * z + bend) * 3.14159))
    fine = 1.0 - abs(math.sin((0.7 * x - 0.5 * y + 1.1 * z + 1.2 * bend) * 4.4))
    here = step(0.35, 0.75, noise(x * s * 1.1 + 9, y * s * 1.1, z * s * 1.1))
    return (
        0.8 * broad**9 * (0.25 + 0.75 * here) + 0.45 * fine**16 * (1.0 - here) + 0.25 * noise(x * s, y * s + 5, z * s)
    )


@compiled
def pattern(kind: int, s: float, wind: float, x: float, y: float, z: float, side: float, up: float) -> float:  # noqa: PLR0912 - one branch a pattern: what is compiled knows no table
    """How much of the second colour shows at a local point: 0 none, 1 all.

    `wind` is the relief's scale, `side` how far the surface faces the sun's side, `up` the world normal's height.
    """
    k = 0.0
    if kind == SPECKLE:
        k = step(0.80, 0.86, noise(x * s, y * s, z * s)) * 0.7 + 0.12 * noise(x * 3, y * 3, z * 3)
    elif kind == WOOD:
        k = wood(x, y, z, s)
    elif kind == KRAFT:
        k = 0.6 * noise(x * 60, y * 22, z * 60) + 0.4 * noise(x * 6, y * 6, z * 6)
    elif kind == BLUSH:
        k = blush(x, y, z, s, side)
    elif kind == DIPPED:
        line = s + 0.035 * (noise(math.atan2(x, z) * 1.7 + 4, 0.3, 0.1) - 0.5)
        k = 1.0 - step(line - 0.008, line + 0.008, y)
    elif kind == VEINS:
        k = veins(x, y, z, s)
    elif kind == DUST:
        k = step(0.35, 0.7, noise(x * s, y * s, z * s)) * step(-0.2, 0.9, up)
    elif kind == STRIPES:
        k = stripe(x * s, 0.30)
    elif kind == STRANDS:
        k = 1.0 - relief(WOUND, wind, x, y, z)
    elif kind == PAGES:
        k = 0.5 + 0.5 * math.sin(y * s)
    elif kind == BANDS:
        k = stripe(y * s, 0.22)
    elif kind == TARTAN:
        broad = stripe(x * s, 0.46) + stripe(z * s, 0.46)
        k = 0.42 * broad + 0.25 * (stripe(x * s + 0.34, 0.07) + stripe(z * s + 0.34, 0.07))
    elif kind == DOTS:
        k = step(0.25, 0.40, nailed(x * s, (y + z) * s))
    elif kind == HERRINGBONE:
        k = stripe(z * s + abs(x * s * 0.5 - math.floor(x * s * 0.5) - 0.5) * 2.0, 0.5)
    elif kind == MARBLE:
        k = min(1.0, marble(x, y, z, s))
    elif kind == FIBRES:
        k = step(0.42, 0.75, noise(x * s * 0.12, y * s, z * s))
    return k


@inlined
def texel(T: Pixels, t: int, u: float, v: float) -> tuple[float, float, float, float]:
    """A decal's linear colour and cover at u, v in 0..1."""
    n = T.shape[1]
    fx = min(max(u * n - 0.5, 0.0), n - 1.001)
    fy = min(max(v * n - 0.5, 0.0), n - 1.001)
    ix = int(fx)
    iy = int(fy)
    ax = fx - ix
    ay = fy - iy
    w0 = (1 - ax) * (1 - ay)
    w1 = ax * (1 - ay)
    w2 = (1 - ax) * ay
    w3 = ax * ay
    a = T[t, iy, ix]
    b = T[t, iy, ix + 1]
    c = T[t, iy + 1, ix]
    d = T[t, iy + 1, ix + 1]
    return (
        a[0] * w0 + b[0] * w1 + c[0] * w2 + d[0] * w3,
        a[1] * w0 + b[1] * w1 + c[1] * w2 + d[1] * w3,
        a[2] * w0 + b[2] * w1 + c[2] * w2 + d[2] * w3,
        a[3] * w0 + b[3] * w1 + c[3] * w2 + d[3] * w3,
    )


@inlined
def projected(
    projection: int, x: float, y: float, z: float, nx: float, ny: float, nz: float
) -> tuple[bool, float, float]:
    """Where a local point lies on a decal's sheet, and whether the surface faces it at all."""
    seen = False
    u = 0.0
    v = y
    if projection == AROUND:
        seen = abs(ny) < 0.75 and nx * x + nz * z > 0.0
        u = math.atan2(x, z)
    elif projection == FRONT:
        seen = nz > 0.35
        u = x
    elif projection == ABOVE:
        seen = ny > 0.5
        u = x
        v = -z
    elif projection == SIDE:
        seen = nx > 0.5
        u = -z
    return seen, u, v


@inlined
def albedo(
    P: Table,
    i: int,
    M: Table,
    m: int,
    D: Table,
    T: Pixels,
    x: float,
    y: float,
    z: float,
    nx: float,
    ny: float,
    nz: float,
    out: Table,
) -> None:
    """Colour, roughness and metal of a point after pattern and print -> out[8:13]."""
    lx = P[i, ROT] * nx + P[i, ROT + 1] * ny + P[i, ROT + 2] * nz
    ly = P[i, ROT + 3] * nx + P[i, ROT + 4] * ny + P[i, ROT + 5] * nz
    lz = P[i, ROT + 6] * nx + P[i, ROT + 7] * ny + P[i, ROT + 8] * nz
    k = 0.0
    if M[m, PATTERN] > 0.0:
        k = pattern(int(M[m, PATTERN]), M[m, PATTERN_SCALE], M[m, RELIEF_SCALE], x, y, z, lx * 0.7 - ly * 0.35, ny)
    r = M[m, RGB] + (M[m, SECOND_RGB] - M[m, RGB]) * k
    g = M[m, RGB + 1] + (M[m, SECOND_RGB + 1] - M[m, RGB + 1]) * k
    b = M[m, RGB + 2] + (M[m, SECOND_RGB + 2] - M[m, RGB + 2]) * k
    rough = M[m, ROUGH]
    metal = M[m, METAL]
    for j in range(D.shape[0]):
        if int(D[j, DECAL_MATERIAL]) != m:
            continue
        seen, u, v = projected(int(D[j, PROJECTION]), x, y, z, lx, ly, lz)
        if not seen:
            continue
        u = (u - D[j, LEFT]) / (D[j, RIGHT] - D[j, LEFT])
        v = (v - D[j, BOTTOM]) / (D[j, TOP] - D[j, BOTTOM])
        if 0.0 <= u <= 1.0 and 0.0 <= v <= 1.0:
            tr, tg, tb, cover = texel(T, int(D[j, DECAL_IMAGE]), u, 1.0 - v)
            r += (tr - r) * cover
            g += (tg - g) * cover
            b += (tb - b) * cover
            if D[j, DECAL_ROUGH] >= 0.0:
                rough += (D[j, DECAL_ROUGH] - rough) * cover
            metal += (D[j, DECAL_METAL] - metal) * cover
    out[8] = r
    out[9] = g
    out[10] = b
    out[11] = rough
    out[12] = metal
