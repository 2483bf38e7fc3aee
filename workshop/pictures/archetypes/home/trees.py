"""Small trees, ferns and herbs in their pots."""

import math

import numpy as np

from workshop.pictures.archetypes.home.flowers import GOLDEN, out, pot, terracotta
from workshop.pictures.archetypes.look import Look, around, ceramic, foliage, wood
from workshop.pictures.kernel.surface import GRAIN, PEEL, SPECKLE
from workshop.pictures.lines import Points, smooth, turn
from workshop.pictures.palette import WALNUT, mix
from workshop.pictures.scene import Place, Scene

LEMON = smooth(
    [
        (0, 0.60),
        (0, 0.60),
        (0.07, 0.58),
        (0.12, 0.48),
        (0.33, 0.26),
        (0.40, 0),
        (0.33, -0.26),
        (0.12, -0.44),
        (0, -0.50),
    ]
)


def _crown(s: Scene, centre: Place, r: float, leaves: tuple[int, ...], count: int, length: float, width: float) -> None:
    """A ball of leaves: they stand on a sphere in golden turns and point outward."""
    for i in range(count):
        up = 1 - 1.75 * (i + 0.5) / count
        yaw, lift = i * GOLDEN, math.degrees(math.asin(max(min(up, 1), -1)))
        away = r * math.cos(math.radians(lift)) * 0.55
        base = out(yaw, away, r * up * 0.6, centre)
        lean = turn(s.random.uniform(-30, 30), yaw + s.random.uniform(-18, 18), lift * 0.7 + s.random.uniform(-12, 12))
        size = length * s.random.uniform(0.85, 1.1)
        s.leaf(leaves[i % len(leaves)], base, size, width, thick=0.014, bend=-0.15, fold=0.2, turned=lean)


def lemon_tree(s: Scene, look: Look) -> None:
    """A small lemon tree with six lemons among glossy leaves."""
    s.elevation = 16
    pot(s, terracotta(s, look.colour), r=0.74, h=1.0)
    bark = s.material("#7a6244", 0.85, relief=(GRAIN, 0.02, 14))
    s.cone(bark, (0, 0.85, 0), 0.085, 1.35, 0.06)
    leaves = (foliage(s, "#44663a", "#83a066"), foliage(s, "#557a45", "#93ad72"))
    _crown(s, (0, 2.9, 0), 1.05, leaves, 54, 0.72, 0.15)
    s.ellipsoid(s.material("#38552f", 0.8), (0, 2.85, 0), 0.62, 0.60, 0.60)
    yellow = s.material("#e3b52c", 0.40, 0.05, relief=(PEEL, 0.012, 26))
    for x, y, z in (
        (-0.62, 2.5, 0.70),
        (0.30, 2.35, 0.92),
        (0.78, 2.95, 0.60),
        (-0.20, 3.15, 0.86),
        (-0.95, 3.1, 0.2),
        (0.15, 3.72, 0.4),
    ):
        s.lathe(yellow, (x, y, z), LEMON * 0.62, turned=turn(10 * x, 20, 168 + 25 * x))


def olive_tree(s: Scene, look: Look) -> None:
    """An olive tree: a slim trunk under a ball of narrow silver leaves, with a few olives."""
    s.elevation = 16
    pot(s, terracotta(s, mix("#c9a184", look.colour, 0.85)), r=0.70, h=0.95)
    bark = s.material("#8b7a60", 0.9, relief=(GRAIN, 0.03, 12))
    s.tube(bark, (0, 0, 0), smooth([(0, 0.8), (0.08, 1.3), (-0.05, 1.8), (0.03, 2.3)]), 0.085)
    silver = (foliage(s, "#7c8a66", "#b9c1a0"), foliage(s, "#8f9a7c", "#c3c9ae"), foliage(s, "#66774f", "#a4b088"))
    s.ellipsoid(s.material("#616e4e", 0.85, relief=(PEEL, 0.08, 9)), (0, 2.85, 0), 0.66, 0.62, 0.62)
    _crown(s, (0, 2.85, 0), 1.05, silver, 84, 0.66, 0.065)
    olive = s.material("#4a3550", 0.25, 0.05)
    for x, y, z in ((-0.5, 2.4, 0.75), (0.35, 2.6, 0.88), (0.72, 2.2, 0.45), (-0.1, 3.1, 0.86), (-0.8, 2.9, 0.5)):
        s.ellipsoid(olive, (x, y, z), 0.085, 0.115, 0.085)


