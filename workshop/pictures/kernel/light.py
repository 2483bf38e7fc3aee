"""The studio: one big window, a weak strip at the right, a dome, what the paper receives of them, and flames."""

# Every function here takes the same flat tables one by one: bundled, they would cost twice the time (see tables.py).

import math

from workshop.pictures.kernel.compiled import compiled, inlined
from workshop.pictures.kernel.distance import scene
from workshop.pictures.kernel.march import shadow
from workshop.pictures.kernel.noise import noise, step
from workshop.pictures.kernel.tables import (
    FILL,
    FLAME_COLUMNS,
    FLAME_HALF,
    FLAME_HEIGHT,
    FLAMES,
    KEY,
    KEY_HEIGHT,
    KEY_PENUMBRA,
    KEY_WIDTH,
    MAP_SCALE_X,
    MAP_SCALE_Z,
    MAP_X,
    MAP_Z,
    MATERIAL,
    RGB,
    STUDIO_COLUMNS,
    WINDOW,
    WINDOW_U,
    WINDOW_V,
    Cells,
    Pixels,
    Table,
)

# Light of a flame by its places: translucent where it begins at the wick, palest in its lower middle, then orange to the tip.
FLAME_FOOT, FLAME_CORE, FLAME_RIM = (0.16, 0.20, 0.42), (1.55, 1.22, 0.66), (1.25, 0.50, 0.07)
# What it casts on things near it, and how far that reaches in its own heights.
FLAME_CAST, FLAME_REACH = (1.05, 0.56, 0.19), 1.9


@compiled
def mirrored(C: Table, rx: float, ry: float, rz: float, rough: float) -> tuple[float, float, float]:
    """Studio seen in a reflection: left window/softbox, right strip, warm dome. Returns key part and rest."""
    soft = 0.05 + rough * 0.9
    key = 0.0
    d = rx * C[KEY] + ry * C[KEY + 1] + rz * C[KEY + 2]
    if d > 0.02:
        u = (rx * C[KEY + 3] + ry * C[KEY + 4] + rz * C[KEY + 5]) / d
        v = (rx * C[KEY + 6] + ry * C[KEY + 7] + rz * C[KEY + 8]) / d
        w = C[KEY_WIDTH]
        h = C[KEY_HEIGHT]
        key = (1 - step(w - soft * 0.5, w + soft, abs(u))) * (1 - step(h - soft * 0.5, h + soft, abs(v)))
        bar = 1.0 - 0.75 * (1 - step(0.02, 0.04 + soft, abs(u))) * (1.0 if rough < 0.3 else 0.0)  # a window has a bar
        key = key * bar * (w * h) / ((w + soft * 0.5) * (h + soft * 0.5))
    rest = 0.0
    d = rx * C[FILL] + ry * C[FILL + 1] + rz * C[FILL + 2]
    if d > 0.02:
        u = (rx * C[FILL + 3] + ry * C[FILL + 4] + rz * C[FILL + 5]) / d
        v = (rx * C[FILL + 6] + ry * C[FILL + 7] + rz * C[FILL + 8]) / d
        rest = (
            (1 - step(0.16 - soft * 0.4, 0.16 + soft, abs(u)))
            * (1 - step(0.75 - soft * 0.5, 0.75 + soft, abs(v)))
            * 0.14
            / (0.14 + soft * 0.5)
        )
    dome = 0.30 + 0.42 * step(-0.1, 1.0, ry)
    return key, rest, dome


@compiled
def window(C: Table, x: float, y: float, z: float) -> float:
    """The window the key light comes through: two soft bright panes and a little leaf flicker."""
    u = x * C[KEY + 3] + y * C[KEY + 4] + z * C[KEY + 5]
    v = x * C[KEY + 6] + y * C[KEY + 7] + z * C[KEY + 8]
    s: float = C[WINDOW]
    if s <= 0.0:
        return 1.0
    u = u + C[WINDOW_U]
    v = v + C[WINDOW_V]
    # one tall window, two panes, seen as a patch of light with wide penumbra; outside it the room is a little dimmer
    p = u * 0.83 - v * 0.56
    q = u * 0.56 + v * 0.83
    pane = step(-3.4, -1.0, p) * (1 - step(1.8, 4.6, p)) * step(-3.6, -1.2, q) * (1 - step(2.0, 4.4, q))
    bar = 1.0 - 0.30 * (1 - step(0.02, 0.55, abs(p - 1.5)))
    leaf = 0.86 + 0.14 * step(0.3, 0.65, noise(u * 0.9 + 3.7, v * 0.8 + 1.3, 0.5))
    light: float = 1.0 - s + s * 1.22 * pane * bar * leaf
    return light


