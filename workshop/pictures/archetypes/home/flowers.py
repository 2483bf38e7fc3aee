"""Flowering plants in their pots."""

import math

import numpy as np

from workshop.pictures.archetypes.look import Look, around, ceramic
from workshop.pictures.kernel.surface import FLUTED, PEEL, SPECKLE, THROWN
from workshop.pictures.lines import Turn, aligned, smooth, turn, vessel
from workshop.pictures.palette import mix, shade_of
from workshop.pictures.scene import Place, Scene

GOLDEN = 137.5


def pot(s: Scene, clay: int, at: Place = (0, 0, 0), r: float = 0.8, h: float = 1.1) -> None:
    """A plain tapered pot full of soil, its lip at height h."""
    x, y, z = at
    s.lathe(clay, at, vessel([(r * 0.74, 0), (r * 0.80, 0.03), (r * 0.92, h * 0.5), (r, h)], r * 0.09))
    soil = s.material("#3b2a20", 0.95, relief=(PEEL, 0.06, 12))
    s.cylinder(soil, (x, y + h - 0.12, z), r * 0.9, 0.04)


def terracotta(s: Scene, colour: str = "#bf6a44") -> int:
    return s.material(colour, 0.86, pattern=(SPECKLE, 26), second=shade_of(colour, 1.25), relief=(THROWN, 0.004, 40))


def out(yaw: float, away: float, y: float, at: Place = (0, 0, 0)) -> tuple[float, float, float]:
    """A place `away` from the axis of a plant at `at`, at height y, towards yaw."""
    a = math.radians(yaw)
    return at[0] + away * math.cos(a), at[1] + y, at[2] - away * math.sin(a)


def flower(s: Scene, petal: int, eye: int, at: Place, facing: Turn, size: float, petals: int = 5) -> None:
    """An open flower seen from its local +z: flat petals around an eye."""
    frame = around(facing, at)
    for i in range(petals):
        a = 2 * math.pi * i / petals + math.pi / 2
        place = frame(0.62 * size * math.cos(a), 0.62 * size * math.sin(a), 0)
        s.ellipsoid(petal, place, size * 0.5, size * 0.40, size * 0.10, turned=facing @ turn(z=math.degrees(a)))
    s.ellipsoid(eye, frame(0, 0, size * 0.12), size * 0.22, size * 0.22, size * 0.14)


def orchid(s: Scene, look: Look) -> None:
    """A moth orchid: strap leaves and one arching spray of wide flowers in a porcelain pot."""
    s.elevation = 16
    pot(s, ceramic(s, mix(look.colour, "#f4ecdf", 0.25)), r=0.66, h=0.9)
    green = s.material("#4f6b40", 0.35, 0.05, wrap=0.2)
    for yaw, lift, length in ((8, 14, 1.5), (172, 20, 1.45), (70, 34, 1.1), (-60, 8, 1.15), (238, 12, 1.0)):
        s.leaf(green, out(yaw, 0.1, 0.86), length, 0.26, thick=0.03, bend=-0.22, fold=0.25, turned=turn(0, yaw, lift))
    stem = s.material("#5f7440", 0.6)
    spray = smooth([(0.05, 0.85), (0.16, 1.9), (0.05, 2.8), (-0.45, 3.42), (-1.05, 3.5), (-1.55, 3.2)])
    s.tube(stem, (0, 0, 0.1), spray, 0.035)
    s.cone(s.material("#8d7a52", 0.8), (0.16, 0.85, 0.02), 0.025, 2.1, 0.02)
    white, lip = s.material("#f7ece8", 0.6, wrap=0.3), s.material(mix(look.colour, "#a83a62", 0.6), 0.5, wrap=0.2)
    places = ((-0.02, 2.62), (-0.18, 3.16), (-0.62, 3.30), (-0.98, 3.12), (0.22, 2.2))
    for i, (x, y) in enumerate(places):
        _moth(s, white, lip, (x + (0.16 if i % 2 else -0.14), y - 0.06, 0.26), turn(-8 + 5 * i, 14 - 12 * i), 0.40)
    for x, y, r in ((-1.34, 3.36, 0.11), (-1.5, 3.20, 0.085), (-1.58, 3.10, 0.06)):
        s.ellipsoid(white, (x, y - 0.02, 0.1), r, r * 1.15, r)


def _moth(s: Scene, white: int, lip: int, at: Place, facing: Turn, k: float) -> None:
    frame = around(facing, at)
    for a, length, width in ((90, 0.62, 0.34), (215, 0.60, 0.32), (325, 0.60, 0.32)):
        c, d = math.cos(math.radians(a)), math.sin(math.radians(a))
        s.ellipsoid(
            white, frame(c * k * 0.55, d * k * 0.55, -0.02), k * length, k * width, 0.03, turned=facing @ turn(z=a)
        )
    for side in (-1, 1):
        wing = facing @ turn(z=side * 12) @ turn(y=side * 10)
        s.ellipsoid(white, frame(side * k * 0.62, k * 0.12, 0.03), k * 0.62, k * 0.50, 0.035, turned=wing)
    s.ellipsoid(lip, frame(0, -k * 0.16, 0.07), k * 0.20, k * 0.30, k * 0.16, turned=facing)
    s.ellipsoid(lip, frame(0, k * 0.04, 0.07), k * 0.11, k * 0.11, k * 0.12)


