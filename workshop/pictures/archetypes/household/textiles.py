"""Blankets, towels, socks and yarn."""

import math

import numpy as np

from workshop.pictures.archetypes.look import Look, around, leather, wood
from workshop.pictures.kernel.surface import KNIT, PEEL, STRANDS, STRIPES, WOUND
from workshop.pictures.kernel.tables import ABOVE, FRONT
from workshop.pictures.lines import Points, aligned, smooth, turn, vessel
from workshop.pictures.palette import INK, mix, shade_of
from workshop.pictures.scene import Place, Scene


def _wool(s: Scene, colour: str, scale: float = 7.5, height: float = 0.020) -> int:
    return s.material(colour, 0.92, 0.02, sheen=0.22, wrap=0.1, relief=(KNIT, height, scale))


def folds(length: float, layers: int, thick: float) -> Points:
    """A cloth folded to and fro, seen from the side."""
    line, y = [], thick
    for i in range(layers):
        start, end = (-length, length) if i % 2 == 0 else (length, -length)
        line += [(start + (end - start) * q, y + 0.02 * math.sin(q * 5 + i)) for q in np.linspace(0, 1, 9)]
        if i < layers - 1:
            side = math.copysign(1, end)
            bend = np.linspace(-math.pi / 2, math.pi / 2, 9)[1:-1]
            line += [(side * (length + thick * math.cos(a)), y + thick + thick * math.sin(a)) for a in bend]
        y += 2.05 * thick
    return np.array(line)


def spiral(turns: float, inner: float, pitch: float) -> Points:
    angle = np.linspace(0, turns * 2 * math.pi, int(turns * 26))
    radius = inner + pitch * angle / (2 * math.pi)
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)


def blanket(s: Scene, look: Look) -> None:
    """A folded blanket in a paper band, or a rolled one in two straps."""
    wool = _wool(s, mix(look.colour, "#e9d6bd", 0.25))
    if look.arrangement == 0:
        yaw = turn(y=-26)
        frame = around(yaw)
        s.tube(wool, (0, 0, 0), folds(1.45, 4, 0.20), 0.195, 1.12, 0.15, turned=yaw)
        band = s.material("#f6efe2", 0.8)
        s.box(band, frame(-0.15, 0.83, 0), 0.42, 0.835, 1.155, 0.12, turned=yaw)
        art = look.sticker((760, 1000), 130, ground=False)
        s.decal(band, art, ABOVE, (-0.40, 0.40, -0.85, 0.85))
        return
    lying = turn(y=58)
    at = (0, 0.99, 0)
    s.tube(wool, at, spiral(3.7, 0.10, 0.235), 0.105, 1.55, 0.09, turned=lying)
    strap = leather(s, mix(look.accent, "#8a5a36", 0.35))
    loop = smooth(
        [(1.0 * math.cos(a), 1.0 * math.sin(a)) for a in np.linspace(0, 2 * math.pi, 13)[:-1]], closed=True, steps=5
    )
    for along in (-0.72, 0.72):
        place = around(lying, at)(0, 0, along)
        s.tube(strap, place, np.vstack([loop, loop[:1]]), 0.03, 0.11, 0.02, turned=lying)
        s.box(
            s.material("#c9a25a", 0.3, 0.6, metal=1),
            around(lying, place)(0.62, 0.80, 0),
            0.11,
            0.03,
            0.14,
            0.02,
            turned=lying @ turn(z=-38),
        )


def towel(s: Scene, look: Look) -> None:
    """Three folded towels with a sprig of stripes, or two rolled ones in front of a folded one."""
    colours = (mix(look.accent, "#efe6d6", 0.45), "#efe6d6", mix(look.colour, "#efe6d6", 0.18))
    if look.arrangement == 0:
        for i, colour in enumerate(colours):
            yaw = turn(y=-24 + (0, 5, -4)[i])
            s.tube(terry(s, colour), (0, i * 0.60, 0), folds(1.35, 2, 0.15), 0.148, 1.0 - 0.03 * i, 0.12, turned=yaw)
        return
    yaw = turn(y=-20)
    s.tube(terry(s, colours[1]), (-0.2, 0, -1.0), folds(1.45, 3, 0.16), 0.155, 0.85, 0.12, turned=yaw)
    for x, z, colour in ((-0.72, 0.55, colours[2]), (0.62, 0.75, colours[0])):
        s.tube(terry(s, colour), (x, 0.545, z), spiral(3.2, 0.06, 0.15), 0.075, 0.95, 0.06, turned=turn(y=14))


def terry(s: Scene, colour: str) -> int:
    return s.material(colour, 0.95, 0.02, sheen=0.15, wrap=0.15, relief=(PEEL, 0.030, 26))


SOCK = smooth(
    [(-0.36, 1.75), (-0.36, 1.75), (0.30, 1.75), (0.30, 1.75), (0.30, 0.9), (0.36, 0.42), (0.80, 0.12), (1.22, -0.10),
     (1.38, -0.36), (1.20, -0.60), (0.80, -0.60), (0.30, -0.44), (-0.16, -0.36), (-0.40, -0.10), (-0.42, 0.35), (-0.36, 1.0)],
    closed=True,
)  # fmt: skip


