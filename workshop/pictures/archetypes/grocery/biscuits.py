"""Biscuits and sweets out of their tins."""

import math

import numpy as np

from workshop.pictures.archetypes.ingredients.beside import beside
from workshop.pictures.archetypes.ingredients.scattered import scatter
from workshop.pictures.archetypes.look import Look, around, lacquer
from workshop.pictures.kernel.surface import DUST, FLUTED, GRAIN, KRAFT, PEEL, SPECKLE
from workshop.pictures.kernel.tables import ABOVE, FRONT
from workshop.pictures.lines import smooth, turn, vessel
from workshop.pictures.palette import INK, PAPER, mix
from workshop.pictures.scene import Place, Scene


def _round_tin(s: Scene, look: Look, at: Place, r: float = 0.95, h: float = 0.9) -> None:
    """A closed round tin whose lid carries the words."""
    x, y, z = at
    s.cylinder(lacquer(s, look.colour), (x, y + h / 2, z), r, h / 2, 0.03)
    lid = lacquer(s, look.colour)
    s.cylinder(lid, (x, y + h + 0.02, z), r + 0.03, 0.14, 0.05)
    s.decal(lid, look.stamp(look.colour, (1000, 1000), 165), ABOVE, (-r * 0.82, r * 0.82, -r * 0.82, r * 0.82))


def shortbread(s: Scene, look: Look) -> None:
    """Pricked fingers of shortbread stacked before their tin."""
    s.elevation = 32
    _round_tin(s, look, (-0.6, 0, -0.75), 1.05, 0.8)
    crumb = s.material("#dcb779", 0.9, wrap=0.15, relief=(PEEL, 0.02, 14), pattern=(KRAFT, 1), second="#cfa05c")
    dark = s.material("#a87a40", 0.95)
    for level, (count, yaw) in enumerate(((4, 12), (3, 4), (2, 16))):
        lean = turn(y=yaw)
        for i in range(count):
            frame = around(lean, (0.55, 0.15 + 0.28 * level, 0.85))
            x = (i - (count - 1) / 2) * 0.48
            s.box(crumb, frame(x, 0, 0), 0.21, 0.13, 0.72, 0.05, turned=lean)
            for q in range(5):
                s.ellipsoid(dark, frame(x + 0.07 * (-1) ** q, 0.128, -0.5 + 0.25 * q), 0.032, 0.012, 0.032)


def amaretti(s: Scene, look: Look) -> None:
    """Cracked round biscuits, two of them in twisted tissue, before a square tin."""
    s.elevation = 28
    tin = lacquer(s, look.colour)
    s.box(tin, (-0.75, 0.75, -0.55), 0.75, 0.75, 0.75, 0.08, turned=turn(y=20))
    s.box(lacquer(s, mix(look.colour, INK, 0.15)), (-0.75, 1.60, -0.55), 0.78, 0.14, 0.78, 0.08, turned=turn(y=20))
    s.decal(tin, look.sticker((1000, 1000), 170), FRONT, (-0.55, 0.55, -0.5, 0.5), 0.7)
    dough = s.material("#c98f52", 0.9, relief=(PEEL, 0.09, 7), pattern=(DUST, 5), second="#f4e8d2")
    for x, y, z in ((0.62, 0.2, 0.25), (1.20, 0.2, 0.0), (0.95, 0.52, 0.12), (0.42, 0.2, 1.15), (1.65, 0.2, 0.62)):
        s.ellipsoid(dough, (x, y, z), 0.34, 0.21, 0.34)
    tissue = s.material("#f6efe4", 0.8, wrap=0.4, relief=(PEEL, 0.06, 9))
    ends = s.material(mix(look.colour, "#f6efe4", 0.35), 0.8, wrap=0.3, relief=(FLUTED, 0.05, 7))
    for x, z, yaw in ((1.15, 1.05, 18), (-0.35, 1.25, -14)):
        lean = turn(y=yaw)
        frame = around(lean, (x, 0.26, z))
        s.ellipsoid(tissue, frame(0, 0, 0), 0.36, 0.25, 0.27, turned=lean)
        for side in (-1, 1):
            s.cone(ends, frame(side * 0.30, 0, 0), 0.05, 0.34, 0.17, turned=lean @ turn(z=-90 * side))