def peace_lily(s: Scene, look: Look) -> None:
    """A peace lily: three white hooded flowers above dark pointed leaves."""
    s.elevation = 18
    pot(s, terracotta(s, mix("#bf6a44", look.colour, 0.85)), r=0.72, h=0.95)
    dark = s.material("#37573a", 0.38, 0.05, wrap=0.2)
    stalk = s.material("#5c7a48", 0.6)
    for i in range(17):
        yaw, lift = i * GOLDEN, 74 - 3.0 * i + s.random.uniform(-5, 5)
        base = out(yaw, 0.12 + 0.01 * i, 0.86)
        length = 0.55 + 0.25 * s.random.uniform()
        lean = turn(0, yaw, lift)
        tip = around(lean, base)(length, 0, 0)
        s.cone(stalk, base, 0.028, length, 0.022, turned=lean @ turn(z=-90))
        s.leaf(dark, tip, 1.35, 0.22, thick=0.02, bend=-0.30, fold=0.20, turned=turn(0, yaw, lift - 14))
    white, spadix = s.material("#faf5ea", 0.55, wrap=0.4), s.material("#e6d79a", 0.8, relief=(PEEL, 0.04, 24))
    for x, height, tilt, yaw in ((-0.50, 3.15, 12, 14), (0.34, 3.5, -8, -8), (0.78, 2.7, -20, -22)):
        lean = turn(y=yaw) @ turn(z=tilt)
        s.cone(stalk, (x * 0.15, 0.86, 0.1), 0.03, height - 1.1, 0.025, turned=aligned((x * 0.85, height - 1.1, 0.35)))
        foot = np.array([x, height - 0.35, 0.42])
        s.extrude(white, foot, _SPATHE, 0.025, 0.02, turned=lean @ turn(x=-14))
        s.cone(spadix, around(lean, foot)(0, 0.06, 0.10), 0.065, 0.42, 0.05, turned=lean)


_SPATHE = smooth(
    [(0, -0.12), (0.22, 0.02), (0.34, 0.30), (0.28, 0.62), (0.10, 0.92), (0, 1.12), (0, 1.12), (-0.10, 0.92), (-0.28, 0.62),
     (-0.34, 0.30), (-0.22, 0.02)], closed=True, steps=8,
)  # fmt: skip


def succulents(s: Scene, look: Look) -> None:
    """Three small stone pots: a rosette, a ribbed cactus in flower and a striped aloe."""
    s.elevation = 26
    stone = s.material(
        mix("#57534f", look.colour, 0.6), 0.85, relief=(PEEL, 0.012, 22), pattern=(SPECKLE, 30), second="#77716a"
    )
    for x, z in ((-1.15, 0.1), (0.05, -0.35), (1.15, 0.2)):
        pot(s, stone, (x, 0, z), 0.56, 0.62)
    blue = s.material("#8fa898", 0.6, wrap=0.25)
    for i in range(26):
        yaw, lift, away = i * GOLDEN, 78 - 2.7 * i, 0.02 + 0.008 * i
        size = 0.15 + 0.0105 * i
        place = out(
            yaw,
            away + size * 0.75 * math.cos(math.radians(lift)),
            0.66 + size * 0.8 * math.sin(math.radians(lift)),
            (-1.15, 0, 0.1),
        )
        s.ellipsoid(blue, place, size, 0.055, size * 0.52, turned=turn(0, yaw, lift))
    rib = s.material("#5e7f52", 0.6, wrap=0.2, relief=(FLUTED, 0.10, 11))
    s.ellipsoid(rib, (0.05, 1.22, -0.35), 0.40, 0.72, 0.40)
    spine = s.material("#efe6cf", 0.7)
    for i in range(44):
        yaw, up = (i % 11) * 360 / 11, 0.82 + 0.27 * (i // 11)
        r = 0.40 * math.sqrt(max(1 - ((up - 1.22) / 0.72) ** 2, 0)) + 0.01
        s.ellipsoid(spine, out(yaw, r, up, (0.05, 0, -0.35)), 0.035, 0.02, 0.035)
    flower(
        s,
        s.material(mix("#c65a78", look.colour, 0.2), 0.6, wrap=0.3),
        s.material("#e8c34a", 0.7),
        (0.05, 1.97, -0.28),
        turn(x=-58),
        0.22,
        8,
    )
    aloe = s.material("#5b7f57", 0.5, wrap=0.2, pattern=(SPECKLE, 18), second="#cfd9b4")
    for i in range(13):
        yaw, lift = i * GOLDEN, 80 - 4.2 * i
        s.cone(aloe, out(yaw, 0.10, 0.56, (1.15, 0, 0.2)), 0.10, 0.85, 0.014, turned=turn(0, yaw, lift) @ turn(z=-90))


def african_violet(s: Scene, look: Look) -> None:
    """An African violet: round downy leaves under a posy of violet flowers with yellow eyes."""
    s.elevation = 30
    pot(s, ceramic(s, look.colour), r=0.82, h=0.9)
    leaf = s.material("#54704a", 0.85, sheen=0.25, wrap=0.2, relief=(PEEL, 0.03, 22))
    for i in range(16):
        yaw, lift = i * GOLDEN, 8 if i >= 8 else 22
        away = 0.94 if i >= 8 else 0.66
        place = out(yaw, away, 1.02 + (0.10 if i < 8 else 0))
        s.ellipsoid(leaf, place, 0.38, 0.05, 0.31, turned=turn(0, yaw, lift))
    petal, eye = s.material("#5d3f8f", 0.7, wrap=0.25, sheen=0.15), s.material("#e6c12f", 0.6)
    for i in range(10):
        yaw, away = i * GOLDEN, 0.20 * math.sqrt(i)
        place = out(yaw, away, 1.50 - 0.30 * away)
        tilt = aligned(np.array([math.cos(math.radians(yaw)) * away, 0.62, -math.sin(math.radians(yaw)) * away + 0.45]))
        flower(s, petal, eye, place, tilt @ turn(x=-90), 0.235)
