"""Radiance along one camera ray: paper, solid surface, and the glass in front of either."""

# Every function here takes the same flat tables one by one: bundled, they would cost twice the time (see tables.py).

import math

from workshop.pictures.kernel.compiled import compiled, inlined
from workshop.pictures.kernel.distance import local, scene
from workshop.pictures.kernel.light import FLAME_CAST, cast, lay_flames, mirrored, window
from workshop.pictures.kernel.march import march, occlusion, shadow, slab
from workshop.pictures.kernel.noise import noise, step
from workshop.pictures.kernel.surface import albedo, tilt
from workshop.pictures.kernel.tables import (
    DOME_RGB,
    F0,
    FILL,
    FILL_MIRRORED,
    FILL_RGB,
    GLOW,
    KEY,
    KEY_MIRRORED,
    KEY_PENUMBRA,
    KEY_RGB,
    MAP_SCALE_X,
    MAP_SCALE_Z,
    MAP_X,
    MAP_Z,
    MATERIAL,
    PAPER_RGB,
    RGB,
    ROUGH,
    SHEEN,
    TOLERANCE,
    WRAP,
    Cells,
    Pixels,
    Table,
)

# What shade() leaves in `out`: radiance 0..2, id of what was hit (paper -1), its distance, then for the coarse pass
# key shadow, fill shadow and openness; 8..12 carry albedo, roughness and metal between the functions here.
OUT_COLUMNS = 13
HIT, DEPTH, KEY_SEEN, FILL_SEEN, OPEN = 3, 4, 5, 6, 7
# Added to the id of whatever lies behind glass, so that a glass outline counts as an edge.
BEHIND_GLASS = 500.0


@inlined
def normal(
    P: Table, lo: int, hi: int, G: Pixels, VC: Cells, VB: Table, x: float, y: float, z: float, e: float
) -> tuple[float, float, float]:
    """Unit normal from four distances at the corners of a tetrahedron."""
    d0, _ = scene(P, lo, hi, G, VC, VB, x + e, y - e, z - e)
    d1, _ = scene(P, lo, hi, G, VC, VB, x - e, y - e, z + e)
    d2, _ = scene(P, lo, hi, G, VC, VB, x - e, y + e, z - e)
    d3, _ = scene(P, lo, hi, G, VC, VB, x + e, y + e, z + e)
    nx = d0 - d1 - d2 + d3
    ny = -d0 - d1 + d2 + d3
    nz = -d0 + d1 - d2 + d3
    q = 1.0 / math.sqrt(nx * nx + ny * ny + nz * nz + 1e-20)
    return nx * q, ny * q, nz * q


@inlined
def shade_paper(C: Table, L: Pixels, x: float, z: float, out: Table) -> None:
    """The sheet under and behind the object, lit from the baked map; beyond the map it lies in full light."""
    key = 1.0
    fill = 1.0
    opened = 1.0
    br = 0.0
    bg = 0.0
    bb = 0.0
    n = L.shape[0]
    u = (x - C[MAP_X]) * C[MAP_SCALE_X]
    v = (z - C[MAP_Z]) * C[MAP_SCALE_Z]
    if 0.0 <= u < n - 1.001 and 0.0 <= v < n - 1.001:
        iu = int(u)
        iv = int(v)
        au = u - iu
        av = v - iv
        w0 = (1 - au) * (1 - av)
        w1 = au * (1 - av)
        w2 = (1 - au) * av
        w3 = au * av
        a = L[iv, iu]
        b = L[iv, iu + 1]
        c = L[iv + 1, iu]
        d = L[iv + 1, iu + 1]
        # The map's rim fades into full light, or its square would show.
        inside = step(0.0, 0.10, min(u, n - 1 - u, v, n - 1 - v) / n)
        key = 1 + (a[0] * w0 + b[0] * w1 + c[0] * w2 + d[0] * w3 - 1) * inside
        fill = 1 + (a[1] * w0 + b[1] * w1 + c[1] * w2 + d[1] * w3 - 1) * inside
        opened = a[2] * w0 + b[2] * w1 + c[2] * w2 + d[2] * w3
        br = a[3] * w0 + b[3] * w1 + c[3] * w2 + d[3] * w3
        bg = a[4] * w0 + b[4] * w1 + c[4] * w2 + d[4] * w3
        bb = a[5] * w0 + b[5] * w1 + c[5] * w2 + d[5] * w3
    falloff = 1.0 / (1.0 + 0.0055 * ((x + 2.2) ** 2 + (z + 0.5) ** 2))
    tooth = 1.0 + 0.012 * (noise(x * 46, 0.0, z * 46) - 0.5) + 0.010 * (noise(x * 2.1, 3.0, z * 2.1) - 0.5)
    e = C[KEY + 1] * key * window(C, x, 0.0, z) * falloff
    f = C[FILL + 1] * fill
    for q in range(3):
        bounced = br if q == 0 else (bg if q == 1 else bb)
        light = C[KEY_RGB + q] * (e + bounced) + C[FILL_RGB + q] * f + C[DOME_RGB + q] * opened
        out[q] = C[PAPER_RGB + q] * tooth * light
    out[HIT] = -1.0


