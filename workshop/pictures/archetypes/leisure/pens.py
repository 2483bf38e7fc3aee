"""Pens, pencils and ink."""

import math
from collections.abc import Callable

import numpy as np

from workshop.pictures.archetypes.look import Look, around, lacquer, steel, wood
from workshop.pictures.archetypes.pastimes import desk
from workshop.pictures.kernel.tables import ABOVE, FRONT
from workshop.pictures.lines import ring, smooth, turn
from workshop.pictures.palette import INK, PAPER, is_dark, mix
from workshop.pictures.scene import Place, Scene


def _barrel(
    s: Scene,
    m: int,
    at: Place,
    yaw: float,
    length: float,
    r: float,
    *,
    tip: int,
    tip_length: float = 0.32,
    end: int | None = None,
) -> Callable[[float, float, float], np.ndarray]:
    """A pen lying with its point at `at`."""
    along = turn(0, yaw, -90)
    frame = around(along, np.add(at, (0, r + 0.02, 0)))
    s.cone(tip, frame(0, 0, 0), 0.016, tip_length, r * 0.72, turned=along)
    s.cylinder(m, frame(0, tip_length + length / 2, 0), r, length / 2, r * 0.25, turned=along)
    if end is not None:
        s.cylinder(end, frame(0, tip_length + length + 0.05, 0), r * 0.8, 0.06, 0.02, turned=along)
    return frame


def pen_form(s: Scene, look: Look) -> None:  # noqa: PLR0915 - one branch a form
    """A pen by how it writes: `stuff` brass, italic, olive, brush, mechanical, glass, copper or roller."""
    s.elevation, s.fit = 38, 0.82
    kind, metal = look.stuff, steel(s)
    if kind == "brass":
        b = s.material("#c9a04a", 0.22, 0.6, metal=1)
        f = _barrel(s, b, (-1.3, 0, 0.55), 22, 2.3, 0.13, tip=b, end=b)
        s.box(b, np.add(f(0.13, 2.15, 0), (0, 0.03, 0)), 0.36, 0.02, 0.04, 0.02, turned=turn(y=22))
        for y in (0.36, 1.5):
            s.torus(b, f(0, y, 0), 0.135, 0.018, turned=turn(0, 22, -90))
    elif kind == "italic":
        m = s.material(mix(look.colour, INK, 0.2), 0.2, 0.05)
        f = _barrel(s, m, (-0.75, 0.03, 0.75), 34, 2.1, 0.10, tip=metal, tip_length=0.46)
        s.box(metal, f(0, 0.06, 0), 0.05, 0.02, 0.075, 0.01, turned=turn(y=34))
        desk.ink_bottle(s, look, (-1.25, 0.04, -0.45))
    elif kind == "olive":
        m = wood(s, ("#c49a5e", "#6b4526"), 1.8)
        f = _barrel(s, m, (-1.3, 0, 0.6), 20, 2.2, 0.155, tip=metal)
        s.cylinder(metal, f(0, 1.45, 0), 0.165, 0.07, 0.02, turned=turn(0, 20, -90))
        s.box(metal, np.add(f(0.16, 2.1, 0), (0, 0.02, 0)), 0.36, 0.02, 0.04, 0.02, turned=turn(y=20))
    elif kind == "brush":
        m = wood(s, ("#dcc084", "#b8985a"), 3)
        along = turn(0, 28, -90)
        start = (-0.95, 0.16, 0.75)
        f = around(along, start)
        hair = s.material("#2f4a5a", 0.6, sheen=0.2)
        s.lathe(hair, start, smooth([(0, 0), (0.06, 0.14), (0.13, 0.36), (0.11, 0.52), (0, 0.54)]), turned=along)
        s.cylinder(s.material(INK, 0.4), f(0, 0.58, 0), 0.12, 0.08, 0.02, turned=along)
        s.cone(m, f(0, 0.62, 0), 0.115, 2.0, 0.085, turned=along)
        s.torus(s.material("#8a6a34", 0.6), f(0, 1.6, 0), 0.10, 0.02, turned=along)
        s.tube(
            s.material("#b5440f", 0.8),
            f(0, 2.72, 0),
            smooth([(0, 0), (0.12, 0.2), (0.25, 0.02), (0.05, -0.02)]),
            0.02,
            turned=turn(x=-90),
        )
        desk.ink_bottle(s, Look("#2f5a70", "#2f5a70", (), 0), (-1.3, 0.03, -0.35))
    elif kind == "mechanical":
        m = s.material(mix(look.colour, "#b9b4aa", 0.15), 0.3, 0.4, metal=0.5)
        f = _barrel(s, m, (-1.15, 0.03, 0.7), 26, 1.7, 0.115, tip=metal, tip_length=0.42)
        along = turn(0, 26, -90)
        for q in range(7):
            s.torus(metal, f(0, 0.50 + 0.085 * q, 0), 0.118, 0.016, turned=along)
        s.cylinder(metal, f(0, 2.24, 0), 0.085, 0.14, 0.03, turned=along)
        s.box(metal, np.add(f(0.13, 1.8, 0), (0, 0.02, 0)), 0.36, 0.018, 0.035, 0.015, turned=turn(y=26))
        s.cone(s.material("#2a2628", 0.4), f(0, -0.14, 0), 0.012, 0.16, 0.016, turned=along)
        lead = s.material(mix(look.colour, INK, 0.2), 0.2, 0.05)
        s.box(lead, (0.95, 0.09, 0.85), 0.46, 0.07, 0.12, 0.03, turned=turn(y=-12))
    elif kind == "glass":
        body = s.material(mix("#c87f92", look.colour, 0.3), 0.04, 0.06, wrap=0.5, glow=0.10)
        clear = s.material("#f3e4e8", 0.03)
        along = turn(0, 30, -90)
        start = (-0.9, 0.17, 0.75)
        f = around(along, start)
        s.lathe(
            s.material("#e8c3cc", 0.04, 0.06, wrap=0.4),
            start,
            smooth([(0, 0), (0.035, 0.05), (0.13, 0.34), (0.10, 0.55), (0, 0.56)]),
            turned=along,
        )
        for q in range(34):
            a = q * 0.55
            s.ellipsoid(
                body,
                f(0.055 * math.cos(a), 0.60 + 0.062 * q, 0.055 * math.sin(a)),
                0.075,
                join=None if q == 0 else 0.03,
            )
        s.cylinder(clear, f(0, 1.62, 0), 0.15, 1.05, 0.06, turned=along, glass=True)
        s.ellipsoid(body, f(0, 2.78, 0), 0.16)
        desk.ink_bottle(s, Look("#8a3a52", "#8a3a52", (), 0), (-1.3, 0.03, -0.35))
    elif kind == "copper":
        c = s.material("#c27a4e", 0.22, 0.6, metal=1)
        _barrel(s, c, (-0.85, 0, 0.75), 24, 0.95, 0.17, tip=c)
        along = turn(0, 24, -90)
        g = around(along, (-0.35, 0.19, -0.35))
        s.cylinder(c, g(0, 0.55, 0), 0.185, 0.62, 0.05, turned=along)
        s.torus(c, g(0, 1.24, 0), 0.13, 0.03, turned=along @ turn(x=90))
    else:
        m = s.material("#2a292d", 0.35, 0.3, metal=0.4)
        f = _barrel(s, m, (-1.25, 0.03, 0.65), 24, 1.6, 0.12, tip=metal, tip_length=0.30)
        along = turn(0, 24, -90)
        s.cylinder(s.material(look.accent, 0.3, 0.05), f(0, 1.94, 0), 0.122, 0.035, 0.01, turned=along)
        g = around(along, (-0.55, 0.18, -0.45))
        s.cylinder(m, g(0, 0.6, 0), 0.14, 0.62, 0.04, turned=along)
        s.box(metal, np.add(g(0.15, 0.75, 0), (0, 0.02, 0)), 0.48, 0.02, 0.04, 0.02, turned=turn(y=24))


