"""Jigsaw puzzles and puzzles of wood."""

import numpy as np
from PIL import Image, ImageDraw

from workshop.pictures.archetypes.leisure.puzzle_art import puzzle_art
from workshop.pictures.archetypes.look import Look, around, card, wood
from workshop.pictures.archetypes.pastimes import play
from workshop.pictures.kernel.surface import LINEN
from workshop.pictures.kernel.tables import ABOVE, FRONT
from workshop.pictures.labels import fitted
from workshop.pictures.lines import smooth, turn
from workshop.pictures.palette import INK, OAK, PAPER, WALNUT, shade_of
from workshop.pictures.scene import Place, Scene


def jigsaw(s: Scene, look: Look) -> None:
    """A box with its own picture, and a corner of the same picture already laid, pieces around; `stuff` names the picture."""
    s.elevation = 44
    art = puzzle_art(look, look.stuff)
    yaw = turn(y=-16)
    box = card(s, shade_of(look.colour, 0.9))
    s.box(box, (-0.35, 0.28, -0.65), 1.35, 0.28, 1.06, 0.03, turned=yaw)
    titled = art.copy()
    draw = ImageDraw.Draw(titled)
    face_ = fitted((look.title,), "title", 120, 600, 900)
    wide = face_.getlength(look.title)
    draw.rectangle((60, 60, 120 + wide, 100 + face_.size * 1.25), fill=PAPER)
    draw.text((90, 80 + face_.size * 0.62), look.title, font=face_, fill=INK, anchor="lm")
    s.decal(box, titled, ABOVE, (-1.35, 1.35, -1.06, 1.06), 0.5)
    part = play.cut_jigsaw(art).crop((0, 550, 700, 1100)).resize((700, 550))
    laid = s.material("#e9e1d2", 0.6)
    s.box(laid, (-0.45, 0.05, 1.25), 0.95, 0.05, 0.62, 0.02, turned=turn(y=8))
    s.decal(laid, part, ABOVE, (-0.95, 0.95, -0.62, 0.62), 0.5)
    shape = play.jigsaw_piece() * 0.34
    for k, (x, z) in enumerate(((0.85, 1.0), (1.35, 0.55), (1.25, 1.45), (1.75, 1.0), (1.6, 0.05))):
        x0, y0 = 200 + 230 * k, 700 - 110 * k
        m = s.material("#e9e1d2", 0.6)
        s.decal(
            m, art.crop((x0 % 1200, max(y0, 0), x0 % 1200 + 200, max(y0, 0) + 200)), FRONT, (-0.3, 0.3, -0.3, 0.3), 0.5
        )
        s.extrude(m, (x, 0.05, z), shape, 0.05, 0.02, turned=turn(y=s.random.uniform(0, 360)) @ turn(x=-90))


FIR = np.array(
    [
        *((-0.06, -0.42), (-0.06, -0.30), (-0.34, -0.30), (-0.16, -0.06), (-0.26, -0.06), (-0.10, 0.16), (-0.18, 0.16)),
        *(
            (0, 0.46),
            (0.18, 0.16),
            (0.10, 0.16),
            (0.26, -0.06),
            (0.16, -0.06),
            (0.34, -0.30),
            (0.06, -0.30),
            (0.06, -0.42),
        ),
    ]
)[::-1]
FOX = np.array(
    [
        *(
            (-0.50, -0.02),
            (-0.30, 0.06),
            (0.10, 0.08),
            (0.22, 0.26),
            (0.28, 0.14),
            (0.36, 0.26),
            (0.40, 0.08),
            (0.52, 0.0),
        ),
        *((0.34, -0.06), (0.30, -0.32), (0.22, -0.32), (0.18, -0.10), (-0.12, -0.10), (-0.16, -0.32), (-0.24, -0.32)),
        *((-0.26, -0.06), (-0.46, -0.22), (-0.62, -0.14)),
    ]
)[::-1]


