"""Fruit and nuts that lie beside what is made of them."""

import math

import numpy as np

from workshop.pictures.archetypes.look import around, foliage
from workshop.pictures.kernel.surface import BLUSH, GRAIN, KRAFT, PEEL, SPECKLE
from workshop.pictures.lines import smooth, turn
from workshop.pictures.palette import mix, shade_of
from workshop.pictures.scene import Place, Scene


def _half_citrus(s: Scene, at: Place, peel: str, flesh: str, r: float) -> None:
    """A cut half turned to the eye, its segments showing, and a whole one behind."""
    skin = s.material(peel, 0.42, 0.05, relief=(PEEL, 0.010, 30))
    pith, pulp = s.material("#f6ead0", 0.7), s.material(flesh, 0.18, 0.05, wrap=0.3, relief=(PEEL, 0.02, 26))
    s.ellipsoid(skin, np.add(at, (0.42, r * 0.96, -0.40)), r, r * 0.96, r)
    lean = turn(-18, -16)
    place = np.add(at, (0, r * 0.92, 0.15))
    frame = around(lean, place)
    s.ellipsoid(skin, place, r, r, r * 0.94, turned=lean)
    s.box(skin, frame(0, 0, r), r * 1.2, r * 1.2, r, 0.01, turned=lean, cut=0.01)
    s.cylinder(pith, place, r * 0.96, 0.02, 0.01, turned=lean @ turn(x=90))
    for i in range(9):
        a = 2 * math.pi * i / 9
        s.ellipsoid(
            pulp,
            frame(0.52 * r * math.cos(a), 0.52 * r * math.sin(a), 0.015),
            r * 0.36,
            r * 0.145,
            0.03,
            turned=lean @ turn(z=math.degrees(a)),
        )


def orange(s: Scene, at: Place) -> None:
    _half_citrus(s, at, "#d9791e", "#e6902a", 0.46)


def lemon(s: Scene, at: Place) -> None:
    _half_citrus(s, at, "#e0b52e", "#ead26a", 0.36)


def bergamot(s: Scene, at: Place) -> None:
    _half_citrus(s, at, "#b9b23c", "#dcd79a", 0.40)


def apple(s: Scene, at: Place) -> None:
    line = [
        (0, 0.36),
        (0, 0.36),
        (0.10, 0.45),
        (0.28, 0.47),
        (0.44, 0.34),
        (0.46, 0.10),
        (0.36, -0.22),
        (0.18, -0.40),
        (0, -0.33),
    ]
    skin = s.material("#b8382a", 0.38, 0.045, pattern=(BLUSH, 30), second="#c98a3a")
    s.lathe(skin, np.add(at, (0.1, 0.42, 0)), smooth(line), turned=turn(6, 0, -8))
    s.cone(s.material("#4a3322", 0.8), np.add(at, (0.12, 0.78, 0)), 0.02, 0.24, 0.028, turned=turn(z=-14))


def raspberry(s: Scene, at: Place, colour: str = "#a82a3c") -> None:
    red = s.material(colour, 0.45, 0.05, wrap=0.25, relief=(PEEL, 0.02, 30))
    for x, z in ((0, 0), (0.36, 0.12), (0.10, 0.36), (-0.28, 0.26)):
        for ring in range(4):
            r, up, n = (0.155, 0.165, 0.13, 0.05)[ring], 0.07 + 0.085 * ring, (8, 8, 6, 2)[ring]
            for i in range(n):
                a = 2 * math.pi * i / n + ring * 0.4
                s.ellipsoid(
                    red,
                    np.add(at, (x + r * math.cos(a), up, z + r * math.sin(a))),
                    0.07,
                    join=None if ring + i == 0 else 0.015,
                )


def cloudberry(s: Scene, at: Place) -> None:
    raspberry(s, at, "#d9892e")


