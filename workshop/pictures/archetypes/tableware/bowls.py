"""Bowls of clay, wood and stone."""

import math

from PIL import Image, ImageDraw

from workshop.pictures.archetypes.look import Look, wood
from workshop.pictures.archetypes.tableware.vessels import glazed
from workshop.pictures.kernel.surface import BANDS, DIPPED, MARBLE, PEEL, SPECKLE, THROWN
from workshop.pictures.kernel.tables import ABOVE, AROUND
from workshop.pictures.lines import aligned, smooth, turn, vessel
from workshop.pictures.palette import mix
from workshop.pictures.scene import Scene


def ramen_bowl(s: Scene, look: Look) -> None:
    """A deep bowl on a foot, with two pairs of notches in its rim for chopsticks."""
    s.elevation = 36
    m = s.material(
        look.colour,
        0.28,
        0.05,
        pattern=(DIPPED, 0.42),
        second=mix(look.accent, "#e9e1d2", 0.35),
        relief=(THROWN, 0.004, 26),
    )
    s.lathe(
        m, (0, 0, 0), vessel([(0.55, 0), (0.62, 0.10), (0.66, 0.16), (1.15, 0.55), (1.38, 1.02), (1.44, 1.3)], 0.08)
    )
    notch = s.material(look.colour, 0.28, 0.05)
    for x, z in ((-1.28, 0.52), (1.36, -0.12), (-1.32, 0.24), (1.32, -0.40)):
        s.cylinder(notch, (x, 1.34, z), 0.085, 0.20, 0.02, turned=turn(0, 14, 90), cut=0.03)


def salad_bowl(s: Scene, _look: Look) -> None:
    """A deep bowl of figured olive wood."""
    s.elevation = 30
    olive = wood(s, ("#c49a5e", "#6b4526"), 1.2)
    s.lathe(olive, (0, 0, 0), vessel([(0.75, 0), (0.86, 0.04), (1.35, 0.45), (1.58, 0.95), (1.58, 1.18)], 0.10))


def breakfast_bowls(s: Scene, look: Look) -> None:
    """Two rounded bowls, each its own colour."""
    s.elevation = 34
    line = [(0.40, 0), (0.48, 0.03), (0.84, 0.36), (0.95, 0.72), (0.96, 0.86)]
    for x, z, tone in ((-0.95, -0.3, look.colour), (0.85, 0.3, mix(look.accent, "#f4ecdf", 0.4))):
        s.lathe(s.material(tone, 0.18, 0.05), (x, 0, z), vessel(line, 0.06))


def kintsugi(s: Scene, look: Look) -> None:
    """A dark bowl crossed by seams of gold, inside and out."""
    s.elevation = 34
    line = [(0.50, 0), (0.56, 0.06), (0.60, 0.12), (1.05, 0.42), (1.34, 0.86), (1.40, 1.12)]
    m = s.material(look.colour, 0.22, 0.05, relief=(THROWN, 0.003, 26))
    s.lathe(m, (0, 0, 0), vessel(line, 0.07))
    gold = "#dba93a"
    walls, floor = (Image.new("RGBA", (1600, 800), (0, 0, 0, 0)) for _ in range(2))
    pen = ImageDraw.Draw(walls)
    for x, down, drift in (
        (250, 1.0, 60),
        (520, 0.75, -90),
        (700, 1.0, 70),
        (930, 0.6, 90),
        (1180, 1.0, -60),
        (1400, 0.7, 80),
    ):
        crack = [(x + drift * k / 8 + 26 * math.sin(k * 2.1 + x), 800 * down * k / 8) for k in range(9)]
        pen.line(crack, fill=gold, width=17, joint="curve")
        branch = crack[4]
        pen.line(
            [branch, (branch[0] + 70, branch[1] + 60), (branch[0] + 160, branch[1] + 70)],
            fill=gold,
            width=12,
            joint="curve",
        )
    s.decal(m, walls, AROUND, (-3.1416, 3.1416, 0.10, 1.12), 0.18, 1.0)
    floor = floor.resize((1000, 1000))
    pen = ImageDraw.Draw(floor)
    for angle, bend in ((200, 14), (285, -18), (352, 12), (75, -14), (130, 16)):
        crack = [
            (
                520 + r * math.cos(math.radians(angle + bend * math.sin(r / 90))),
                480 + r * math.sin(math.radians(angle + bend * math.sin(r / 90))),
            )
            for r in range(0, 500, 24)
        ]
        pen.line(crack, fill=gold, width=15, joint="curve")
    s.decal(m, floor, ABOVE, (-1.36, 1.36, -1.36, 1.36), 0.18, 1.0)