def _frond(length: float, pairs: int) -> Points:
    """A feather: leaflets on both sides of a rib, widest a third of the way up."""
    right = [(0.014, 0.0)]
    for i in range(pairs):
        t = (i + 0.6) / pairs
        y, wide = t * length, 0.30 * length * math.sin(math.pi * (0.16 + 0.84 * t) ** 0.8) + 0.015
        step = length / pairs
        right += [
            (0.014, y - 0.36 * step),
            (wide * 0.86, y - 0.02 * step),
            (wide, y + 0.18 * step),
            (0.5 * wide, y + 0.34 * step),
            (0.014, y + 0.40 * step),
        ]
    right.append((0, length * 1.04))
    return np.array(right + [(-x, y) for x, y in right[::-1][1:]])


def fern(s: Scene, look: Look) -> None:
    """A fern with a fountain of feathered fronds in a glazed pot."""
    s.elevation = 22
    pot(s, ceramic(s, mix(look.colour, "#e9e1d2", 0.35)), r=0.72, h=0.95)
    greens = (
        s.material("#4f7a3d", 0.6, wrap=0.3),
        s.material("#6a9149", 0.6, wrap=0.3),
        s.material("#3f6636", 0.6, wrap=0.3),
    )
    low = _frond(1.9, 13)
    for i in range(17):
        yaw, lift = i * GOLDEN, 76 - 3.4 * i
        k = s.random.uniform(0.85, 1.0) * (1.0 if i < 12 else 0.9)
        lean = turn(y=yaw - 90) @ turn(x=90 - lift)
        s.extrude(greens[i % 3], out(yaw, 0.06, 0.85), low * k, 0.010, 0.008, turned=lean)


def rubber_tree(s: Scene, look: Look) -> None:
    """A rubber plant: one stem with big glossy oval leaves."""
    s.elevation = 16
    pot(s, ceramic(s, mix(look.colour, "#e9e1d2", 0.15)), r=0.72, h=1.0)
    s.cone(s.material("#6a5b45", 0.8), (0, 0.9, 0), 0.065, 2.4, 0.035)
    leaf = s.material("#2f4a35", 0.16, 0.05, wrap=0.1)
    young = s.material("#4d6b3c", 0.18, 0.05, wrap=0.1)
    for i in range(11):
        up, yaw = 1.15 + 0.205 * i, i * GOLDEN + 40
        lean = turn(0, yaw, 18 + 4.5 * i)
        s.cone(young, (0, up, 0), 0.028, 0.22, 0.022, turned=lean @ turn(z=-90))
        s.leaf(
            young if i > 8 else leaf,
            around(lean, (0, up, 0))(0.2, 0, 0),
            1.30 - 0.045 * i,
            0.36,
            thick=0.02,
            bend=-0.22,
            fold=0.16,
            turned=lean,
        )
    s.cone(s.material("#a5402f", 0.4), (0, 3.28, 0), 0.05, 0.5, 0.012, turned=turn(z=-8))


