"""Tea and herbs in what they are sold in."""

import math

import numpy as np
from PIL import Image, ImageDraw

from workshop.pictures.archetypes.ingredients.beside import beside
from workshop.pictures.archetypes.look import Look, around, brass, kraft, lacquer
from workshop.pictures.kernel.surface import FLUTED, GRAIN, KRAFT, PEEL
from workshop.pictures.kernel.tables import ABOVE, AROUND, FRONT
from workshop.pictures.lines import turn, vessel
from workshop.pictures.palette import PAPER, mix, shade_of
from workshop.pictures.scene import Place, Scene

RIGHT, _FRONT, _LEFT = (1.32, 0.0, 0.62), (0.62, 0.0, 1.30), (-1.30, 0.0, 0.90)


# What a loose tea looks like, by the product's `stuff`.
_LEAF = {
    "": ("#3c4a2a", "#20301d"),
    "black": ("#2c2019", "#17100c"),
    "green": ("#56663a", "#34452a"),
    "roasted": ("#6b4a2c", "#43301f"),
    "red": ("#8a2a34", "#561722"),
    "rooibos": ("#8f4423", "#5f2a15"),
    "white": ("#a9aa84", "#787a58"),
    "flowers": ("#c9b268", "#7d8a4c"),
}


def tea_tin(s: Scene, look: Look) -> None:
    """A tall labelled tin with a heap of its own leaf and one thing that scents it."""
    paint, lid = lacquer(s, look.colour), brass(s)
    s.cylinder(paint, (-0.35, 1.0, 0), 0.80, 1.0)
    s.cylinder(lid, (-0.35, 2.13, 0), 0.815, 0.30, 0.05)
    s.decal(paint, look.sticker((1000, 1060), 158), AROUND, (-0.76, 0.76, 0.34 - 1.0, 0.62), 0.62)
    heap(s, (0.66, 0, 1.08), look.stuff)
    beside(s, look, (RIGHT, (-1.35, 0, 0.95)))


def heap(s: Scene, at: Place, stuff: str, spread: float = 0.36, count: int = 30) -> None:
    """A small heap of loose leaf."""
    pale, deep = _LEAF[stuff]
    leaf = s.material(pale, 0.75, second=deep, pattern=(KRAFT, 1))
    for i in range(count):
        a, r = i * 2.4, spread * math.sqrt(i / count)
        lean = turn(s.random.uniform(-20, 20), s.random.uniform(0, 180), s.random.uniform(-22, 22))
        place = np.add(at, (r * math.cos(a), 0.03 + 0.13 * (1 - r / spread), r * math.sin(a)))
        s.ellipsoid(leaf, place, 0.12, 0.026, 0.034, turned=lean)


def tea_caddy(s: Scene, look: Look) -> None:
    """A Japanese caddy in patterned paper, its inner lid off, with a heap of leaf."""
    paper = s.material(look.colour, 0.7)
    s.cylinder(paper, (-0.2, 0.92, 0), 0.72, 0.92, 0.02)
    s.cylinder(paper, (-0.2, 2.12, 0), 0.735, 0.27, 0.04)
    s.decal(paper, _waves(look), AROUND, (-3.1416, 3.1416, -0.95, 0.92), 0.7)
    s.cylinder(s.material(PAPER, 0.8), (-0.2, 0.95, 0), 0.724, 0.40, 0.01)
    s.decal(len(s.materials) - 1, look.sticker((900, 700), 150, bare=True), AROUND, (-0.6, 0.6, -0.40, 0.40), 0.8)
    heap(s, (0.95, 0, 0.85), look.stuff, 0.42, 40)
    beside(s, look, (_LEFT,))