def socks(s: Scene, look: Look) -> None:
    """A pair lying one over the other, or folded pairs in paper bands."""
    s.elevation = 42
    if look.arrangement == 0:
        body, tips = mix(look.colour, "#e9d6bd", 0.12), mix(look.accent, "#efe2cc", 0.2)
        for i, (x, z, yaw) in enumerate(((-0.45, 0.2, 24), (0.35, 0.35, 8))):
            flat = turn(y=yaw) @ turn(x=-90)
            knit = _wool(s, body, 9, 0.012)
            place = (x, 0.13 + i * 0.14, z)
            s.extrude(knit, place, SOCK, 0.13, 0.12, turned=flat)
            cuff = s.material(tips, 0.92, 0.02, sheen=0.2, relief=(KNIT, 0.02, 12))
            cuff_at = around(flat, place)
            s.box(cuff, cuff_at(-0.03, 1.70, 0), 0.37, 0.20, 0.155, 0.12, turned=flat)
            s.ellipsoid(cuff, cuff_at(1.08, -0.40, 0), 0.34, 0.24, 0.165, turned=flat @ turn(z=-24))
            s.ellipsoid(cuff, cuff_at(-0.16, -0.10, 0), 0.29, 0.28, 0.165, turned=flat)
        return
    pairs = (
        (-0.95, -0.35, 14, look.colour),
        (0.85, -0.15, -8, look.accent),
        (-0.05, 1.15, 6, mix(look.colour, "#efe2cc", 0.55)),
    )
    for x, z, yaw, colour in pairs:
        knit = s.material(
            mix(colour, "#e9d6bd", 0.1),
            0.92,
            0.02,
            sheen=0.2,
            relief=(KNIT, 0.012, 9),
            pattern=(STRIPES, 2.2),
            second=mix(colour, "#efe2cc", 0.6),
        )
        s.tube(knit, (x, 0, z), folds(0.62, 2, 0.16), 0.155, 0.42, 0.13, turned=turn(y=yaw))
        band = s.material("#f6efe2", 0.8)
        s.box(band, (x, 0.33, z), 0.25, 0.345, 0.45, 0.12, turned=turn(y=yaw))
        s.decal(band, look.sticker((600, 1000), 120, ground=False, bare=True), ABOVE, (-0.24, 0.24, -0.4, 0.4))
        s.decal(band, look.sticker((600, 700), 110, ground=False, bare=True), FRONT, (-0.24, 0.24, -0.3, 0.3))


def yarn(s: Scene, look: Look) -> None:
    """Three balls and two needles, or a bowl of yarn with a thread running over its lip."""
    colours = (look.colour, "#e7d8c0", look.accent)
    if look.arrangement == 0:
        for (x, z, r), colour in zip(((-0.75, 0, 0.85), (0.85, -0.25, 0.78), (0.22, 0.98, 0.62)), colours, strict=True):
            ball_of_yarn(s, (x, r, z), r, colour)
        needles_lying(s, (((-1.55, 1.95, 0.35), (1.5, 0.75, -0.55)), ((-1.9, 1.45, 0.1), (1.2, 1.45, -0.7))))
        thread = smooth([(-1.0, 0.82), (-1.35, 1.15), (-0.9, 1.5), (-0.35, 1.28), (0.2, 1.62), (0.95, 1.5), (1.5, 1.0)])
        s.tube(strand(s, look.colour), (0, 0.035, 0), thread, 0.035, turned=turn(x=90))
        return
    s.elevation = 32
    bowl = [(0.55, 0), (0.62, 0.03), (0.98, 0.30), (1.22, 0.72), (1.26, 1.02)]
    s.lathe(wood(s, scale=1.6), (0, 0, 0), vessel(bowl, 0.08))
    for place, r, colour in (
        ((-0.38, 0.95, 0.12), 0.68, colours[0]),
        ((0.52, 0.98, -0.22), 0.60, colours[2]),
        ((0.30, 1.02, 0.55), 0.46, colours[1]),
    ):
        ball_of_yarn(s, place, r, colour)
    ball_of_yarn(s, (1.75, 0.48, 0.75), 0.48, colours[0])
    needles_lying(s, (((-1.2, 2.15, 0.1), (0.5, 0.9, 0.1)), ((-0.85, 2.35, -0.3), (0.5, 0.9, -0.2))))


def strand(s: Scene, colour: str) -> int:
    return s.material(colour, 0.95, 0.02, sheen=0.25)


def ball_of_yarn(s: Scene, at: Place, r: float, colour: str) -> None:
    wound = s.material(
        colour, 0.95, 0.02, sheen=0.25, relief=(WOUND, 0.012, 40), pattern=(STRANDS, 1), second=shade_of(colour, 0.62)
    )
    s.ellipsoid(wound, at, r, turned=turn(at[0] * 50, at[2] * 90, 20))


def needles_lying(s: Scene, lines: tuple[tuple[tuple[float, float, float], tuple[float, float, float]], ...]) -> None:
    beech, knob = wood(s, scale=4), s.material(INK, 0.4)
    for start, end in lines:
        reach = np.subtract(end, start)
        s.cone(beech, start, 0.045, float(np.linalg.norm(reach)), 0.03, turned=aligned(reach))
        s.ellipsoid(knob, start, 0.10)
