"""Truffles, bars of chocolate and cocoa."""

import math
from dataclasses import dataclass

import numpy as np

from workshop.pictures.archetypes.ingredients.beside import beside
from workshop.pictures.archetypes.look import Look, around, card, lacquer
from workshop.pictures.kernel.surface import DUST, PEEL
from workshop.pictures.kernel.tables import ABOVE, AROUND
from workshop.pictures.lines import aligned, turn
from workshop.pictures.palette import mix
from workshop.pictures.scene import Place, Scene


@dataclass(frozen=True)
class _Coat:
    """What a truffle is dusted with or dipped in, in two tones, and what it is rolled in or topped with.

    `bit`: half edges of one crumb, half axes where they are seeds; `bits`: how many lie on the half that is seen; `reach`: how
    far down from its top, in degrees.
    """

    base: str
    dust: str
    rough: float = 0.95
    crumbs: tuple[str, str] | None = None
    bit: tuple[float, float, float] = (0.04, 0.026, 0.03)
    bits: int = 0
    reach: float = 104
    are_seeds: bool = False


# Truffle coatings by stuff.
_COAT = {
    "": _Coat("#4d2f20", "#654331"),
    "salt": _Coat("#412719", "#4f3222", 0.62, ("#f6efe2", "#e9e0d2"), (0.022, 0.012, 0.018), 16, 48),
    "pistachio": _Coat("#76823f", "#8f9a55", 0.95, ("#87934a", "#9ba45f"), (0.034, 0.018, 0.026), 64),
    "hazelnut": _Coat("#7d5030", "#936440", 0.95, ("#94663f", "#b0845a"), (0.034, 0.018, 0.026), 64),
    "rum": _Coat("#24140e", "#2a1811", 0.30),
    "raspberry": _Coat("#96354d", "#b2566b", 0.95, ("#9c2f48", "#b8536a"), (0.022, 0.014, 0.018), 64),
    "orange": _Coat("#412719", "#4f3222", 0.62, ("#d98a2e", "#e4a24a"), (0.046, 0.014, 0.016), 10, 32),
    "coconut": _Coat("#f1e9db", "#f8f2e7", 0.95, ("#fbf6ec", "#efe6d6"), (0.056, 0.009, 0.012), 72),
    "sesame": _Coat("#8a6038", "#9c7347", 0.95, ("#efe0bb", "#dfc998"), (0.036, 0.014, 0.022), 84, are_seeds=True),
    "almond": _Coat("#a37447", "#b4885a", 0.95, ("#c79d6c", "#dcbb8d"), (0.040, 0.010, 0.024), 64),
    "whisky": _Coat("#54331f", "#5f3b25", 0.36),
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
    s.box(inside, at(0, 0.30, 0), width - 0.05, 0.05, depth - 0.05, 0.01, turned=yaw)
    coat = _COAT[look.stuff]
    is_dusted = coat.rough > 0.9
    skin = s.material(
        coat.base,
        coat.rough,
        0.02 if is_dusted else 0.04,
        sheen=0.10 if is_dusted else 0,
        relief=(PEEL, 0.010 if is_dusted else 0.003, 26),
        pattern=(DUST, 62),
        second=coat.dust,
    )
    crumbs = tuple(s.material(tone, 0.9, 0.02) for tone in coat.crumbs or ())
    for place in range(columns * rows):
        row, column = divmod(place, columns)
        x, z = (column - (columns - 1) / 2) * 0.725, (row - (rows - 1) / 2) * 0.725
        _truffle(s, at(x, 0.35, z), place, skin, coat, crumbs)
    lid = card(s, look.colour)
    s.decal(
        lid,
        look.stamp(look.colour, (1310, 1000), 190),
        ABOVE,
        (-width * 0.77, width * 0.77, -depth * 0.78, depth * 0.78),
    )
    s.box(lid, at(0.10, 1.13, -1.68), width + 0.02, 0.16, depth + 0.02, 0.03, turned=yaw @ turn(x=66))
    beside(s, look, ((1.95, 0, 1.35), (0.55, 0, 1.75)))


def _truffle(s: Scene, foot: Place, place: int, skin: int, coat: _Coat, crumbs: tuple[int, ...]) -> None:
    """One truffle on its foot, rolled by hand: no two of a box are quite as round as each other."""
    wide, high = 0.275 + 0.010 * math.sin(place * 2.3), 0.255 + 0.010 * math.cos(place * 1.7)
    middle = np.asarray(foot, float) + np.array([0, high, 0])
    s.ellipsoid(skin, middle, wide, high, wide * (1 + 0.03 * math.sin(place * 3.1)), turned=turn(y=place * 40))
    for number in range(coat.bits):
        # Evenly over a cap of the ball: equal steps in height, the golden angle round.
        up = 1 - (1 - math.cos(math.radians(coat.reach))) * (number + 0.5) / coat.bits
        around_it, flat = number * 2.39996 + place, math.sqrt(1 - up * up)
        out = np.array([flat * math.cos(around_it), up, flat * math.sin(around_it)])
        lying = aligned(out) @ turn(s.random.uniform(-16, 16), s.random.uniform(0, 360), s.random.uniform(-16, 16))
        a, b, c = np.array(coat.bit) * s.random.uniform(0.7, 1.15)
        at = middle + out * (wide, high, wide)
        # Joined to their truffle: a group of its own for each would be asked for at every pixel.
        if coat.are_seeds:
            s.ellipsoid(crumbs[number % 2], at, a, b, c, turned=lying, join=0)
        else:
            s.box(crumbs[number % 2], at, a, b, c, 0.6 * min(a, b, c), turned=lying, join=0)


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
