"""Value noise and smooth steps: what keeps surfaces from looking computed."""

import math

from workshop.pictures.kernel.compiled import compiled


@compiled
def hash3(i: int, j: int, k: int) -> float:
    """One number from 0 to 1 for each point of the lattice."""
    n = (i * 374761393 + j * 668265263 + k * 2147483647) & 0xFFFFFFFF
    n = ((n ^ (n >> 13)) * 1274126177) & 0xFFFFFFFF
    return ((n ^ (n >> 16)) & 0xFFFF) / 65535.0


@compiled
def noise(x: float, y: float, z: float) -> float:
    """Smooth noise from 0 to 1, one lump to a length."""
    i = math.floor(x)
    j = math.floor(y)
    k = math.floor(z)
    fx = x - i
    fy = y - j
    fz = z - k
    fx = fx * fx * (3 - 2 * fx)
    fy = fy * fy * (3 - 2 * fy)
    fz = fz * fz * (3 - 2 * fz)
    a = hash3(i, j, k) * (1 - fx) + hash3(i + 1, j, k) * fx
    b = hash3(i, j + 1, k) * (1 - fx) + hash3(i + 1, j + 1, k) * fx
    c = hash3(i, j, k + 1) * (1 - fx) + hash3(i + 1, j, k + 1) * fx
    d = hash3(i, j + 1, k + 1) * (1 - fx) + hash3(i + 1, j + 1, k + 1) * fx
    return (a * (1 - fy) + b * fy) * (1 - fz) + (c * (1 - fy) + d * fy) * fz


@compiled
def step(a: float, b: float, x: float) -> float:
    """0 up to a, 1 from b on, smooth between."""
    t = min(max((x - a) / (b - a), 0.0), 1.0)
    return t * t * (3 - 2 * t)