def bonsai(s: Scene, look: Look) -> None:
    """A bonsai with a twisted trunk and flat clouds of green in a shallow tray."""
    s.elevation = 18
    glaze = s.material(look.colour, 0.25, 0.05)
    yaw = turn(y=14)
    s.box(glaze, (0, 0.30, 0), 1.35, 0.24, 0.85, 0.08, turned=yaw)
    s.box(glaze, (0, 0.50, 0), 1.42, 0.06, 0.92, 0.05, turned=yaw)
    for x in (-0.95, 0.95):
        s.box(glaze, around(yaw)(x, 0.06, 0.4), 0.2, 0.06, 0.2, 0.03, turned=yaw)
    s.ellipsoid(s.material("#5f6b3a", 0.95, relief=(PEEL, 0.09, 11)), (0, 0.50, 0), 1.18, 0.22, 0.68, turned=yaw)
    bark = s.material("#5f4a38", 0.9, relief=(GRAIN, 0.05, 9))
    trunk = smooth([(0.35, 0.55), (0.10, 1.0), (-0.38, 1.35), (-0.30, 1.85), (0.25, 2.15), (0.30, 2.6)])
    s.tube(bark, (0, 0, 0), trunk, 0.14)
    s.cone(bark, (0.35, 0.5, 0), 0.30, 0.6, 0.12, turned=turn(z=24), join=0.2)
    s.cone(bark, (-0.36, 1.4, 0), 0.08, 0.95, 0.04, turned=turn(z=62))
    s.cone(bark, (-0.05, 2.0, 0), 0.07, 1.1, 0.04, turned=turn(z=-72))
    s.cone(bark, (0.10, 2.05, 0.1), 0.06, 0.75, 0.04, turned=turn(0, 24, 0) @ turn(z=-108))
    needle = s.material("#3f6140", 0.9, wrap=0.25, relief=(PEEL, 0.16, 13), pattern=(SPECKLE, 16), second="#6e8c55")
    pads = (
        (-1.25, 1.95, 0.1, 0.66),
        (1.05, 2.35, 0.15, 0.62),
        (0.28, 2.95, 0, 0.72),
        (-0.35, 2.35, 0.35, 0.46),
        (0.75, 1.75, 0.4, 0.34),
    )
    for x, y, z, r in pads:
        s.ellipsoid(needle, (x, y, z), r, r * 0.42, r * 0.78)
        for q in range(5):
            s.ellipsoid(
                needle, out(q * 72 + 20, r * 0.52, y + 0.08, (x, 0, z)), r * 0.42, r * 0.34, r * 0.40, join=0.06
            )


def herb_trio(s: Scene, look: Look) -> None:
    """Basil, chives and rosemary in three pots on a wooden tray."""
    s.elevation = 24
    tray = wood(s, WALNUT, 1.4)
    s.box(tray, (0, 0.09, 0), 1.95, 0.09, 0.72, 0.04)
    s.box(tray, (0, 0.15, 0), 1.87, 0.08, 0.64, 0.03, cut=0.01)
    clay = terracotta(s, look.colour)
    for x in (-1.22, 0.0, 1.22):
        pot(s, clay, (x, 0.08, 0), 0.54, 0.72)
    basil = s.material("#5c8a3d", 0.45, 0.05, wrap=0.3)
    for i in range(16):
        yaw, lift = i * GOLDEN, 62 - 4 * i
        place = out(yaw, 0.10 + 0.026 * i, 1.42 - 0.036 * i, (-1.22, 0, 0))
        s.leaf(basil, place, 0.50, 0.15, thick=0.03, bend=-0.45, fold=-0.25, turned=turn(0, yaw, lift))
    s.cone(s.material("#6f9149", 0.7), (-1.22, 0.7, 0), 0.05, 0.75, 0.03)
    chive = s.material("#517a3c", 0.5, wrap=0.2)
    bloom = s.material("#9d7fae", 0.9, wrap=0.3, relief=(PEEL, 0.10, 22))
    for i in range(24):
        yaw = i * GOLDEN
        lean = turn(0, yaw, 88 - 0.9 * i + s.random.uniform(-3, 3)) @ turn(z=-90)
        reach = s.random.uniform(1.0, 1.5)
        base = out(yaw, 0.06 + 0.013 * i, 0.7)
        s.cone(chive, base, 0.026, reach, 0.014, turned=lean)
        if i % 9 == 0:
            s.ellipsoid(bloom, around(lean, base)(0, reach, 0), 0.12)
    twig, needle = s.material("#76684a", 0.85), s.material("#4d6650", 0.7, wrap=0.2)
    for yaw, lift in ((0, 84), (120, 70), (240, 66), (60, 62)):
        lean = turn(0, yaw, lift)
        base = out(yaw, 0.08, 0.7, (1.22, 0, 0))
        s.cone(twig, base, 0.03, 1.2, 0.016, turned=lean @ turn(z=-90))
        for i in range(9):
            for side in (0, 120, 240):
                turned = lean @ turn(x=side + 40 * i) @ turn(z=58)
                s.cone(
                    needle, around(lean, base)(0.25 + 0.11 * i, 0, 0), 0.02, 0.24, 0.010, turned=turned @ turn(z=-90)
                )