@inlined
def shared_light(hint: Table, i: int, out: Table) -> bool:
    """Shadow and openness from the coarse neighbours that see the same primitive, if enough of them do."""
    weight = 0.0
    key = 0.0
    fill = 0.0
    opened = 0.0
    for q in range(4):
        if hint[q, 0] == i + 1.0:
            weight += hint[q, 4]
            key += hint[q, 1] * hint[q, 4]
            fill += hint[q, 2] * hint[q, 4]
            opened += hint[q, 3] * hint[q, 4]
    if weight <= 0.2:
        return False
    out[KEY_SEEN] = key / weight
    out[FILL_SEEN] = fill / weight
    out[OPEN] = opened / weight
    return True


@inlined
def reflected(
    P: Table,
    n1: int,
    G: Pixels,
    VC: Cells,
    VB: Table,
    M: Table,
    B: Table,
    C: Table,
    x: float,
    y: float,
    z: float,
    rx: float,
    ry: float,
    rz: float,
    rough: float,
    near: bool,
    key_seen: float,
    out: Table,
) -> None:
    """What a surface mirrors -> out[0:3]: a neighbour if one is near, else paper below, dome and lamps above."""
    if near and rough < 0.3:
        a, b = slab(B, x, y, z, rx, ry, rz, 0.0)
        if a < b:
            t, i = march(P, 0, n1, G, VC, VB, x, y, z, rx, ry, rz, 0.02, b, 28, 0.004)
            if t > 0:
                for q in range(3):
                    out[q] = M[int(P[i, MATERIAL]), RGB + q] * 0.55
                return
    key, strip, dome = mirrored(C, rx, ry, rz, rough)
    sheet = 0.0
    weight = 0.0
    if ry < 0.0:
        t = -y / ry
        d, _ = scene(P, 0, n1, G, VC, VB, x + rx * t, 0.06, z + rz * t)
        sheet = 0.45 + 0.5 * step(0.0, 0.5, d)
        weight = step(0.0, 0.12 + rough, -ry)
    k1 = key * C[KEY_MIRRORED] * (0.25 + 0.75 * key_seen)
    k2 = strip * C[FILL_MIRRORED]
    for q in range(3):
        around = C[PAPER_RGB + q] * sheet * weight + (1 - weight) * dome * C[DOME_RGB + q] * 1.9
        out[q] = around + k1 * C[KEY_RGB + q] + k2 * C[FILL_RGB + q]


