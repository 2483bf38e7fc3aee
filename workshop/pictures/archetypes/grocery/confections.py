"""Truffles, bars of chocolate and cocoa."""

import math

from workshop.pictures.archetypes.ingredients.beside import beside
from workshop.pictures.archetypes.look import Look, around, card, lacquer
from workshop.pictures.kernel.surface import DUST, PEEL
from workshop.pictures.kernel.tables import ABOVE, AROUND
from workshop.pictures.lines import turn
from workshop.pictures.palette import mix
from workshop.pictures.scene import Scene

# What some truffles are strewn with.
_FLAKES = {"salt": "#f6efe2", "orange": "#e08c2a", "sesame": "#efe0bb"}

# Truffle coatings by stuff: base, dust over it, how rough.
_COAT = {
    "": ("#3a2015", "#6f4a33", 0.85),
    "salt": ("#3d2216", "#5a3a2a", 0.45),
    "pistachio": ("#6d7a3c", "#a9b36a", 0.9),
    "hazelnut": ("#7a4a28", "#a87848", 0.9),
    "rum": ("#24140e", "#3a2015", 0.22),
    "raspberry": ("#8f2a44", "#c97a8a", 0.85),
    "orange": ("#3a2015", "#5c3820", 0.5),
    "coconut": ("#f3ece0", "#fffaf0", 0.95),
    "sesame": ("#8a5c34", "#a88458", 0.85),
    "almond": ("#9a6a40", "#c99a68", 0.9),
    "whisky": ("#4b2a1a", "#8a5a2c", 0.3),
}


def truffle_box(s: Scene, look: Look) -> None:
    """An open box of truffles all of one coating, the lid behind, the flavour beside it."""
    s.elevation = 38
    columns, rows = 4, 3
    width, depth, height, yaw = columns * 0.37 + 0.07, rows * 0.37 + 0.07, 0.34, turn(y=-18)
    at = around(yaw)
    box, inside = card(s, look.colour), s.material("#efe2cc", 0.8)
    s.box(box, at(0, height, 0), width, height, depth, 0.03, turned=yaw)
    s.box(inside, at(0, height + 0.14, 0), width - 0.07, height, depth - 0.07, 0.02, turned=yaw, cut=0.01)
    s.box(inside, at(0, 0.30, 0), width - 0.07, 0.05, depth - 0.07, 0.01, turned=yaw)
    base, dust, rough = _COAT[look.stuff]
    round_one = s.material(
        base, rough, 0.05, relief=(PEEL, 0.045 if rough > 0.6 else 0.004, 13), pattern=(DUST, 9), second=dust
    )
    flake = s.material(_FLAKES.get(look.stuff, dust), 0.5)
    for place in range(columns * rows):
        row, column = divmod(place, columns)
        x, z = (column - (columns - 1) / 2) * 0.725, (row - (rows - 1) / 2) * 0.725
        s.ellipsoid(round_one, at(x, 0.62, z), 0.31, 0.29, 0.31, turned=turn(y=place * 40))
        for q in range(7 if look.stuff in _FLAKES else 0):
            a = q * 2.4 + place
            s.box(
                flake,
                at(x + 0.03 * q * math.cos(a), 0.905 - 0.0019 * q * q, z + 0.03 * q * math.sin(a)),
                0.042,
                0.02,
                0.03 if look.stuff == "orange" else 0.042,
                0.008,
                turned=turn(10 * q, 40 * q),
            )
    lid = card(s, look.colour)
    s.decal(
        lid,
        look.stamp(look.colour, (1310, 1000), 190),
        ABOVE,
        (-width * 0.77, width * 0.77, -depth * 0.78, depth * 0.78),
    )
    s.box(lid, at(0.10, 1.13, -1.62), width + 0.02, 0.16, depth + 0.02, 0.03, turned=yaw @ turn(x=66))
    beside(s, look, ((1.95, 0, 1.35), (0.55, 0, 1.75)))


_BAR = {"": "#3d2115", "dark": "#341b11", "milk": "#6f432a", "oat": "#80553a", "white": "#ead9b4", "coffee": "#2d1a12"}


def chocolate_bar(s: Scene, look: Look) -> None:
    """One bar half out of its foil and paper, showing the colour of the chocolate, with what is in it."""
    s.elevation = 38
    yaw = turn(y=22)
    frame = around(yaw, (-0.15, 0, -0.1))
    bar = s.material(_BAR[look.stuff], 0.28, 0.05)
    s.box(bar, frame(0, 0.08, 0), 0.92, 0.07, 1.75, 0.03, turned=yaw)
    for i in range(3):
        for j in range(2):
            s.box(
                bar, frame((i - 1) * 0.60, 0.16, 1.15 + j * 0.40 - 0.0), 0.26, 0.06, 0.17, 0.045, turned=yaw, join=0.03
            )
    foil = s.material("#d9c9a6", 0.30, 0.5, metal=0.85, relief=(PEEL, 0.03, 9))
    s.box(foil, frame(0, 0.10, -0.42), 0.95, 0.115, 1.32, 0.05, turned=yaw)
    for i in range(9):
        x = -0.88 + 0.22 * i
        s.box(
            foil,
            frame(x, 0.20, 0.92 + 0.10 * (i % 2)),
            0.13,
            0.012,
            0.15,
            0.01,
            turned=yaw @ turn(x=-24 + 16 * (i % 3), z=12 * (i % 2)),
        )
    wrap = s.material(look.colour, 0.6, 0.045, relief=(PEEL, 0.003, 12))
    s.box(wrap, frame(0, 0.115, -0.62), 0.97, 0.13, 1.16, 0.05, turned=yaw)
    s.decal(wrap, look.sticker((900, 1040), 180), ABOVE, (-0.68, 0.68, -0.80, 0.80), 0.75)
    for x, z, k in ((1.35, 1.05, 10), (1.02, 1.50, 50)):
        s.box(bar, (x, 0.08, z), 0.26, 0.07, 0.18, 0.045, turned=turn(y=k))
    beside(s, look, ((1.62, 0, -0.05), (-1.62, 0, 0.9)))


def drinking_chocolate(s: Scene, look: Look) -> None:
    """A tin of cocoa with what spices it."""
    tin, lid = lacquer(s, look.colour), lacquer(s, mix(look.accent, "#3d2115", 0.3))
    s.cylinder(tin, (-0.8, 0.95, -0.35), 0.70, 0.95, 0.03)
    s.cylinder(lid, (-0.8, 1.98, -0.35), 0.72, 0.14, 0.05)
    s.decal(tin, look.sticker((1000, 900), 150), AROUND, (-0.78, 0.78, -0.58, 0.62), 0.7)
    cocoa = s.material("#5d3620", 0.95, relief=(PEEL, 0.08, 14), pattern=(DUST, 7), second="#7a4a2c")
    s.ellipsoid(cocoa, (0.45, 0.02, 0.55), 0.62, 0.20, 0.45)
    beside(s, look, ((0.75, 0, 1.35),))