def mixing_bowl(s: Scene, look: Look) -> None:
    """A deep banded bowl with a pouring lip."""
    s.elevation = 32
    m = s.material(mix(look.colour, "#e9e1d2", 0.1), 0.28, 0.05, pattern=(BANDS, 4), second="#f2e8d6")
    s.lathe(m, (-0.1, 0, 0), vessel([(0.70, 0), (0.78, 0.04), (1.15, 0.45), (1.32, 0.95), (1.38, 1.3)], 0.09))
    s.ellipsoid(m, (1.22, 1.25, 0.42), 0.30, 0.14, 0.26, turned=turn(0, -20, 16), join=0.14)


def fruit_bowl(s: Scene, _look: Look) -> None:
    """A broad shallow bowl of turned maple."""
    s.elevation = 28
    maple = wood(s, ("#dcb988", "#b98f5a"), 1.0)
    s.lathe(maple, (0, 0, 0), vessel([(0.55, 0), (0.66, 0.05), (1.2, 0.26), (1.72, 0.62), (1.82, 0.86)], 0.09))


def matcha_bowl(s: Scene, look: Look) -> None:
    """A straight-sided tea bowl, its foot left bare."""
    s.elevation = 34
    m = s.material(look.colour, 0.5, 0.045, relief=(THROWN, 0.03, 9), pattern=(DIPPED, 0.4), second="#6b4a3a")
    s.lathe(m, (-0.35, 0, 0), vessel([(0.50, 0), (0.56, 0.08), (0.92, 0.22), (1.02, 0.55), (1.02, 1.0)], 0.09))


def nesting_bowls(s: Scene, look: Look) -> None:
    """Three bowls of three sizes, one inside the next, each its own colour."""
    s.elevation = 34
    wide = [(0.50, 0), (0.56, 0.03), (0.60, 0.08), (1.05, 0.36), (1.32, 0.72), (1.40, 1.02)]
    for i, tone in enumerate((look.colour, mix(look.colour, "#e9e1d2", 0.5), mix(look.accent, "#e9e1d2", 0.2))):
        k = 1.15 - 0.24 * i
        s.lathe(glazed(s, tone), (0, 0.14 * i + 0.02, 0), vessel([(x * k, y * k * 1.1) for x, y in wide], 0.075))


def snack_bowls(s: Scene, look: Look) -> None:
    """Four small dishes of four colours."""
    s.elevation = 38
    tones = (look.colour, mix(look.colour, "#f4ecdf", 0.5), "#f1e8da", look.accent)
    for i, (x, z) in enumerate(((-1.15, -0.35), (0.0, 0.15), (1.15, -0.35), (0.95, 1.05))):
        s.lathe(
            s.material(tones[i], 0.18, 0.05),
            (x, 0, z),
            vessel([(0.30, 0), (0.36, 0.03), (0.54, 0.2), (0.60, 0.42)], 0.045),
        )


def mortar(s: Scene, _look: Look) -> None:
    """A heavy marble mortar with its pestle leaning out."""
    s.elevation = 28
    stone = s.material("#efebe4", 0.22, 0.05, pattern=(MARBLE, 1.2), second="#8b8a8c")
    s.lathe(
        stone,
        (-0.15, 0, 0),
        vessel(
            [(0.72, 0), (0.82, 0.04), (0.84, 0.18), (0.78, 0.28), (1.02, 0.62), (1.14, 1.1), (1.16, 1.36)], 0.20, 0.45
        ),
    )
    lean = aligned((0.62, 0.74, 0.10))
    pestle = smooth(
        [
            (0, 0),
            (0.24, 0.02),
            (0.30, 0.20),
            (0.22, 0.42),
            (0.145, 0.75),
            (0.14, 1.3),
            (0.19, 1.62),
            (0.17, 1.78),
            (0, 1.84),
        ]
    )
    s.lathe(stone, (-0.25, 0.62, 0), pestle, turned=lean)


def basalt_bowl(s: Scene, _look: Look) -> None:
    """A black chiselled stone bowl, rough outside and polished within."""
    s.elevation = 32
    rough = s.material("#3f3d40", 0.9, relief=(PEEL, 0.16, 6), pattern=(SPECKLE, 14), second="#6a676a")
    s.lathe(rough, (0, 0, 0), vessel([(0.90, 0), (1.05, 0.05), (1.42, 0.50), (1.55, 0.95), (1.50, 1.12)], 0.20, 0.2))
    smooth_in = s.material("#2c2b2e", 0.18, 0.06)
    s.lathe(smooth_in, (0, 0.03, 0), vessel([(0.7, 0.16), (1.02, 0.42), (1.30, 0.85), (1.345, 1.08)], 0.03, 0.04))