@inlined
def shade_solid(
    P: Table,
    n1: int,
    G: Pixels,
    VC: Cells,
    VB: Table,
    M: Table,
    D: Table,
    T: Pixels,
    B: Table,
    C: Table,
    hint: Table,
    i: int,
    x: float,
    y: float,
    z: float,
    dx: float,
    dy: float,
    dz: float,
    out: Table,
) -> None:
    """Diffuse light with wrap and sheen, then the studio mirrored in the surface."""
    m = int(P[i, MATERIAL])
    nx, ny, nz = normal(P, 0, n1, G, VC, VB, x, y, z, 0.0035)
    px, py, pz = local(P, i, x, y, z)
    albedo(P, i, M, m, D, T, px, py, pz, nx, ny, nz, out)
    rough = out[11]
    metal = out[12]
    f0 = M[m, F0]
    wrap = M[m, WRAP]
    nx, ny, nz, hollow = tilt(P, i, M, m, px, py, pz, nx, ny, nz)
    sx = x + nx * 0.006
    sy = y + ny * 0.006
    sz = z + nz * 0.006
    toward_key = nx * C[KEY] + ny * C[KEY + 1] + nz * C[KEY + 2]
    toward_fill = nx * C[FILL] + ny * C[FILL + 1] + nz * C[FILL + 2]
    soft = 0.12 + wrap
    dk = max((toward_key + soft) / (1 + soft), 0.0)
    dk *= 0.35 + 0.65 * min(dk * 1.6, 1.0)
    df = max((toward_fill + 0.35) / 1.35, 0.0)
    if not shared_light(hint, i, out):
        out[OPEN] = occlusion(P, 0, n1, G, VC, VB, x, y, z, nx, ny, nz, 0.55)
        out[KEY_SEEN] = 0.0
        if toward_key > -0.35:
            out[KEY_SEEN] = shadow(
                P, 0, n1, G, VC, VB, B, sx, sy, sz, C[KEY], C[KEY + 1], C[KEY + 2], C[KEY_PENUMBRA], 28
            )
        out[FILL_SEEN] = 1.0
        if df > 0.0:
            out[FILL_SEEN] = shadow(P, 0, n1, G, VC, VB, B, sx, sy, sz, C[FILL], C[FILL + 1], C[FILL + 2], 0.55, 12)
    opened = out[OPEN]
    key_seen = out[KEY_SEEN] + wrap * 0.35 * (1 - out[KEY_SEEN])
    ek = dk * key_seen * (0.45 + 0.55 * window(C, x, y, z)) * hollow
    ef = df * out[FILL_SEEN] * hollow
    fire = cast(C, x, y, z, nx, ny, nz)
    up = 0.5 + 0.5 * ny
    facing = max(-(nx * dx + ny * dy + nz * dz), 0.0)
    grazing = (1 - facing) ** 5
    fresnel = f0 + (max(1 - rough, f0) - f0) * grazing
    sheen = M[m, SHEEN] * (1 - facing) ** 3 * (0.3 + 0.7 * opened)
    rx = dx + 2 * facing * nx
    ry = dy + 2 * facing * ny
    rz = dz + 2 * facing * nz
    reflected(P, n1, G, VC, VB, M, B, C, sx, sy, sz, rx, ry, rz, rough, metal > 0.3 or facing < 0.75, key_seen, out)
    for q in range(3):
        colour = out[8 + q]
        # Light in a hollow bounces several times, so its shadow is tinted by the colour of the walls.
        tinted = opened / (1 - colour * 0.55 * (1 - opened))
        dome = (C[DOME_RGB + q] * up + 0.558 * C[PAPER_RGB + q] * (1 - up)) * hollow
        diffuse = colour * (1 - metal) * (C[KEY_RGB + q] * ek + C[FILL_RGB + q] * ef + dome * tinted)
        diffuse += sheen * (0.5 + 0.5 * colour) * (0.5 * C[KEY_RGB + q] * key_seen + C[DOME_RGB + q])
        diffuse += (M[m, GLOW] + FLAME_CAST[q] * (1 - metal) * fire) * colour
        specular = fresnel * (1 - metal) + metal * (colour + (1 - colour) * grazing)
        out[q] = diffuse * (1 - fresnel) + specular * out[q] * min(1.0, opened * 1.15)
    out[HIT] = i + 1.0