def strawberry(s: Scene, at: Place) -> None:
    red, green = s.material("#b8202a", 0.28, 0.05, pattern=(SPECKLE, 16), second="#e0b35a"), s.material("#5c7f3c", 0.7)
    body = smooth([(0, 0.40), (0.10, 0.36), (0.25, 0.10), (0.31, -0.14), (0.20, -0.28), (0, -0.28)])
    for x, z, yaw, tilt in ((0, 0, 0, 112), (0.50, 0.10, 60, 104), (0.12, 0.46, -40, 118)):
        lean = turn(y=yaw) @ turn(z=tilt)
        place = np.add(at, (x, 0.27, z))
        s.lathe(red, place, body, turned=lean)
        for i in range(5):
            s.leaf(
                green,
                around(lean, place)(0, -0.27, 0),
                0.24,
                0.07,
                thick=0.012,
                bend=0.3,
                turned=lean @ turn(0, i * 72, -8),
            )


def stone_fruit(s: Scene, at: Place, colour: str, blush: str, r: float = 0.34) -> None:
    """Apricots, peaches and plums: a ball with a seam, whole and halved around its stone."""
    skin = s.material(colour, 0.65, sheen=0.12, wrap=0.15, pattern=(BLUSH, 50), second=blush)
    seam = s.material(shade_of(colour, 0.72), 0.7)
    for x, z in ((0.30, -0.25), (-0.35, 0.1)):
        s.ellipsoid(skin, np.add(at, (x, r * 0.95, z)), r, r * 0.95, r)
        s.torus(seam, np.add(at, (x, r * 0.95, z)), r * 0.965, r * 0.05, turned=turn(0, 70 * x, 84))
    lean = turn(-35, -10)
    place = np.add(at, (0.28, r * 0.8, 0.42))
    frame = around(lean, place)
    s.ellipsoid(skin, place, r, r, r * 0.9, turned=lean)
    s.box(skin, frame(0, 0, r), r * 1.2, r * 1.2, r, 0.01, turned=lean, cut=0.01)
    s.cylinder(
        s.material(mix(colour, "#f2c46a", 0.4), 0.4, wrap=0.3), place, r * 0.96, 0.02, 0.01, turned=lean @ turn(x=90)
    )
    s.ellipsoid(s.material("#7a4a28", 0.7, relief=(PEEL, 0.05, 16)), place, r * 0.36, r * 0.46, r * 0.2, turned=lean)


def apricot(s: Scene, at: Place) -> None:
    stone_fruit(s, at, "#dd9a3e", "#c8642e")


def plum(s: Scene, at: Place) -> None:
    stone_fruit(s, at, "#46264a", "#5d3a66", 0.34)


def fig(s: Scene, at: Place) -> None:
    skin = s.material("#4a2b46", 0.6, pattern=(BLUSH, 18), second="#6f5a4a")
    line = smooth([(0, 0.52), (0.05, 0.50), (0.09, 0.34), (0.26, 0.12), (0.37, -0.12), (0.28, -0.32), (0, -0.38)])
    s.lathe(skin, np.add(at, (0.30, 0.36, -0.25)), line, turned=turn(0, 20, -14))
    lean = turn(-30, -14)
    place = np.add(at, (0, 0.32, 0.28))
    s.lathe(skin, place, line, turned=lean)
    s.box(skin, around(lean, place)(0, 0, 0.6), 0.6, 0.8, 0.6, 0.01, turned=lean, cut=0.01)
    s.extrude(
        s.material("#ecdcc0", 0.6),
        around(lean, place)(0, 0, 0.0),
        np.vstack([line, line[::-1] * [-1, 1]]) * 0.94,
        0.02,
        0.01,
        turned=lean,
    )
    s.ellipsoid(
        s.material("#a83a46", 0.35, pattern=(SPECKLE, 26), second="#e3b98a", wrap=0.2),
        around(lean, place)(0, -0.1, 0.02),
        0.23,
        0.24,
        0.05,
        turned=lean,
    )