def pencil_set(s: Scene, look: Look) -> None:
    """Twelve sharpened pencils in a row in an open flat tin."""
    s.elevation = 44
    yaw = turn(y=14)
    frame = around(yaw)
    tin = lacquer(s, look.colour)
    s.box(tin, frame(0, 0.12, 0), 1.75, 0.12, 1.25, 0.05, turned=yaw)
    s.box(s.material("#3a3638", 0.9), frame(0, 0.20, 0), 1.66, 0.14, 1.16, 0.03, turned=yaw, cut=0.01)
    cedar, lead = s.material("#dcb98a", 0.7), s.material("#2a2628", 0.4)
    for i in range(12):
        paint = s.material(
            mix("#2f4a3c", "#8fa08c", i / 11) if not is_dark(look.accent) else mix(look.accent, "#8fa08c", i / 11),
            0.35,
            0.05,
        )
        x = -1.42 + 0.258 * i
        s.extrude(paint, frame(x, 0.20, 0.15), ring(0.115, 6), 0.86, 0.012, turned=yaw)
        along = yaw @ turn(x=-90)
        s.cone(cedar, frame(x, 0.20, -0.70), 0.10, 0.27, 0.020, turned=along)
        s.cone(lead, frame(x, 0.20, -0.95), 0.028, 0.09, 0.008, turned=along)
    s.box(tin, frame(0, 0.85, -1.60), 1.77, 0.06, 1.27, 0.05, turned=yaw @ turn(x=70))
    s.decal(tin, look.stamp(look.colour, (1400, 1000), 170), ABOVE, (-1.2, 1.2, -0.85, 0.85))


def inks(s: Scene, look: Look) -> None:
    """Three square bottles of plant inks."""
    s.elevation = 32
    tones = ("#5a2f4e", "#4d6a3c", "#a8672a")
    for x, tone in zip((-1.25, 0.0, 1.25), tones, strict=True):
        desk.ink_bottle(s, Look(tone, tone, (), 0), (x, 0, -0.2 if x else -0.35))
        tag = s.material(PAPER, 0.8)
        s.box(tag, (x, 0.32, 0.295 if x else 0.145), 0.32, 0.17, 0.01, 0.005)
        s.decal(
            tag,
            Look(tone, tone, look.words if x == 0 else (), 0).sticker((700, 380), 120, ground=False, bare=x == 0),
            FRONT,
            (-0.3, 0.3, -0.16, 0.16),
        )