@compiled
def light_paper(
    P: Table, n1: int, n2: int, G: Pixels, VC: Cells, VB: Table, M: Table, B: Table, C: Table, L: Pixels
) -> None:
    """Everything the paper receives, once per texel of a small map instead of once per pixel."""
    N = L.shape[0]
    for jv in range(N):
        for iu in range(N):
            x = C[MAP_X] + iu / C[MAP_SCALE_X]
            z = C[MAP_Z] + jv / C[MAP_SCALE_Z]
            near = max(B[0] - x, x - B[3], B[2] - z, z - B[5])
            occ = 1.0
            br = 0.0
            bg = 0.0
            bb = 0.0
            if near < 1.3:
                o = 0.0
                sca = 1.0
                for k in range(6):
                    h = 0.02 + 0.05 * k * (1 + 0.75 * k)
                    d, i = scene(P, 0, n1, G, VC, VB, x, h, z)
                    q = max(h - d, 0.0) / (h + 0.01) * sca
                    o += q
                    if i >= 0 and q > 0.0:
                        m = int(P[i, MATERIAL])
                        br += q * M[m, RGB]
                        bg += q * M[m, RGB + 1]
                        bb += q * M[m, RGB + 2]
                    sca *= 0.80
                occ = max(1.0 - o * 0.40, 0.0)
            sk = shadow(P, 0, n1, G, VC, VB, B, x, 0.002, z, C[KEY], C[KEY + 1], C[KEY + 2], C[KEY_PENUMBRA], 44)
            sf = shadow(P, 0, n1, G, VC, VB, B, x, 0.002, z, C[FILL], C[FILL + 1], C[FILL + 2], 0.55, 20)
            if n2 > n1:
                sk *= 0.55 + 0.45 * shadow(
                    P, n1, n2, G, VC, VB, B, x, 0.002, z, C[KEY], C[KEY + 1], C[KEY + 2], C[KEY_PENUMBRA], 30
                )
                occ *= 0.75 + 0.25 * shadow(P, n1, n2, G, VC, VB, B, x, 0.002, z, 0.0, 1.0, 0.0, 0.9, 16)
            L[jv, iu, 0] = sk
            L[jv, iu, 1] = sf
            L[jv, iu, 2] = occ
            L[jv, iu, 3] = br * 0.10
            L[jv, iu, 4] = bg * 0.10
            L[jv, iu, 5] = bb * 0.10


@compiled
def burning(
    C: Table, at: int, ox: float, oy: float, oz: float, dx: float, dy: float, dz: float
) -> tuple[float, float, float, float]:
    """The flame in columns `at` on of the studio, as a slice through its wick that faces whoever looks: the way to it along the
    ray o + t d, how much it covers there, and where that is, up the flame and out from its middle; 0 to 1 each.
    """
    t = ((C[at] - ox) * dx + (C[at + 2] - oz) * dz) / (dx * dx + dz * dz + 1e-12)
    up = (oy + dy * t - C[at + 1]) / C[at + FLAME_HEIGHT]
    if not 0.0 < up < 1.0:
        return t, 0.0, up, 1.0
    # Broadest at 0.31 of its height.
    wide = C[at + FLAME_HALF] * 2.7 * math.sqrt(up) * (1.0 - up) ** 1.1
    aside = math.sqrt((ox + dx * t - C[at]) ** 2 + (oz + dz * t - C[at + 2]) ** 2) / (wide + 1e-9)
    rise = 0.20 * step(0.0, 0.12, up) + 0.78 * step(0.06, 0.34, up)
    cover = (1.0 - step(0.40, 1.0, aside)) * (1.0 - step(0.72, 1.0, up)) * rise
    return t, cover, up, min(aside, 1.0)


@inlined
def lay_flames(
    C: Table, near: float, far: float, ox: float, oy: float, oz: float, dx: float, dy: float, dz: float, out: Table
) -> None:
    """Flames that a ray meets between two ways along it, over the finished light in out[0:3]: they hide little and soften to
    nothing at their rim."""
    for g in range(int(C[FLAMES])):
        t, cover, up, aside = burning(C, STUDIO_COLUMNS + FLAME_COLUMNS * g, ox, oy, oz, dx, dy, dz)
        # It burns around its wick, in front of it too.
        if cover <= 0.0 or t <= near or t - C[STUDIO_COLUMNS + FLAME_COLUMNS * g + FLAME_HALF] >= far:
            continue
        core = (1.0 - step(0.05, 0.75, aside)) * (1.0 - step(0.34, 0.92, up))
        foot = 1.0 - step(0.02, 0.26, up)
        for q in range(3):
            light = FLAME_RIM[q] + (FLAME_CORE[q] - FLAME_RIM[q]) * core
            light += (FLAME_FOOT[q] - light) * foot
            out[q] += (light - out[q]) * cover


@inlined
def cast(C: Table, x: float, y: float, z: float, nx: float, ny: float, nz: float) -> float:
    """How much light of the flames falls on a point of a surface that looks to n. Nothing shades it: it reaches no farther than
    the wax and the wall around it."""
    total = 0.0
    for g in range(int(C[FLAMES])):
        at = STUDIO_COLUMNS + FLAME_COLUMNS * g
        high = C[at + FLAME_HEIGHT]
        lx = C[at] - x
        ly = C[at + 1] + 0.35 * high - y
        lz = C[at + 2] - z
        way = math.sqrt(lx * lx + ly * ly + lz * lz) + 1e-9
        facing = max((nx * lx + ny * ly + nz * lz) / way + 0.2, 0.0) / 1.2
        share = way / high
        total += facing * (1.0 - step(0.6, FLAME_REACH, share)) / (0.30 + share * share) * high * high
    return total


@compiled
def flame_way(C: Table, ox: float, oy: float, oz: float, dx: float, dy: float, dz: float) -> float:
    """The way to the nearest flame that is seen along a ray, -1 where there is none."""
    nearest = -1.0
    for g in range(int(C[FLAMES])):
        t, cover, _, _ = burning(C, STUDIO_COLUMNS + FLAME_COLUMNS * g, ox, oy, oz, dx, dy, dz)
        if cover > 0.05 and (nearest < 0.0 or t < nearest):
            nearest = t
    return nearest