def quince(s: Scene, at: Place) -> None:
    line = smooth(
        [(0, 0.46), (0.08, 0.48), (0.16, 0.36), (0.36, 0.16), (0.46, -0.10), (0.34, -0.36), (0.1, -0.42), (0, -0.38)]
    )
    s.lathe(
        s.material("#d8b53a", 0.7, sheen=0.1, relief=(PEEL, 0.05, 5)),
        np.add(at, (0, 0.40, 0)),
        line,
        turned=turn(0, 0, -12),
    )
    s.leaf(foliage(s), np.add(at, (0.05, 0.84, 0)), 0.5, 0.16, bend=-0.2, turned=turn(0, 20, 16))


def rhubarb(s: Scene, at: Place) -> None:
    stalk = s.material("#b0404a", 0.4, 0.045, pattern=(KRAFT, 1), second="#c98a7a", relief=(GRAIN, 0.02, 8))
    for z, yaw, x in ((0, 14, 0), (0.26, 8, 0.06), (0.12, 20, 0.1)):
        s.box(
            stalk, np.add(at, (x, 0.09 + (0.16 if z == 0.12 else 0), z)), 0.75, 0.085, 0.115, 0.07, turned=turn(y=yaw)
        )


def coconut(s: Scene, at: Place) -> None:
    shell = s.material("#6b4630", 0.95, relief=(GRAIN, 0.06, 10), pattern=(KRAFT, 1), second="#4a2e1e")
    lean = turn(-40, -18)
    place = np.add(at, (0.1, 0.42, 0.1))
    s.ellipsoid(shell, place, 0.52, turned=lean)
    s.box(shell, around(lean, place)(0, 0, 0.62), 0.8, 0.8, 0.6, 0.01, turned=lean, cut=0.01)
    white = s.material("#fbf7ee", 0.6, wrap=0.2)
    s.torus(white, around(lean, place)(0, 0, 0.0), 0.44, 0.06, turned=lean @ turn(x=90))
    s.ellipsoid(white, around(lean, place)(0, 0, -0.08), 0.42, 0.42, 0.12, turned=lean)


def walnut(s: Scene, at: Place) -> None:
    shell = s.material("#b98a56", 0.75, relief=(PEEL, 0.10, 9), pattern=(KRAFT, 1), second="#8f6336")
    meat = s.material("#cba06a", 0.7, relief=(PEEL, 0.16, 8))
    for x, z in ((0, 0), (0.46, 0.16)):
        s.ellipsoid(shell, np.add(at, (x, 0.24, z)), 0.25, 0.23, 0.22, turned=turn(y=30 + 60 * x))
    s.ellipsoid(shell, np.add(at, (0.10, 0.13, 0.48)), 0.27, 0.15, 0.23)
    s.ellipsoid(meat, np.add(at, (0.10, 0.20, 0.48)), 0.21, 0.12, 0.18)


def avocado(s: Scene, at: Place) -> None:
    line = smooth(
        [
            (0, 0.52),
            (0.12, 0.48),
            (0.22, 0.22),
            (0.36, -0.06),
            (0.34, -0.30),
            (0.16, -0.44),
            (0, -0.46),
            (-0.16, -0.44),
            (-0.34, -0.30),
            (-0.36, -0.06),
            (-0.22, 0.22),
            (-0.12, 0.48),
        ],
        closed=True,
        steps=6,
    )
    lean = turn(y=24) @ turn(x=-58)
    place = np.add(at, (0, 0.30, 0.1))
    s.extrude(s.material("#3a4527", 0.6, relief=(PEEL, 0.03, 22)), place, line * 1.06, 0.24, 0.20, turned=lean)
    frame = around(lean, place)
    s.extrude(s.material("#d6d789", 0.5, wrap=0.2), frame(0, 0, 0.215), line * 0.93, 0.035, 0.03, turned=lean)
    s.ellipsoid(s.material("#7a4a28", 0.35), frame(0, -0.10, 0.26), 0.19)