def oat_crisps(s: Scene, look: Look) -> None:
    """A tall stack of thin crisps before their tin, two fallen, and oats."""
    s.elevation = 24
    _round_tin(s, look, (-0.95, 0, -0.55), 0.85, 1.35)
    crisp = s.material("#b9803e", 0.6, relief=(PEEL, 0.10, 10), pattern=(SPECKLE, 12), second="#e3c48a")
    for i in range(13):
        s.cylinder(
            crisp,
            (0.75 + 0.03 * math.sin(i * 2), 0.06 + 0.105 * i, 0.1 + 0.03 * math.cos(i * 3)),
            0.62,
            0.04,
            0.03,
            turned=turn(2 * math.sin(i), 0, 2 * math.cos(i)),
        )
    s.cylinder(crisp, (1.32, 0.52, 0.78), 0.60, 0.04, 0.03, turned=turn(62, -30))
    s.cylinder(crisp, (0.30, 0.06, 1.15), 0.60, 0.04, 0.03)
    scatter(s, "oat", (-0.75, 0, 0.95))


def crispbread(s: Scene, look: Look) -> None:
    """Big round rye breads with a hole, stacked and tied with string."""
    s.elevation = 30
    rye = s.material("#a87848", 0.95, relief=(PEEL, 0.07, 8), pattern=(SPECKLE, 10), second="#6b4526")
    dot = s.material("#5d3c20", 0.95)
    for i in range(5):
        y = 0.10 + 0.20 * i
        s.cylinder(rye, (0.02 * i, y, 0), 1.45, 0.085, 0.06, turned=turn(y=30 * i))
        s.cylinder(rye, (0.02 * i, y, 0), 0.24, 0.2, 0.01, cut=0.02)
    for k in range(40):
        a, r = k * 2.4, 0.34 + 1.02 * math.sqrt(k / 40)
        s.ellipsoid(dot, (0.08 + r * math.cos(a), 0.985, r * math.sin(a)), 0.04, 0.012, 0.04)
    cord = s.material("#b98a52", 0.9, relief=(GRAIN, 0.02, 40))
    for yaw in (18, 108):
        loop = np.array([(-1.49, 0.0), (-1.49, 1.02), (1.53, 1.02), (1.53, 0.0)])
        s.tube(cord, (0, 0, 0), loop, 0.03, turned=turn(y=yaw))
    for side in (-1, 1):
        bow = smooth([(0, 0), (side * 0.28, 0.16), (side * 0.46, 0.02), (side * 0.25, -0.10), (0, 0)])
        s.tube(cord, (0, 1.06, 0), bow, 0.03, turned=turn(y=10) @ turn(x=-60))
    tag = s.material(look.label or PAPER, 0.8)
    s.box(tag, (0.35, 1.05, 0.68), 0.50, 0.012, 0.28, 0.01, turned=turn(y=-12))
    s.decal(tag, look.sticker((1000, 560), 170, ground=False, bare=True), ABOVE, (-0.48, 0.48, -0.26, 0.26))


def sesame_snaps(s: Scene, look: Look) -> None:
    """Amber bars packed with seeds, stacked crosswise, before their tin."""
    s.elevation = 34
    _round_tin(s, look, (-0.75, 0, -0.75), 0.98, 0.75)
    amber = s.material(
        "#c98a2e", 0.15, 0.05, wrap=0.35, pattern=(SPECKLE, 17), second="#f0e2bd", relief=(PEEL, 0.07, 16)
    )
    for level in range(3):
        for i in range(3 - level):
            lean = turn(y=20 + (90 if level % 2 else 0))
            x = (i - (2 - level) / 2) * 0.56
            s.box(amber, around(lean, (0.6, 0.10 + 0.17 * level, 0.75))(x, 0, 0), 0.25, 0.075, 0.78, 0.03, turned=lean)
    scatter(s, "sesame", (-0.75, 0, 1.0))


