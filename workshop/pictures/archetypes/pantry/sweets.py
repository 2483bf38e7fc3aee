"""Truffles and chocolate."""

import numpy as np

from workshop.pictures.archetypes.look import Look, around, card
from workshop.pictures.kernel.surface import DUST, PEEL
from workshop.pictures.kernel.tables import ABOVE
from workshop.pictures.lines import Turn, smooth, turn
from workshop.pictures.palette import mix, shade_of
from workshop.pictures.scene import Place, Scene

_CREAM = "#efe2cc"
# Which of the three kinds lies in each place, row by row.
_ORDER = (0, 1, 2, 0, 1, 0, 1, 2, 2, 0, 1, 1)


def truffles(s: Scene, look: Look) -> None:
    """A box of twelve with its lid leaning behind, or a box of six with the lid lying in front."""
    s.elevation = 38
    columns, rows = (4, 3) if look.arrangement == 0 else (3, 2)
    width, depth, height = columns * 0.37 + 0.07, rows * 0.37 + 0.07, 0.34
    yaw = turn(y=-18 if look.arrangement == 0 else 16)
    at = around(yaw)
    box, inside = card(s, look.colour), s.material(_CREAM, 0.8)
    s.box(box, at(0, height, 0), width, height, depth, 0.03, turned=yaw)
    s.box(inside, at(0, height + 0.14, 0), width - 0.07, height, depth - 0.07, 0.02, turned=yaw, cut=0.01)
    s.box(inside, at(0, 0.30, 0), width - 0.07, 0.05, depth - 0.07, 0.01, turned=yaw)
    _dividers(s, yaw, width, depth, columns, rows)
    kinds = _kinds(s, look)
    for place in range(columns * rows):
        row, column = divmod(place, columns)
        x = -width + 0.07 + (column + 0.5) * (2 * width - 0.14) / columns
        z = -depth + 0.07 + (row + 0.5) * (2 * depth - 0.14) / rows
        _truffle(s, kinds, _ORDER[place], at(x, 0.62, z), yaw)
    lid = card(s, look.colour)
    art = look.stamp(look.colour, (1310, 1000), 190)
    s.decal(lid, art, ABOVE, (-width * 0.77, width * 0.77, -depth * 0.78, depth * 0.78))
    if look.arrangement == 0:
        s.box(lid, at(0.10, 1.13, -1.62), width + 0.02, 0.16, depth + 0.02, 0.03, turned=yaw @ turn(x=66))
    else:
        s.box(lid, (0.15, 0.36, 1.55), width + 0.03, 0.15, depth + 0.03, 0.03, turned=turn(y=4) @ turn(x=14))


def _dividers(s: Scene, yaw: Turn, width: float, depth: float, columns: int, rows: int) -> None:
    paper, at = s.material("#e2cfae", 0.8), around(yaw)
    for i in range(1, columns):
        x = -width + 0.07 + i * (2 * width - 0.14) / columns
        s.box(paper, at(x, 0.48, 0), 0.014, 0.14, depth - 0.08, 0.008, turned=yaw)
    for j in range(1, rows):
        z = -depth + 0.07 + j * (2 * depth - 0.14) / rows
        s.box(paper, at(0, 0.48, z), width - 0.08, 0.14, 0.014, 0.008, turned=yaw)


def _kinds(s: Scene, look: Look) -> tuple[int, int, int, int]:
    """Cocoa-dusted, glossy, accent-dusted, and the icing of the glossy one."""
    accent = mix("#8c2f2a", look.accent, 0.45)
    return (
        s.material("#3a2015", 0.85, relief=(PEEL, 0.02, 9), pattern=(DUST, 6), second="#6f4a33"),
        s.material("#4b2a1a", 0.26, 0.05),
        s.material(accent, 0.75, relief=(PEEL, 0.035, 13), pattern=(DUST, 9), second=shade_of(accent, 1.7)),
        s.material("#e9d8bd", 0.5),
    )


def _truffle(s: Scene, kinds: tuple[int, int, int, int], kind: int, at: Place, yaw: Turn) -> None:
    place = np.asarray(at, float)
    if kind != 1:
        size = 0.30 + s.random.uniform(-0.012, 0.012)
        lean = turn(s.random.uniform(0, 90), s.random.uniform(0, 90))
        s.ellipsoid(kinds[kind], place, size, size * 0.94, size * 0.98, turned=lean)
        return
    s.ellipsoid(kinds[1], place, 0.31, 0.27, 0.31)
    drizzle = smooth([(-0.29, 0.02), (-0.17, 0.215), (0, 0.272), (0.17, 0.215), (0.29, 0.02)], steps=8)
    for aside in (-0.108, 0.0, 0.108):
        line = drizzle * (np.array([0.93, 0.95]) if aside else 1.0)
        s.tube(kinds[3], place + yaw @ np.array([0, 0.005, aside]), line, 0.020, turned=yaw)


def chocolate(s: Scene, look: Look) -> None:
    """A wrapped bar lying on another beside broken squares, or three bars fanned out."""
    s.elevation = 36
    if look.arrangement == 0:
        _bar(s, look, (-0.35, 0.13, -0.25), -8, look.accent, printed=False)
        _bar(s, look, (-0.1, 0.39, 0.0), 20, look.colour, printed=True)
        _squares(s, (1.25, 0, 1.35), 3, 2)
        return
    for i, colour in enumerate((mix(look.accent, _CREAM, 0.5), look.accent, look.colour)):
        _bar(s, look, (-0.72 + i * 0.62, 0.13 + i * 0.26, -0.30 + i * 0.22), 34 - i * 15, colour, printed=i == 2)
    _squares(s, (-1.35, 0, 1.45), 2, 2)


def _bar(s: Scene, look: Look, at: Place, yaw: float, colour: str, *, printed: bool) -> None:
    wrap = s.material(colour, 0.55, 0.045, relief=(PEEL, 0.003, 12))
    foil = s.material("#d9c9a6", 0.32, 0.5, metal=0.8, relief=(PEEL, 0.012, 12))
    frame, lean = around(turn(y=yaw), at), turn(y=yaw)
    s.box(foil, at, 0.90, 0.10, 1.62, 0.04, turned=lean)
    s.box(wrap, at, 0.92, 0.13, 1.46, 0.05, turned=lean)
    if printed:
        s.decal(wrap, look.sticker((900, 1180), 180), ABOVE, (-0.66, 0.66, -0.86, 0.86), 0.75)
    else:
        s.box(s.material(_CREAM, 0.8), frame(0, 0.0, 0.9), 0.925, 0.134, 0.12, 0.05, turned=lean)


def _squares(s: Scene, at: Place, columns: int, rows: int) -> None:
    dark = s.material("#3d2115", 0.30, 0.05)
    frame, lean = around(turn(y=-24), at), turn(y=-24)
    s.box(dark, frame(0, 0.06, 0), columns * 0.19, 0.06, rows * 0.19, 0.02, turned=lean)
    for i in range(columns):
        for j in range(rows):
            x, z = (i - (columns - 1) / 2) * 0.38, (j - (rows - 1) / 2) * 0.38
            s.box(dark, frame(x, 0.12, z), 0.16, 0.06, 0.16, 0.05, turned=lean, join=0.03)
    s.box(dark, frame(-columns * 0.19 - 0.34, 0.10, 0.22), 0.17, 0.09, 0.17, 0.05, turned=turn(6, 20, 8))
