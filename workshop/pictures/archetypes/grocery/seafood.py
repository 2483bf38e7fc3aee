"""Fish in opened tins, and crab in a jar."""

import math

import numpy as np
from PIL import Image, ImageDraw

from workshop.pictures.archetypes.ingredients.beside import beside
from workshop.pictures.archetypes.look import Look, around, card, lacquer
from workshop.pictures.kernel.surface import GRAIN, KRAFT, SPECKLE
from workshop.pictures.kernel.tables import AROUND, FRONT
from workshop.pictures.labels import label
from workshop.pictures.lines import Points, turn, vessel
from workshop.pictures.palette import INK, PAPER
from workshop.pictures.scene import Scene


def _tin_line(a: float, b: float, r: float) -> Points:
    corners = ((a - r, b - r, 0), (-a + r, b - r, 90), (-a + r, -b + r, 180), (a - r, -b + r, 270))
    return np.array(
        [
            (x + r * math.cos(math.radians(q + e)), y + r * math.sin(math.radians(q + e)))
            for x, y, q in corners
            for e in range(0, 91, 15)
        ]
    )


def fish_tin(s: Scene, look: Look) -> None:
    """A shallow tin with its lid rolled back over the fish, and a second in its paper with the name."""
    s.elevation = 38
    metal, flat = s.material("#cdb98a", 0.24, 0.6, metal=1), turn(y=18) @ turn(x=-90)
    frame = around(turn(y=18), (0.35, 0, 0.62))
    s.extrude(metal, frame(0, 0.24, 0), _tin_line(1.12, 0.72, 0.34), 0.24, 0.05, turned=flat)
    s.extrude(metal, frame(0, 0.34, 0), _tin_line(1.04, 0.64, 0.30), 0.20, 0.02, turned=flat, cut=0.01)
    s.extrude(
        s.material("#b9922c", 0.08, 0.05), frame(0, 0.16, 0), _tin_line(1.05, 0.65, 0.30), 0.10, 0.02, turned=flat
    )
    roll = s.material("#d9c79a", 0.24, 0.6, metal=1)
    s.cylinder(roll, frame(-0.92, 0.56, 0), 0.15, 0.62, 0.04, turned=turn(y=18) @ turn(x=90))
    _IN_TIN[look.stuff](s, frame)
    wrap = card(s, look.colour)
    s.extrude(wrap, (-0.45, 0.26, -0.85), _tin_line(1.18, 0.78, 0.30), 0.26, 0.05, turned=turn(y=8) @ turn(x=-90))
    s.decal(wrap, look.stamp(look.colour, (1400, 900), 210), FRONT, (-1.0, 1.0, -0.62, 0.62))
    beside(s, look, ((1.75, 0, -0.45), (-1.55, 0, 0.85)))


def _sardines(s: Scene, frame: object) -> None:
    skin = s.material("#9aa3a4", 0.22, 0.3, metal=0.5, pattern=(SPECKLE, 6), second="#4d5a66")
    for i in range(4):
        z = -0.45 + 0.30 * i
        s.ellipsoid(skin, frame(0.16, 0.33, z), 0.80, 0.11, 0.145, turned=turn(y=18))  # type: ignore[operator]


def _mackerel(s: Scene, frame: object) -> None:
    flesh = s.material("#c99a5c", 0.35, 0.05, relief=(GRAIN, 0.05, 9), pattern=(KRAFT, 1), second="#8a5a2c")
    for i in range(3):
        s.box(flesh, frame(0.16, 0.33, -0.38 + 0.38 * i), 0.80, 0.10, 0.17, 0.09, turned=turn(y=18 + 3 * i))  # type: ignore[operator]


def _mussels(s: Scene, frame: object) -> None:
    meat, dark = s.material("#d9822c", 0.25, 0.05, wrap=0.2), s.material("#2b2731", 0.3)
    for i in range(14):
        x, z = -0.55 + 0.26 * (i % 6), -0.40 + 0.36 * (i // 6) + 0.1 * (i % 2)
        s.ellipsoid(meat, frame(x, 0.34, z), 0.20, 0.11, 0.14, turned=turn(y=40 * i))  # type: ignore[operator]
        s.ellipsoid(dark, frame(x + 0.06, 0.36, z + 0.07), 0.11, 0.06, 0.05, turned=turn(y=40 * i))  # type: ignore[operator]
    shell = s.material("#23242e", 0.18, 0.05)
    for x, z, yaw in ((-1.05, 1.65, 20), (-1.5, 1.3, -30)):
        s.ellipsoid(shell, (x, 0.13, z), 0.42, 0.14, 0.22, turned=turn(y=yaw))


_IN_TIN = {"sardines": _sardines, "mackerel": _mackerel, "mussels": _mussels}


def paste_jar(s: Scene, look: Look) -> None:
    """A small jar with a red crab on its label."""
    s.elevation = 28
    paste = s.material("#d9a078", 0.6, wrap=0.3)
    s.cylinder(paste, (-0.5, 0.72, -0.1), 0.80, 0.66, 0.05)
    s.decal(paste, _crab_label(look), AROUND, (-0.95, 0.95, -0.62, 0.62), 0.8)
    s.lathe(
        s.material("#f2f2ea", 0.03),
        (-0.5, 0, -0.1),
        vessel([(0.76, 0), (0.83, 0.04), (0.87, 0.14), (0.87, 1.36), (0.82, 1.46)], 0.05, 0.07),
        glass=True,
    )
    s.cylinder(lacquer(s, look.accent), (-0.5, 1.60, -0.1), 0.86, 0.14, 0.04)


def _crab_label(look: Look) -> Image.Image:
    paper = look.label or PAPER
    image = label(look.words, ground=paper, size=(1000, 700), type_size=100, bare=True)
    draw = ImageDraw.Draw(image)
    draw.rectangle((60, 60, 940, 400), fill=paper)
    moved = label(look.words, ground=None, size=(1000, 260), type_size=130, bare=True)
    draw.rectangle((40, 260, 960, 470), fill=paper)
    image.alpha_composite(moved, (0, 430))
    red = "#b0402a"
    draw.ellipse((370, 190, 630, 370), fill=red)
    for side in (-1, 1):
        for k in range(3):
            x = 500 + side * (110 + 10 * k)
            draw.line((x, 260 + 34 * k, x + side * 90, 250 + 48 * k, x + side * 120, 310 + 48 * k), fill=red, width=20)
        draw.line((500 + side * 110, 220, 500 + side * 190, 150), fill=red, width=26)
        draw.pieslice(
            (500 + side * 210 - 62, 70, 500 + side * 210 + 62, 194),
            300 if side > 0 else 280,
            560 if side < 0 else 600,
            fill=red,
        )
        draw.ellipse((500 + side * 50 - 14, 160, 500 + side * 50 + 14, 196), fill=INK)
    return image
