"""Walking along a ray: to the nearest surface, and to find what stands between a point and a light."""

# Every function here takes the same flat tables one by one: bundled, they would cost twice the time (see tables.py).

from workshop.pictures.kernel.compiled import compiled
from workshop.pictures.kernel.distance import scene
from workshop.pictures.kernel.noise import hash3
from workshop.pictures.kernel.tables import Cells, Pixels, Table


@compiled
def slab(B: Table, ox: float, oy: float, oz: float, dx: float, dy: float, dz: float, e: float) -> tuple[float, float]:
    """Where the ray o + t d goes into the box B, widened by e, and out of it; the first is larger where it misses."""
    t0 = 0.0
    t1 = 1e9
    for a in range(3):
        o = ox if a == 0 else (oy if a == 1 else oz)
        d = dx if a == 0 else (dy if a == 1 else dz)
        if abs(d) < 1e-9:
            d = 1e-9
        u = (B[a] - e - o) / d
        v = (B[a + 3] + e - o) / d
        if u > v:
            u, v = v, u
        t0 = max(t0, u)
        t1 = min(t1, v)
    return t0, t1


@compiled
def march(
    P: Table,
    lo: int,
    hi: int,
    G: Pixels,
    VC: Cells,
    VB: Table,
    ox: float,
    oy: float,
    oz: float,
    dx: float,
    dy: float,
    dz: float,
    t0: float,
    t1: float,
    n: int,
    e: float,
) -> tuple[float, int]:
    """First surface of rows lo to hi along o + t d, from t0 to t1 in at most n steps: t and the row, or -1, -1."""
    t = t0
    for _ in range(n):
        d, i = scene(P, lo, hi, G, VC, VB, ox + dx * t, oy + dy * t, oz + dz * t)
        if d < e * t + 2e-4:
            return t, i
        t += d
        if t > t1:
            break
    return -1.0, -1


@compiled
def shadow(
    P: Table,
    lo: int,
    hi: int,
    G: Pixels,
    VC: Cells,
    VB: Table,
    B: Table,
    x: float,
    y: float,
    z: float,
    dx: float,
    dy: float,
    dz: float,
    w: float,
    n: int,
) -> float:
    """Share of light from direction d that reaches a point, 0 to 1; w is the lamp's half width, n the most steps."""
    # The penumbra grows with the way to the box, so a tall thing's far shadow needs a wider box than a low one's.
    a, b = slab(B, x, y, z, dx, dy, dz, w * (1.0 + 0.9 * max(B[4] - y, 0.5)))
    if a >= b:
        return 1.0
    res = 1.0
    t = max(a, 0.03) * (1.0 + 0.25 * hash3(int(x * 9173), int(y * 9173), int(z * 9173)))
    for _ in range(n):
        h, _ = scene(P, lo, hi, G, VC, VB, x + dx * t, y + dy * t, z + dz * t)
        res = min(res, h / (w * t))
        t += min(max(h * 0.8, 0.035), 0.40)
        if res < -1.0 or t > b:
            break
    res = max(res, -1.0)
    return 0.25 * (1 + res) * (1 + res) * (2 - res)


@compiled
def occlusion(
    P: Table,
    lo: int,
    hi: int,
    G: Pixels,
    VC: Cells,
    VB: Table,
    x: float,
    y: float,
    z: float,
    nx: float,
    ny: float,
    nz: float,
    reach: float,
) -> float:
    """Openness of a point to all sides, 0 to 1, from five distances along its normal."""
    o = 0.0
    sca = 1.0
    for k in range(5):
        h = reach * (0.04 + 0.24 * k * (0.6 + 0.1 * k))
        d, _ = scene(P, lo, hi, G, VC, VB, x + nx * h, y + ny * h, z + nz * h)
        near = min(d, y + ny * h)  # the paper closes off what is near it
        o += max(h - near, 0.0) / (h + 0.02) * sca
        sca *= 0.72
    return max(1.0 - o * 0.40, 0.0)