def forest_wood(s: Scene, look: Look) -> None:
    """A wooden jigsaw half laid, a forest on it, loose pieces with their knobs, a fox and firs among them, and its bag."""
    s.elevation = 50
    bag = s.material("#d9c9a6", 0.95, relief=(LINEN, 0.008, 40))
    sack = [(0, 0), (0.46, 0.0), (0.58, 0.22), (0.50, 0.60), (0.17, 0.78), (0.30, 1.0), (0.22, 1.02), (0, 0.85)]
    s.lathe(bag, (1.35, 0, -1.05), smooth(sack))
    s.torus(s.material(look.colour, 0.8), (1.35, 0.78, -1.05), 0.19, 0.036)
    art = puzzle_art(look, "forest")
    _laid(s, art, (-0.30, 0, -0.35))
    shape = play.jigsaw_piece() * 0.50
    for k, (x, z) in enumerate(((1.18, -0.02), (1.85, 0.28), (0.50, 1.00), (1.18, 0.80), (1.82, 1.10))):
        m = wood(s, ("#d9b98a", "#b8925f"), 2)
        left, top = 150 + 210 * k, 330 + 90 * k
        s.decal(m, art.crop((left, top, left + 330, top + 330)), FRONT, (-0.45, 0.45, -0.45, 0.45), 0.5)
        s.extrude(m, (x, 0.07, z), shape, 0.07, 0.015, turned=turn(y=s.random.uniform(0, 360)) @ turn(x=-90))
    for outline, x, z, yaw, tones in (
        (FOX, -0.55, 1.22, 8, ("#a8623a", "#7d4426")),
        (FIR, -1.45, 0.85, -14, ("#1d5546", "#143a30")),
        (FIR, 2.05, -0.62, 24, ("#66703f", "#4d5535")),
    ):
        s.extrude(wood(s, tones, 2), (x, 0.07, z), outline * 1.15, 0.07, 0.015, turned=turn(y=yaw) @ turn(x=-90))


def _laid(s: Scene, art: Image.Image, at: Place) -> None:
    """The part that is laid already: rows of pieces, each with its own part of the picture, the last row not full."""
    shape = play.jigsaw_piece() * 0.56
    frame = around(turn(y=9), at)
    for row, count in enumerate((4, 4, 2)):
        for column in range(count):
            m = wood(s, ("#d9b98a", "#b8925f"), 2)
            left, top = 100 + 300 * column, 60 + 300 * row
            s.decal(m, art.crop((left, top, left + 402, top + 402)), FRONT, (-0.38, 0.38, -0.38, 0.38), 0.5)
            place = frame(-0.90 + 0.57 * column, 0.07, -0.70 + 0.57 * row)
            s.extrude(m, place, shape, 0.07, 0.012, turned=turn(y=9) @ turn(x=-90))


def cube_puzzle(s: Scene, _look: Look) -> None:
    """A cube of coloured wooden blocks half unfolded, the rest of the snake beside it."""
    s.elevation = 30
    yaw = turn(y=28)
    frame = around(yaw, (-0.3, 0, 0))
    a, b = (("#d9b98a", "#b8925f"), ("#a8623a", "#7d4426"))
    for x in range(3):
        for y in range(3):
            for z in range(3):
                if (x, y, z) in ((2, 2, 2), (2, 2, 1), (1, 2, 2), (2, 1, 2)):
                    continue
                s.box(
                    wood(s, a if (x + y + z) % 2 else b, 2),
                    frame((x - 1) * 0.62, 0.31 + 0.62 * y, (z - 1) * 0.62),
                    0.30,
                    0.30,
                    0.30,
                    0.04,
                    turned=yaw,
                )
    for i, (right, near) in enumerate(((0.95, 1.25), (1.50, 1.05), (1.75, 0.55))):
        s.box(wood(s, a if i % 2 else b, 2), (right, 0.31, near), 0.30, 0.30, 0.30, 0.04, turned=turn(y=20 + 6 * i))
    s.box(wood(s, b, 2), (1.62, 0.92, 0.80), 0.30, 0.30, 0.30, 0.04, turned=turn(y=40))


def knots(s: Scene, _look: Look) -> None:
    """Six interlocked knots of wooden bars, one pulled open, and a loose bar."""
    s.elevation = 30
    tones = (OAK, WALNUT, ("#dcb988", "#b98f5a"))

    def burr(at: Place, k: float, yaw: float, gap: float) -> None:
        t = turn(y=yaw)
        f = around(t, at)
        for d in (-1, 1):
            s.box(wood(s, tones[0], 2), f(0, d * 0.16 * k, 0), 0.78 * k, 0.15 * k, 0.155 * k, 0.03, turned=t)
            s.box(wood(s, tones[1], 2), f(0, 0, d * 0.16 * k), 0.155 * k, 0.78 * k, 0.15 * k, 0.03, turned=t)
            s.box(wood(s, tones[2], 2), f(d * (0.16 + gap) * k, 0, 0), 0.15 * k, 0.155 * k, 0.78 * k, 0.03, turned=t)

    for x, z, yaw, gap in (
        (-1.55, -0.55, 22, 0),
        (0.0, -0.75, -14, 0),
        (1.55, -0.5, 40, 0),
        (-1.1, 0.95, 8, 0),
        (0.35, 0.85, -24, 0.22),
        (1.75, 0.95, 30, 0),
    ):
        burr((x, 0.50, z), 0.64, yaw, gap)
    s.box(wood(s, tones[1], 2), (-0.35, 0.11, 1.75), 0.52, 0.10, 0.11, 0.03, turned=turn(y=20))