@inlined
def lay_glass(
    M: Table,
    C: Table,
    m: int,
    far_wall: bool,
    nx: float,
    ny: float,
    nz: float,
    dx: float,
    dy: float,
    dz: float,
    out: Table,
) -> None:
    """One wall of thin glass over the finished ray: tinted by its path, with the studio mirrored in it."""
    facing = -(nx * dx + ny * dy + nz * dz)
    if far_wall:
        nx = -nx
        ny = -ny
        nz = -nz
        facing = -facing
    facing = min(max(facing, 0.0), 1.0)
    strength = 0.4 if far_wall else 1.0
    fresnel = (0.045 + 0.75 * (1 - facing) ** 4) * strength
    key, strip, dome = mirrored(C, dx + 2 * facing * nx, dy + 2 * facing * ny, dz + 2 * facing * nz, M[m, ROUGH])
    path = 0.35 + 2.2 * (1 - facing) ** 3  # thicker towards the edge
    for q in range(3):
        light = key * C[KEY_MIRRORED] * C[KEY_RGB + q] + strip * C[FILL_MIRRORED] * C[FILL_RGB + q]
        light += dome * C[DOME_RGB + q] * 1.9
        out[q] = out[q] * (1 - fresnel) * M[m, RGB + q] ** path + light * fresnel


@inlined
def shade_glass(
    P: Table,
    n1: int,
    n2: int,
    G: Pixels,
    VC: Cells,
    VB: Table,
    M: Table,
    C: Table,
    near: float,
    i: int,
    far: float,
    ox: float,
    oy: float,
    oz: float,
    dx: float,
    dy: float,
    dz: float,
    out: Table,
) -> None:
    """The wall met first at `near`, and the last wall before `far`, which is found from behind."""
    x = ox + dx * near
    y = oy + dy * near
    z = oz + dz * near
    nx, ny, nz = normal(P, n1, n2, G, VC, VB, x, y, z, 0.004)
    lay_glass(M, C, int(P[i, MATERIAL]), False, nx, ny, nz, dx, dy, dz, out)
    x = ox + dx * far
    y = oy + dy * far
    z = oz + dz * far
    t, j = march(P, n1, n2, G, VC, VB, x, y, z, -dx, -dy, -dz, 0.01, far - near, 60, 0.0012)
    if t >= 0:
        nx, ny, nz = normal(P, n1, n2, G, VC, VB, x - dx * t, y - dy * t, z - dz * t, 0.004)
        lay_glass(M, C, int(P[j, MATERIAL]), True, nx, ny, nz, dx, dy, dz, out)
    out[HIT] += BEHIND_GLASS


@compiled
def shade(
    P: Table,
    n1: int,
    n2: int,
    G: Pixels,
    VC: Cells,
    VB: Table,
    M: Table,
    D: Table,
    T: Pixels,
    B: Table,
    C: Table,
    L: Pixels,
    hint: Table,
    ox: float,
    oy: float,
    oz: float,
    dx: float,
    dy: float,
    dz: float,
    out: Table,
) -> None:
    """Radiance along the ray o + t d, d of unit length -> out (see OUT_COLUMNS)."""
    floor = -oy / dy if dy < -1e-6 else 1e9
    ta, tb = slab(B, ox, oy, oz, dx, dy, dz, 0.01)
    t = -1.0
    i = -1
    near = -1.0
    wall = -1
    if ta < tb:
        t, i = march(P, 0, n1, G, VC, VB, ox, oy, oz, dx, dy, dz, ta, min(tb, floor), 110, C[TOLERANCE])
        if n2 > n1:
            limit = t if t > 0 else min(tb, floor)
            near, wall = march(P, n1, n2, G, VC, VB, ox, oy, oz, dx, dy, dz, ta, limit, 80, C[TOLERANCE])
    if t < 0.0:
        shade_paper(C, L, ox + dx * floor, oz + dz * floor, out)
        out[DEPTH] = floor
    else:
        shade_solid(P, n1, G, VC, VB, M, D, T, B, C, hint, i, ox + dx * t, oy + dy * t, oz + dz * t, dx, dy, dz, out)
        out[DEPTH] = t
    lay_flames(C, near, t if t > 0 else floor, ox, oy, oz, dx, dy, dz, out)
    if near > 0.0:
        far = min(t if t > 0 else min(tb, floor), tb)
        shade_glass(P, n1, n2, G, VC, VB, M, C, near, wall, far, ox, oy, oz, dx, dy, dz, out)
        lay_flames(C, 0.0, near, ox, oy, oz, dx, dy, dz, out)