def crackers(s: Scene, look: Look) -> None:
    """Square pricked crackers in a leaning row, two flat in front of their tin."""
    s.elevation = 30
    tin = lacquer(s, look.colour)
    s.box(tin, (-0.85, 0.80, -0.55), 0.72, 0.80, 0.60, 0.06, turned=turn(y=16))
    s.box(lacquer(s, mix(look.colour, INK, 0.15)), (-0.85, 1.66, -0.55), 0.75, 0.10, 0.63, 0.06, turned=turn(y=16))
    s.decal(tin, look.sticker((1000, 1100), 170), FRONT, (-0.52, 0.52, -0.58, 0.58), 0.7)
    crumb = s.material("#d3ad6e", 0.9, relief=(PEEL, 0.04, 12), pattern=(SPECKLE, 14), second="#7d8a52")
    hole = s.material("#8a6332", 0.95)

    def square(at: Place, lean: np.ndarray) -> None:
        s.box(crumb, at, 0.50, 0.045, 0.50, 0.05, turned=lean)
        for q in range(9):
            s.ellipsoid(
                hole,
                around(lean, at)(-0.28 + 0.28 * (q % 3), 0.042, -0.28 + 0.28 * (q // 3)),
                0.035,
                0.012,
                0.035,
                turned=lean,
            )

    for i in range(6):
        square((0.35 + 0.17 * i, 0.50, 0.05), turn(y=10) @ turn(z=-70))
    square((0.35, 0.06, 1.25), turn(y=24))
    square((0.72, 0.15, 1.12), turn(y=-10))
    beside(s, look, ((1.55, 0, 1.0),))


def pastilles(s: Scene, look: Look) -> None:
    """An open shallow tin of sugared domes, its lid leaning behind."""
    s.elevation = 38
    paint = lacquer(s, look.colour)
    s.lathe(paint, (0, 0, 0), vessel([(1.05, 0), (1.12, 0.03), (1.15, 0.1), (1.15, 0.46)], 0.05, 0.08))
    s.cylinder(s.material("#f6efe2", 0.8), (0, 0.12, 0), 1.08, 0.04, 0.01)
    sugar = s.material("#b8324c", 0.5, wrap=0.35, relief=(PEEL, 0.05, 24), pattern=(DUST, 20), second="#f0d4d6")
    for i in range(26):
        a, r = i * 2.3999, 0.95 * math.sqrt((i + 0.4) / 26)
        s.ellipsoid(sugar, (r * math.cos(a), 0.28 + 0.11 * (i % 3 == 0), r * math.sin(a)), 0.185, 0.15, 0.185)
    lid = lacquer(s, look.colour)
    s.cylinder(lid, (-0.45, 0.98, -1.25), 1.17, 0.08, 0.05, turned=turn(70, 12))
    s.decal(lid, look.stamp(look.colour, (1000, 1000), 165), ABOVE, (-0.85, 0.85, -0.85, 0.85))
    beside(s, look, ((1.55, 0, 0.65),))


def candied_ginger(s: Scene, look: Look) -> None:
    """A jar of sugared golden cubes, three in front."""
    cube = s.material("#d9a544", 0.45, wrap=0.4, relief=(PEEL, 0.05, 22), pattern=(DUST, 18), second="#fbf0d2")
    for i in range(34):
        a, r = i * 2.4, 0.56 * math.sqrt((i % 7 + 0.5) / 7)
        s.box(
            cube,
            (-0.4 + r * math.cos(a), 0.22 + 0.20 * (i // 6), r * math.sin(a) - 0.1),
            0.15,
            0.12,
            0.15,
            0.04,
            turned=turn(17 * i, 31 * i),
        )
    s.lathe(
        s.material("#f2f2ea", 0.03),
        (-0.4, 0, -0.1),
        vessel([(0.72, 0), (0.80, 0.04), (0.83, 0.14), (0.83, 1.42), (0.76, 1.58)], 0.05, 0.07),
        glass=True,
    )
    s.cylinder(lacquer(s, look.colour), (-0.4, 1.70, -0.1), 0.80, 0.15, 0.04)
    s.box(s.material(PAPER, 0.8), (-0.4, 0.78, 0.745), 0.44, 0.26, 0.012, 0.005)
    s.decal(
        len(s.materials) - 1, look.sticker((900, 540), 140, ground=False, bare=True), FRONT, (-0.42, 0.42, -0.24, 0.24)
    )
    for x, z, k in ((0.55, 0.95, 20), (0.85, 1.15, 60), (0.35, 1.25, 5)):
        s.box(cube, (x, 0.14, z), 0.16, 0.13, 0.16, 0.04, turned=turn(y=k))
    beside(s, look, ((1.30, 0, 0.15),))