def _waves(look: Look) -> Image.Image:
    """Seigaiha: overlapping arcs in the accent."""
    image = Image.new("RGBA", (1600, 800), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    for row in range(10, -2, -1):
        for column in range(-1, 18):
            x, y = column * 100 + (50 if row % 2 else 0), 800 - row * 90
            draw.ellipse((x - 50, y - 50, x + 50, y + 50), fill=look.colour)
            for r in (48, 32, 16):
                draw.ellipse((x - r, y - r, x + r, y + r), outline=mix(look.accent, look.colour, 0.35), width=5)
    return image


def pouch(s: Scene, look: Look) -> None:
    """A flat stand-up pouch of paper with a crimped top, a notch and a label, its contents beside it."""
    paper = kraft(s, mix(look.colour, "#d8c3a2", 0.35))
    yaw = turn(y=14)
    frame = around(yaw, (-0.3, 0, 0))
    s.bag(paper, frame(0, 1.28, 0), 0.98, 1.28, 0.42, turned=yaw)
    seal = s.material(shade_of(mix(look.colour, "#d8c3a2", 0.35), 0.86), 0.7, relief=(FLUTED, 0.0, 10))
    s.box(seal, frame(0, 2.56, 0), 0.96, 0.17, 0.045, 0.02, turned=yaw)
    s.box(s.material("#2b2731", 0.6), frame(0, 2.34, 0.0), 0.97, 0.014, 0.075, 0.01, turned=yaw)
    s.decal(paper, look.sticker((1000, 1100), 180), FRONT, (-0.66, 0.66, -0.86, 0.60), 0.75)
    if look.stuff in _LEAF and look.stuff:
        heap(s, (0.70, 0, 1.05), look.stuff)
    beside(s, look, (RIGHT, (-1.25, 0, 0.95)))


def herb_bundle(s: Scene, look: Look) -> None:
    """Dried stems with their flower heads, tied with string, and a paper tag."""
    s.elevation = 36
    stem, bud = s.material("#a8a878", 0.85), s.material("#b9b27a", 0.9, wrap=0.3, relief=(PEEL, 0.08, 26))
    for i in range(20):
        spread = (i - 9.5) / 9.5
        lean = turn(0, 28 + 11 * spread, -88)
        start = np.array([-1.35 - 0.1 * abs(spread), 0.09 + 0.05 * (i % 4), 0.62 + 0.22 * spread])
        frame = around(lean, start)
        length = 2.0 + 0.3 * s.random.uniform(-1, 1)
        s.cone(stem, start, 0.022, length, 0.016, turned=lean)
        for q in range(4):
            r = 0.095 - 0.014 * q
            s.ellipsoid(bud, frame(0, length + 0.17 * q, 0), r, 0.08, r, turned=lean)
    cord = s.material("#8a6a42", 0.9, relief=(GRAIN, 0.02, 40))
    for k in range(3):
        s.torus(
            cord,
            around(turn(0, 28, -88), (-1.35, 0.17, 0.62))(0, 0.82 + 0.06 * k, 0),
            0.235,
            0.035,
            turned=turn(0, 28, -88),
        )
    tag = s.material(PAPER, 0.8)
    s.box(tag, (0.10, 0.03, 1.28), 0.52, 0.012, 0.30, 0.01, turned=turn(y=12))
    s.decal(tag, look.sticker((1000, 580), 150, ground=False, bare=True), ABOVE, (-0.5, 0.5, -0.28, 0.28))
    beside(s, look, ((1.35, 0, 1.0),))


def tea_open(s: Scene, look: Look) -> None:
    """A low tin standing open and full of its own leaf, the lid leaning on it, its fruit or spice in front."""
    s.elevation = 34
    paint, lid = lacquer(s, look.colour), brass(s)
    s.lathe(paint, (-0.45, 0, -0.2), vessel([(1.0, 0), (1.04, 0.02), (1.05, 0.1), (1.05, 1.05)], 0.05, 0.08))
    s.decal(paint, look.sticker((1300, 720), 170), AROUND, (-0.72, 0.72, 0.14, 0.90), 0.62)
    pale, deep = _LEAF[look.stuff]
    leaves = s.material(pale, 0.75, pattern=(KRAFT, 1), second=deep, relief=(PEEL, 0.06, 9))
    s.cylinder(leaves, (-0.45, 0.80, -0.2), 0.99, 0.05)
    heap(s, (-0.45, 0.86, -0.2), look.stuff, 0.92, 56)
    s.cylinder(lid, (0.98, 0.62, -0.55), 1.06, 0.11, 0.05, turned=turn(0, 24, -68))
    beside(s, look, ((1.35, 0, 0.75), (0.35, 0, 1.40)))
