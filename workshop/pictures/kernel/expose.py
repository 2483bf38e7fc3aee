"""Every pixel once, then the edges again: the two passes of an exposure."""

# Every function here takes the same flat tables one by one: bundled, they would cost twice the time (see tables.py).

import math

import numpy as np

from workshop.pictures.kernel.compiled import compiled, inlined
from workshop.pictures.kernel.shade import BEHIND_GLASS, FILL_SEEN, HIT, KEY_SEEN, OPEN, OUT_COLUMNS, shade
from workshop.pictures.kernel.tables import (
    EYE,
    FORWARD,
    LENS,
    RIGHTWARD,
    SHIFT_U,
    SHIFT_V,
    UPWARD,
    Cells,
    Pixels,
    Table,
)

# Where the three further samples of an edge pixel fall, in pixels from its middle.
OFFSETS_U = (0.34, -0.30, -0.06)
OFFSETS_V = (0.16, 0.26, -0.36)
# No sample of an averaged pixel counts brighter than this, or one spark would fray the edge.
BRIGHTEST = 2.0


@inlined
def neighbours(A: Pixels, fx: float, fy: float, hint: Table) -> None:
    """The four coarse neighbours of a pixel position, with bilinear weights -> hint (4, 5)."""
    h = A.shape[0]
    w = A.shape[1]
    ix = int(fx * 0.5)
    iy = int(fy * 0.5)
    ax = fx * 0.5 - ix
    ay = fy * 0.5 - iy
    for q in range(4):
        i = min(ix + (q & 1), w - 1)
        j = min(iy + (q >> 1), h - 1)
        for k in range(4):
            hint[q, k] = A[j, i, k]
        hint[q, 4] = (ax if q & 1 else 1 - ax) * (ay if q >> 1 else 1 - ay) + 0.02


@compiled
def trace(
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
    cam: Table,
    side: int,
    px: float,
    py: float,
    hint: Table,
    out: Table,
) -> None:
    """Radiance through the point px, py of a square frame of `side` pixels -> out."""
    u = (px / side * 2 - 1) * cam[LENS] + cam[SHIFT_U]
    v = (1 - py / side * 2) * cam[LENS] + cam[SHIFT_V]
    dx = cam[FORWARD] + cam[RIGHTWARD] * u + cam[UPWARD] * v
    dy = cam[FORWARD + 1] + cam[RIGHTWARD + 1] * u + cam[UPWARD + 1] * v
    dz = cam[FORWARD + 2] + cam[RIGHTWARD + 2] * u + cam[UPWARD + 2] * v
    q = 1.0 / math.sqrt(dx * dx + dy * dy + dz * dz)
    shade(
        P,
        n1,
        n2,
        G,
        VC,
        VB,
        M,
        D,
        T,
        B,
        C,
        L,
        hint,
        cam[EYE],
        cam[EYE + 1],
        cam[EYE + 2],
        dx * q,
        dy * q,
        dz * q,
        out,
    )


@compiled
def expose(
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
    cam: Table,
    image: Pixels,
    ids: Pixels,
    A: Pixels,
) -> None:
    """One sample a pixel -> image (n, n, 3) and ids (n, n).

    The first lap draws every second pixel each way in full; the second lap borrows its shadows where it can.
    """
    out = np.zeros(OUT_COLUMNS)
    hint = np.zeros((4, 5))
    side = image.shape[0]
    for lap in range(2):
        for j in range(side):
            for i in range(side):
                coarse = (i & 1) == 0 and (j & 1) == 0
                if coarse != (lap == 0):
                    continue
                if lap == 1:
                    neighbours(A, float(i), float(j), hint)
                trace(P, n1, n2, G, VC, VB, M, D, T, B, C, L, cam, side, i + 0.5, j + 0.5, hint, out)
                for q in range(3):
                    image[j, i, q] = out[q]
                ids[j, i] = out[HIT]
                if coarse:
                    seen = A[j >> 1, i >> 1]
                    seen[0] = out[HIT] - BEHIND_GLASS if out[HIT] > BEHIND_GLASS - 100 else out[HIT]
                    seen[1] = out[KEY_SEEN]
                    seen[2] = out[FILL_SEEN]
                    seen[3] = out[OPEN]


@inlined
def brightness(image: Pixels, j: int, i: int) -> float:
    """About how bright the eye sees a pixel of the image (n, n, 3)."""
    return math.sqrt(image[j, i, 0] * 0.3 + image[j, i, 1] * 0.6 + image[j, i, 2] * 0.1 + 1e-9)


@inlined
def is_edge(image: Pixels, ids: Pixels, j: int, i: int, threshold: float) -> bool:
    """Whether a pixel differs from one beside it; paper against paper never does."""
    side = image.shape[0]
    here = brightness(image, j, i)
    for k in range(4):
        jj = j + (1 if k == 0 else (-1 if k == 1 else 0))
        ii = i + (1 if k == 2 else (-1 if k == 3 else 0))
        if jj < 0 or jj >= side or ii < 0 or ii >= side or (ids[jj, ii] == -1.0 and ids[j, i] == -1.0):
            continue
        if abs(brightness(image, jj, ii) - here) > threshold:
            return True
    return False


@compiled
def refine(
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
    cam: Table,
    image: Pixels,
    ids: Pixels,
    A: Pixels,
    threshold: float,
    result: Pixels,
) -> None:
    """Three more samples where neighbours differ (outline, material, label edge) -> result (n, n, 3)."""
    out = np.zeros(OUT_COLUMNS)
    hint = np.zeros((4, 5))
    total = np.zeros(3)
    side = image.shape[0]
    for j in range(side):
        for i in range(side):
            if not is_edge(image, ids, j, i, threshold):
                for q in range(3):
                    result[j, i, q] = image[j, i, q]
                continue
            for q in range(3):
                total[q] = min(image[j, i, q], BRIGHTEST)
            for k in range(3):
                px = i + OFFSETS_U[k]
                py = j + OFFSETS_V[k]
                neighbours(A, max(px, 0.0), max(py, 0.0), hint)
                trace(P, n1, n2, G, VC, VB, M, D, T, B, C, L, cam, side, px + 0.5, py + 0.5, hint, out)
                for q in range(3):
                    total[q] += min(out[q], BRIGHTEST)
            for q in range(3):
                result[j, i, q] = total[q] * 0.25
